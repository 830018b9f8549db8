"""The words of articles that are made in numbers: a small grammar in Indonesian, all of it invented."""

# ruff: noqa: E501 - prose is not cut into lines

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Rules = Mapping[str, tuple[str, ...]]
"""What may stand for `{name}`; a text may name further rules. `place`, `actor`, `topic`, `who` stay for a whole article."""

PLACES = (
    "Ponorogo", "Cilacap", "Indramayu", "Kupang", "Blitar", "Sambas", "Tegal", "Jember", "Garut", "Mataram",
    "Brebes", "Wonosobo", "Nunukan", "Malang", "Kendal", "Lampung Timur", "Banyumas", "Sukabumi", "Tulungagung",
    "Cirebon", "Karawang", "Lombok Tengah", "Ende", "Singkawang", "Purworejo", "Pati", "Kebumen", "Banyuwangi",
)  # fmt: skip

FIRST_NAMES = (
    "Sri",
    "Wahyu",
    "Lastri",
    "Hendra",
    "Yanti",
    "Agus",
    "Rini",
    "Dimas",
    "Ketut",
    "Marlina",
    "Joko",
    "Fitri",
)
LAST_NAMES = ("Kusumo", "Handayani", "Saputra", "Manurung", "Rahayu", "Siregar", "Wibisono", "Palungkun")

