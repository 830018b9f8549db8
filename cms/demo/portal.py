"""Who and what the demo portal consists of, apart from its articles: all invented."""

# Prose is not cut into lines, and the demo's passwords are for everybody.
# ruff: noqa: E501, S106
# fmt: off

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from cms.demo import recordings

NAME = "Warta Rantau"
TAGLINE = "Portal berita pekerja migran Indonesia"
PUBLISHER = "Warta Rantau (portal contoh)"
CREDIT = "Ilustrasi: Warta"


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    intro: str


@dataclass(frozen=True, slots=True)
class Writer:
    slug: str
    name: str
    role: str
    bio: str
    login: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    title: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class File:
    name: str
    title: str
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Standing:
    slug: str
    title: str
    standfirst: str
    paragraphs: tuple[str, ...]
    is_in_footer: bool = True
    password: str = ""
    form: str = ""
    """Code of the form that stands under the text."""


@dataclass(frozen=True, slots=True)
class Question:
    label: str
    kind: str
    choices: tuple[str, ...] = ()
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class ReaderForm:
    code: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    submit_label: str
    thanks: str
    consent_text: str
    keep_days: int


SECTIONS = (
    Section("pelatihan", "Pelatihan", "Kursus, sertifikat, dan keterampilan yang membuka jalan sebelum berangkat dan sesudah pulang."),
    Section("pelindungan", "Pelindungan", "Hak, aduan, bantuan hukum, dan keselamatan di tempat kerja."),
    Section("penempatan", "Penempatan", "Prosedur, kontrak, peluang, dan cara mengenali tawaran yang tidak benar."),
    Section("keuangan", "Keuangan", "Kiriman uang, tabungan, usaha kecil, dan keputusan yang tahan guncangan."),
    Section("negara-tujuan", "Negara Tujuan", "Kabar, aturan, dan kehidupan sehari-hari dari tempat bekerja."),
    Section("keluarga", "Keluarga", "Mereka yang menunggu, mengasuh, dan menyambut pulang."),
)

WRITERS = (
    Writer("ratih-wulandari", "Ratih Wulandari", "Redaktur pelaksana", "Mengawal naskah dari rapat pagi sampai terbit. Menulis tentang hak pekerja dan keluarga.", "editor"),
    Writer("bagas-pramono", "Bagas Pramono", "Reporter", "Meliput pelatihan dan sertifikasi dari bengkel ke bengkel.", "reporter"),
    Writer("maya-lestari", "Maya Lestari", "Koresponden Hong Kong", "Sepuluh tahun mencatat kehidupan pekerja di Asia Timur dan Pasifik."),
    Writer("yusuf-hidayat", "Yusuf Hidayat", "Koresponden Kuala Lumpur", "Menulis dari asrama, kebun, dan pelabuhan di Semenanjung dan Borneo."),
    Writer("dewi-anggraini", "Dewi Anggraini", "Penulis keuangan keluarga", "Mantan petugas koperasi yang percaya pada buku catatan dan tiga toples."),
    Writer("komang-sutresna", "Komang Sutresna", "Reporter pelindungan", "Mengikuti perkara dari aduan pertama sampai putusan terakhir."),
    Writer("nur-aini", "Nur Aini", "Reporter daerah", "Berkeliling desa kantong pekerja migran dengan sepeda motor dan perekam suara."),
    Writer("tomas-wattimena", "Tomas Wattimena", "Penulis analisis", "Membaca angka yang dilewatkan orang lain dan menuliskannya dengan pelan."),
)