SHARED_TAGS = (
    "desa", "koperasi", "keluarga", "sertifikat", "hong kong", "taiwan", "malaysia", "singapura", "jepang", "korea",
    "arab saudi", "perempuan", "relawan", "layanan daring", "musim panen", "anak muda",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Theme:
    """What a section writes about."""

    kicker: str
    tags: tuple[str, ...]
    actors: tuple[str, ...]
    topics: tuple[str, ...]
    pictures: tuple[str, ...]


THEMES: Mapping[str, Theme] = {
    "pelatihan": Theme(
        "Pelatihan",
        ("pelatihan", "bahasa", "umkm", "keterampilan", "kelas malam", "uji kompetensi", "bengkel", "purna pekerja"),
        ("balai pelatihan", "bengkel bersama", "kelas malam", "rumah belajar", "sanggar keterampilan"),
        ("kursus bahasa", "pelatihan mengelas", "kelas merawat lansia", "lokakarya menjahit", "latihan memotret produk", "uji kompetensi"),
        ("menjahit", "laptop", "loket"),
    ),
    "pelindungan": Theme(
        "Pelindungan",
        ("pelindungan", "aduan", "bantuan hukum", "kontrak kerja", "upah", "asuransi", "rumah singgah", "paspor"),
        ("posko aduan", "rumah singgah", "jaringan paralegal", "serikat pekerja", "lembaga bantuan hukum"),
        ("pendampingan perkara upah", "layanan aduan lewat telepon", "konsultasi kontrak", "pemulangan pekerja sakit", "penyuluhan hak cuti"),
        ("loket", "ponsel", "bandara"),
    ),
    "penempatan": Theme(
        "Penempatan",
        ("penempatan", "prosedur", "lowongan", "wawancara", "visa", "pemeriksaan kesehatan", "calo", "keberangkatan"),
        ("kantor layanan terpadu", "dinas tenaga kerja", "loket keberangkatan", "bursa kerja desa", "tim verifikasi dokumen"),
        ("pemeriksaan dokumen", "jadwal wawancara", "pembekalan sebelum berangkat", "daftar lowongan resmi", "pendaftaran keberangkatan"),
        ("bandara", "loket", "pelabuhan"),
    ),
    "keuangan": Theme(
        "Keuangan",
        ("keuangan", "tabungan", "kiriman uang", "usaha kecil", "pinjaman", "arisan", "kurs", "pembukuan"),
        ("koperasi desa", "kelompok usaha", "bank sampah", "lumbung simpan", "paguyuban pedagang"),
        ("buku kas keluarga", "tabungan pulang", "modal warung", "kiriman uang bulanan", "pembukuan sederhana"),
        ("tabungan", "pasar", "laptop"),
    ),
    "negara-tujuan": Theme(
        "Negara Tujuan",
        ("negara tujuan", "hari libur", "asrama", "aturan baru", "komunitas", "cuaca", "transportasi", "kesehatan"),
        ("paguyuban pekerja", "perpustakaan minggu", "dapur komunitas", "kelompok pengajian", "rombongan pekerja pabrik"),
        ("hari libur bersama", "aturan asrama yang baru", "layanan kesehatan gratis", "kartu transportasi", "pameran kerajinan"),
        ("kota", "pelabuhan", "pasar"),
    ),
    "keluarga": Theme(
        "Keluarga",
        ("pengasuhan", "anak", "sekolah", "kepulangan", "surat", "kesehatan jiwa", "lansia", "gotong royong"),
        ("kelompok ibu", "sekolah dasar", "taman baca", "paguyuban ayah", "posyandu"),
        ("panggilan video terjadwal", "beasiswa anak pekerja", "rumah belajar sore", "pendampingan kakek dan nenek", "penyambutan kepulangan"),
        ("ponsel", "desa", "sawah", "perahu"),
    ),
}  # fmt: skip

LABELS = ("news",) * 8 + ("feature", "feature", "analysis", "opinion")

RULES: Rules = {
    "title": (
        "{Actor} di {place} {act} {topic}",
        "{Topic} di {place} {change}, {who} {react}",
        "{Count} {who} di {place} mengikuti {topic}",
        "Cara {actor} di {place} menjaga {topic} tetap berjalan",
        "Dari {place}: {topic} {change}",
        "{Actor} {place} {act} {topic} untuk {who}",
        "Setelah {span}, {topic} di {place} {change}",
    ),
    "standfirst": (
        "{Count} {who} datang pada {day} pertama. {Actor} menambah {thing} supaya tidak ada yang pulang dengan tangan kosong.",
        "Gagasannya sederhana: {idea}. {Span} kemudian, {topic} di {place} {change}.",
        "{Who} meminta {thing}; {actor} menjawabnya dengan {topic}.",
        "Tidak semua berjalan mulus, tetapi {topic} membuat {who} di {place} {react}.",
    ),
    "opening": (
        "{Hall} di {place} sudah penuh sebelum pukul delapan. {Count} {who} datang untuk {topic}, sebagian sambil menggendong anak.",
        "{Actor} di {place} {act} {topic} sejak {when}. Yang mendaftar {count} orang, dua kali lipat dari perkiraan.",
        "Sejak {when}, {topic} menjadi bahan percakapan di {place}. {Actor} mencatat {count} {who} yang bertanya dalam {span}.",
        "Hujan turun sejak subuh, tetapi {who} di {place} tetap berdatangan. {Actor} hari itu {act} {topic}.",
    ),
    "middle": (
        "Menurut catatan {actor}, {number} dari {count} {who} {outcome}. Sisanya didampingi selama {span}.",
        "Persoalannya sering bermula dari hal kecil, misalnya {trouble}. Karena itu {actor} menyiapkan {thing} dan dua orang pendamping.",
        "{Idea}, begitu kesepakatan yang ditulis di papan depan. Setiap {day} kesepakatan itu dibacakan kembali.",
        "Biayanya ditanggung bersama. {Actor} menyediakan tempat, {who} membawa bekal, dan {thing} dipinjam dari {lender}.",
        "Di sudut lain, {count} {who} mengisi daftar hadir dengan tinta biru. Mereka bergiliran menjaga {thing}.",
        "Pendaftaran dibuka setiap {day} tanpa biaya. Syaratnya hanya membawa kartu keluarga dan bersedia datang {number} kali.",
        "{Actor} tidak menjanjikan hasil cepat. Yang dihitung bukan jumlah peserta, melainkan berapa {who} yang masih bertahan setelah {span}.",
        "Perubahan terasa di rumah-rumah. {Who} yang dahulu terganggu oleh {trouble} kini {react}.",
        "Angkatan sebelumnya memberi alasan untuk berharap: {number} dari sepuluh {who} {outcome}.",
        "Untuk {who} yang tinggal jauh, {actor} membuka {thing} di balai desa. Jadwalnya mengikuti musim tanam.",
        "Kendala terbesar tetap {trouble}. Untuk menyiasatinya, {who} dari dusun yang sama berangkat bersama-sama.",
        "Pertemuan berikutnya digelar {day} depan. {Actor} meminta {who} membawa satu pertanyaan yang belum terjawab.",
    ),
    "quote": (
        "{Idea}. Itu saja yang kami pegang.",
        "Kalau sendirian, {trouble} terasa besar. Kalau bersama, kami bisa tertawa.",
        "Saya menunggu {span} untuk hari ini, dan ternyata tidak perlu takut.",
        "Yang paling berharga bukan {thing}, melainkan orang yang mau menjelaskan dua kali.",
        "Dulu saya pulang karena {trouble}. Sekarang saya tahu harus bertanya kepada siapa.",
    ),
    "speaker": (
        "seorang peserta asal {place}", "koordinator {actor}", "pendamping lapangan", "ketua kelompok di {place}",
        "ibu dua anak dari {place}", "purna pekerja yang kini menjadi relawan",
    ),
    "heading": ("Belajar dari {span} pertama", "Yang masih mengganjal", "Dari {place} ke desa tetangga", "Bekal untuk {who}", "Setelah {topic}"),
    "list_item": (
        "menyimpan salinan dokumen di dua tempat", "mencatat setiap pengeluaran pada hari yang sama",
        "menanyakan nama petugas sebelum menutup telepon", "membaca perjanjian sampai halaman terakhir",
        "menyepakati jam menelepon keluarga", "membawa nomor darurat di dalam dompet", "datang lebih awal pada hari pertama",
        "menolak pungutan tanpa tanda terima", "menulis pertanyaan sebelum bertemu petugas",
    ),
    "closing": (
        "{Actor} berencana membawa {topic} ke tiga desa lain di sekitar {place} sebelum akhir tahun.",
        "Menjelang sore, {who} pulang membawa {thing}. Papan di depan pintu sudah memuat jadwal {day} depan.",
        "Keterangan lebih lanjut dapat diminta di {lender} pada jam kerja. Semua layanan tidak dipungut biaya.",
        "Bagi {who} di {place}, pekerjaan belum selesai. Tetapi mereka sudah {react}.",
    ),
    "act": ("membuka", "menambah jam", "memperbarui", "memulai", "mencatat rekor", "meluaskan", "merapikan"),
    "change": ("dibuka kembali", "pindah ke balai desa", "kini tanpa biaya", "diikuti warga tiga desa", "berjalan sampai malam", "mendapat ruang baru"),
    "react": ("bisa bernapas lega", "mulai menghitung hari", "kembali berani bertanya", "saling menguatkan", "punya rencana baru", "menulis ulang rencana mereka"),
    "who": ("calon pekerja", "purna pekerja", "warga", "keluarga pekerja", "ibu-ibu", "anak muda desa", "pekerja yang sedang cuti"),
    "thing": ("meja konsultasi", "buku panduan", "papan jadwal", "nomor telepon bersama", "ruang tunggu", "lembar periksa", "perpustakaan kecil"),
    "idea": ("mencatat lebih dahulu, mengeluh belakangan", "satu pertanyaan, satu jawaban yang jelas", "tidak ada yang ditinggal", "yang tahu mengajari yang belum tahu", "semua angka boleh ditanyakan"),
    "trouble": ("jarak yang jauh", "surat yang tidak lengkap", "ongkos kirim", "jadwal yang berubah-ubah", "sinyal yang hilang", "kabar dari mulut ke mulut", "utang kepada tetangga"),
    "outcome": ("sudah berjalan sendiri", "lulus pada percobaan pertama", "menerima jawaban tertulis", "menabung secara teratur", "mengajak tetangganya"),
    "lender": ("kantor kecamatan", "balai desa", "perpustakaan daerah", "mushola terdekat", "sekolah dasar setempat"),
    "hall": ("Aula kelurahan", "Halaman balai desa", "Ruang kelas di ujung gang", "Gedung serbaguna", "Pendopo kecamatan"),
    "when": ("awal bulan", "pekan lalu", "musim kemarau", "hari Senin", "pertengahan tahun"),
    "day": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "span": ("tiga bulan", "satu musim", "dua pekan", "setengah tahun", "empat puluh hari", "satu tahun"),
    "count": ("dua puluh tiga", "tiga puluh satu", "empat puluh", "lima puluh enam", "seratus dua", "tujuh belas", "enam puluh delapan", "dua ratus"),
    "number": ("empat", "lima", "enam", "tujuh", "delapan", "sembilan"),
}  # fmt: skip