PICTURES = (
    Picture("pelabuhan", "Pelabuhan saat senja", "Kapal peti kemas bersandar saat matahari terbenam, dengan derek pelabuhan di sisi kanan.", "Pelabuhan menjelang malam."),
    Picture("bandara", "Bandara pada pagi hari", "Pesawat putih lepas landas melewati menara pengawas pada pagi yang cerah.", "Keberangkatan pagi."),
    Picture("kota", "Kota pada malam hari", "Gedung-gedung tinggi dengan jendela menyala di bawah bulan.", "Lampu kota yang tidak pernah padam serentak."),
    Picture("sawah", "Sawah berteras", "Tiga petani bercaping di sawah berteras dengan gunung di kejauhan.", "Teras sawah setelah hujan."),
    Picture("menjahit", "Mesin jahit", "Mesin jahit hitam di meja kayu, kain merah di depannya dan gulungan benang di rak.", "Meja jahit sebelum jam kerja."),
    Picture("pasar", "Pasar pagi", "Tiga lapak buah dengan tenda bergaris dan penjual di belakangnya.", "Pasar pagi dengan lapak buah."),
    Picture("laptop", "Toko daring", "Laptop di meja menampilkan halaman toko daring, diapit tanaman dan cangkir kopi.", "Toko kecil di layar yang kecil."),
    Picture("desa", "Desa di kaki gunung", "Rumah-rumah beratap merah di antara pohon kelapa di kaki dua gunung saat fajar.", "Desa menjelang terang."),
    Picture("loket", "Loket layanan", "Tiga petugas di balik loket kaca melayani pengunjung yang mengantre.", "Loket layanan pada jam buka."),
    Picture("tabungan", "Tumpukan koin", "Empat tumpukan koin makin tinggi, masing-masing ditumbuhi tunas, dengan grafik naik di belakangnya.", "Tabungan yang bertumbuh pelan."),
    Picture("perahu", "Perahu nelayan", "Tiga perahu nelayan di laut tenang saat matahari rendah.", "Perahu menunggu angin."),
    Picture("ponsel", "Panggilan video", "Layar ponsel menampilkan dua orang yang tersenyum dalam panggilan video.", "Panggilan dari jauh."),
)

RECIPE = (
    "Resep opor menurut rekaman Ibu", "",
    "1. Bawang merah seukuran jempol Ayah, delapan butir.",
    "2. Santan sampai warnanya seperti baju sekolahmu yang lama.",
    "3. Api kecil. Aduk ke satu arah.",
    "4. Berhenti ketika suaranya seperti hujan.", "",
    "Portal contoh. Semua nama dan angka dikarang.",
)

FILES = (
    File("dapur.webm", "Film: panci opor", recordings.film),
    File("gamelan.wav", "Rekaman: saron malam takbiran", recordings.sound),
    File("resep-opor.pdf", "Lembar resep opor", lambda: recordings.sheet(list(RECIPE))),
)

STANDING = (
    Standing("tentang-kami", "Tentang kami", "Warta Rantau adalah portal contoh: redaksinya rekaan, persoalannya nyata.", (
        "Warta Rantau memperlihatkan bagaimana sebuah portal berita dapat dikelola dengan Warta. Semua tulisan, nama, lembaga, dan angka di sini dikarang untuk keperluan contoh.",
        "Redaksi rekaan kami menulis tentang pelatihan, pelindungan, penempatan, keuangan, negara tujuan, dan keluarga pekerja migran Indonesia.",
        "Ilustrasi dibuat dengan program yang menyertai portal ini dan boleh dipakai bersama kodenya.",
    )),
    Standing("pedoman-redaksi", "Pedoman redaksi", "Bagaimana kami memeriksa, menulis, dan memperbaiki.", (
        "Setiap tulisan diperiksa oleh sedikitnya satu orang yang tidak menulisnya. Angka dicocokkan dengan sumbernya, dan kutipan dicocokkan dengan rekaman atau catatan.",
        "Kesalahan diperbaiki di tempat dan dicatat dengan tanggal di bawah tulisan. Perkembangan ditambahkan dengan waktunya.",
        "Isi berbayar selalu diberi tanda. Pemasang iklan tidak ikut menentukan isi berita.",
    )),
    Standing("kebijakan-privasi", "Kebijakan privasi", "Halaman ini tidak memasang kuki dan tidak mengenali pembacanya.", (
        "Portal contoh ini tidak menyimpan apa pun di peramban Anda. Jumlah tayangan iklan dihitung tanpa alamat jaringan dan tanpa pengenal.",
        "Isi dari situs lain baru dimuat setelah Anda memintanya.",
    )),
    Standing("kerja-sama", "Beriklan di sini", "Ruang iklan yang jujur: yang dipesan itulah yang tayang.", (
        "Setiap ruang iklan diberi tanda dan tinggi yang tetap, sehingga bacaan tidak bergeser. Yang dipesan dapat dijelaskan dan dihitung.",
        "Ini halaman contoh. Tujuan iklan rumah di portal ini berakhir di sini.",
    )),
    Standing("buletin", "Buletin Sabtu", "Rangkuman sepekan untuk dibaca di hari libur.", (
        "Buletin Sabtu merangkum sepuluh tulisan terpenting dalam sepekan, satu paragraf untuk masing-masing.",
        "Isi alamat surel di bawah. Portal contoh ini tidak mengirim surat; yang Anda isi dihapus sesudah tiga puluh hari.",
    ), is_in_footer=False, form="buletin"),
    Standing("hubungi-redaksi", "Hubungi redaksi", "Kabar, koreksi, dan pertanyaan untuk meja redaksi.", (
        "Tulis apa yang Anda ketahui dan bagaimana kami dapat menghubungi Anda. Redaktur jaga membacanya setiap pagi.",
    ), form="hubungi-redaksi"),
    Standing("ruang-pers", "Ruang pers", "Bahan untuk rekan wartawan, sebelum diumumkan.", (
        "Pengumuman hasil liputan bersama disiarkan hari Senin pukul 10.00. Sampai saat itu isi halaman ini belum boleh dikutip.",
        "Foto dan angka dapat diminta kepada redaksi. Semua nama di halaman contoh ini dikarang.",
    ), is_in_footer=False, password="embargo"),
    Standing("mitra-bank-samudra", "Bank Samudra", "Mitra rekaan untuk contoh iklan pengiriman uang.", (
        "Bank Samudra tidak ada. Nama ini dipakai untuk memperlihatkan iklan bersponsor di portal contoh.",
        "Di portal yang sesungguhnya, di sinilah pembaca tiba setelah mengetuk iklan.",
    ), is_in_footer=False),
    Standing("mitra-lintas-bahasa", "Kursus Lintas Bahasa", "Mitra rekaan untuk contoh iklan kursus.", (
        "Kursus Lintas Bahasa tidak ada. Nama ini dipakai untuk memperlihatkan iklan jaringan di portal contoh.",
    ), is_in_footer=False),
    Standing("mitra-koperasi-jembatan", "Koperasi Jembatan", "Mitra rekaan untuk contoh iklan pinjaman berangkat.", (
        "Koperasi Jembatan tidak ada. Nama ini dipakai untuk memperlihatkan iklan jaringan di portal contoh.",
    ), is_in_footer=False),
)

NEWSLETTER = "buletin"
FORMS = (
    ReaderForm(NEWSLETTER, "Buletin Sabtu", "Sepuluh tulisan sepekan, setiap Sabtu pagi.", (
        Question("Surel", "email"),
    ), "Berlangganan", "Terima kasih. Di portal contoh ini tidak ada surat yang dikirim.", "Saya setuju alamat saya disimpan untuk mengirim buletin.", 30),
    ReaderForm("hubungi-redaksi", "Tulis kepada kami", "", (
        Question("Nama", "singleline"),
        Question("Surel", "email"),
        Question("Perihal", "dropdown", ("Kabar dari lapangan", "Koreksi", "Pertanyaan", "Lainnya")),
        Question("Negara tempat bekerja", "singleline", is_required=False),
        Question("Pesan", "multiline"),
    ), "Kirim", "Terima kasih, pesan Anda sudah sampai di meja redaksi.", "Saya setuju isian ini dibaca redaksi.", 90),
)

NOT_FOUND_TITLE = "Halaman ini merantau entah ke mana"
NOT_FOUND_TEXT = "Alamatnya mungkin salah ketik atau tulisannya sudah berpindah. Yang terbaru ada di bawah."
CONTACT_EMAIL = "redaksi@example.org"
CONTACT_ADDRESS = "Jalan Contoh 1, Bandung"

# The editors' choice on the front page, for some days.
PINNED = ("umkm-digital", "perawatan-lansia-boneka-peraga")
PINNED_FOR = timedelta(days=3)

# Where the ad slots stand on every article.
SLOT_LAYOUT = (
    ("article-top", "before_title", None),
    ("article-inline-1", "after_paragraph", 4),
    ("article-bottom-1", "after_body", None),
    ("article-bottom-2", "after_body", None),
)
