"""What the demo's ad desk has booked, as plain facts: slots, who pays, line items and their artwork."""

# One row a booking, however long.
# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from dataclasses import dataclass

from cms.demo import portal
from cms.demo.artwork import Poster, Size

BOX: Size = (300, 250)
STRIP: Size = (320, 100)
LEADERBOARD: Size = (728, 90)

_TOP = [{"min_width": 0, "sizes": [list(STRIP)]}, {"min_width": 780, "sizes": [list(LEADERBOARD)]}]
_BOX = [{"min_width": 0, "sizes": [list(BOX)]}]

GROUPS = (("top", "Di atas halaman"), ("article", "Di dalam dan di bawah artikel"))

SLOTS = (
    # code, name, group, breakpoints, disclosure
    ("front-top", "Halaman depan, di atas", "top", _TOP, "Iklan"),
    ("section-top", "Rubrik, di atas", "top", _TOP, "Iklan"),
    ("article-top", "Artikel, di atas judul", "top", _TOP, "Iklan"),
    ("article-inline-1", "Artikel, di dalam teks", "article", _BOX, "Iklan"),
    ("article-bottom-1", "Artikel, di bawah teks, pertama", "article", _BOX, "Advertisement"),
    ("article-bottom-2", "Artikel, di bawah teks, kedua", "article", _BOX, "Advertisement"),
)

TOPS = ("front-top", "section-top", "article-top")
BOTTOMS = ("article-bottom-1", "article-bottom-2")

ADVERTISERS = (
    # name, legal name, exclusion labels
    ("Bank Samudra", "PT Bank Samudra Contoh", ("bank",)),
    ("Kursus Lintas Bahasa", "Yayasan Lintas Bahasa Contoh", ()),
    ("Koperasi Jembatan", "Koperasi Jembatan Contoh", ()),
    (portal.NAME, portal.PUBLISHER, ()),
)

CAMPAIGNS = (
    # name, advertiser, deal type, order number
    ("Kirim tanpa potongan", "Bank Samudra", "paid", "WR-001"),
    ("Kelas malam", "Kursus Lintas Bahasa", "paid", "WR-002"),
    ("Persiapan ujian", "Kursus Lintas Bahasa", "bonus", "WR-003"),
    ("Pinjaman berangkat", "Koperasi Jembatan", "paid", "WR-004"),
    ("Buletin Sabtu", portal.NAME, "house", ""),
    ("Beriklan di sini", portal.NAME, "house", ""),
)


@dataclass(frozen=True, slots=True)
class Artwork:
    """A creative: a poster in some sizes, words alone, words with a picture, or a page of its own."""

    name: str
    advertiser: str
    page: str
    """The slug of the standing page where a click leads."""
    alt: str = ""
    poster: Poster | None = None
    size: Size = BOX
    title: str = ""
    body: str = ""
    cta: str = ""
    """With it the words are a native creative, and the poster is its picture."""
    folder: str = ""
    """Files of a page of its own, beside this module."""


@dataclass(frozen=True, slots=True)
class Booking:
    name: str
    campaign: str
    tier: str
    slots: tuple[str, ...]
    creatives: tuple[str, ...]
    share_percent: int | None = None
    weight: int = 1
    goal: int | None = None
    """Impressions, evenly from the day of loading on, at a CPM of Rp 12,500."""
    days: int | None = None
    """How long it runs from the day of loading; None: until further notice."""


_BANK = Poster("Bank Samudra", ("Kirim uang,", "utuh sampai", "di rumah"), "Lihat kurs hari ini", "#0d5c75", "#0a2f45", "#ffc857")
_BANK_FAMILY = Poster("Bank Samudra", ("Ibu menerima", "persis yang", "Anda kirim"), "Mulai mengirim", "#186a5e", "#0b3238", "#ffd58a", "sun")
_COURSE = Poster("Kursus Lintas Bahasa", ("Belajar", "selepas magrib,", "siap berangkat"), "Pilih kelas", "#7a3b69", "#351c3f", "#f7b267", "letters")
_COOPERATIVE = Poster("Koperasi Jembatan", ("Berangkat", "tanpa utang", "ke rentenir"), "Cara meminjam", "#b4512f", "#5a1f1a", "#ffe0a3", "bridge")
_NEWSLETTER = Poster(portal.NAME, ("Sepuluh kabar", "untuk hari", "libur Anda"), "Buletin Sabtu", "#31506e", "#14263a", "#f08a5d", "sun")
_HOUSE = Poster(portal.NAME, ("Ruang ini", "bisa menjadi", "milik Anda"), "Beriklan di sini", "#3b5d50", "#182c28", "#e8d9a0")

ARTWORK = (
    Artwork("Bank Samudra: utuh sampai di rumah, kotak", "Bank Samudra", "mitra-bank-samudra", "Kirim uang, utuh sampai di rumah. Bank Samudra.", _BANK),
    Artwork("Bank Samudra: persis yang dikirim, kotak", "Bank Samudra", "mitra-bank-samudra", "Ibu menerima persis yang Anda kirim. Bank Samudra.", _BANK_FAMILY),
    Artwork("Bank Samudra: utuh sampai di rumah, papan", "Bank Samudra", "mitra-bank-samudra", "Kirim uang, utuh sampai di rumah. Bank Samudra.", _BANK, LEADERBOARD),
    Artwork("Bank Samudra: utuh sampai di rumah, pita", "Bank Samudra", "mitra-bank-samudra", "Kirim uang, utuh sampai di rumah. Bank Samudra.", _BANK, STRIP),
    Artwork("Lintas Bahasa: selepas magrib, kotak", "Kursus Lintas Bahasa", "mitra-lintas-bahasa", "Belajar selepas magrib, siap berangkat. Kursus Lintas Bahasa.", _COURSE),
    Artwork("Lintas Bahasa: ujian, teks", "Kursus Lintas Bahasa", "mitra-lintas-bahasa", title="Ujian bahasa tinggal sebulan?", body="Dua puluh menit mendengarkan setiap hari. Rencana belajar gratis dari Kursus Lintas Bahasa."),
    Artwork("Lintas Bahasa: tebak kata, halaman", "Kursus Lintas Bahasa", "mitra-lintas-bahasa", folder="tebak-kata"),
    Artwork("Koperasi Jembatan: simpanan berangkat, native", "Koperasi Jembatan", "mitra-koperasi-jembatan", poster=_COOPERATIVE, size=(600, 200),
            title="Biaya berangkat, dicicil dari gaji pertama", body="Anggota koperasi membayar bunga 6% setahun dan tidak menjaminkan sertifikat rumah.", cta="Hitung cicilan"),
    Artwork("Koperasi Jembatan: tanpa rentenir, kotak", "Koperasi Jembatan", "mitra-koperasi-jembatan", "Berangkat tanpa utang ke rentenir. Koperasi Jembatan.", _COOPERATIVE),
    Artwork("Koperasi Jembatan: tanpa rentenir, papan", "Koperasi Jembatan", "mitra-koperasi-jembatan", "Berangkat tanpa utang ke rentenir. Koperasi Jembatan.", _COOPERATIVE, LEADERBOARD),
    Artwork("Koperasi Jembatan: tanpa rentenir, pita", "Koperasi Jembatan", "mitra-koperasi-jembatan", "Berangkat tanpa utang ke rentenir. Koperasi Jembatan.", _COOPERATIVE, STRIP),
    Artwork("Buletin Sabtu, kotak", portal.NAME, "buletin", "Sepuluh kabar untuk hari libur Anda. Buletin Sabtu.", _NEWSLETTER),
    Artwork("Buletin Sabtu, papan", portal.NAME, "buletin", "Sepuluh kabar untuk hari libur Anda. Buletin Sabtu.", _NEWSLETTER, LEADERBOARD),
    Artwork("Buletin Sabtu, pita", portal.NAME, "buletin", "Sepuluh kabar untuk hari libur Anda. Buletin Sabtu.", _NEWSLETTER, STRIP),
    Artwork("Beriklan di sini, kotak", portal.NAME, "kerja-sama", "Ruang ini bisa menjadi milik Anda. Beriklan di Warta Rantau.", _HOUSE),
)

# Under an article two of the first five are always there: a sponsor for two views in five and four that share
# the rest, so that no slot stays empty when one of them is paused.
LINE_ITEMS = (
    Booking("Bank Samudra, di bawah artikel", "Kirim tanpa potongan", "sponsorship", BOTTOMS,
            ("Bank Samudra: utuh sampai di rumah, kotak", "Bank Samudra: persis yang dikirim, kotak"), share_percent=40, days=60),
    Booking("Lintas Bahasa, kelas malam", "Kelas malam", "network", BOTTOMS, ("Lintas Bahasa: selepas magrib, kotak",), weight=3),
    Booking("Koperasi Jembatan, pinjaman", "Pinjaman berangkat", "network", BOTTOMS, ("Koperasi Jembatan: tanpa rentenir, kotak",), weight=2),
    Booking("Lintas Bahasa, persiapan ujian", "Persiapan ujian", "network", BOTTOMS, ("Lintas Bahasa: ujian, teks",), weight=2),
    Booking("Koperasi Jembatan, simpanan berangkat", "Pinjaman berangkat", "network", BOTTOMS, ("Koperasi Jembatan: simpanan berangkat, native",), weight=2),
    Booking("Bank Samudra, 300 tayangan di dalam artikel", "Kirim tanpa potongan", "standard-2", ("article-inline-1",),
            ("Bank Samudra: persis yang dikirim, kotak",), goal=300, days=30),
    Booking("Lintas Bahasa, tebak kata", "Kelas malam", "network", ("article-inline-1",), ("Lintas Bahasa: tebak kata, halaman",)),
    Booking("Bank Samudra, di atas halaman", "Kirim tanpa potongan", "sponsorship", TOPS,
            ("Bank Samudra: utuh sampai di rumah, papan", "Bank Samudra: utuh sampai di rumah, pita"), share_percent=50, days=60),
    Booking("Koperasi Jembatan, di atas halaman", "Pinjaman berangkat", "network", TOPS,
            ("Koperasi Jembatan: tanpa rentenir, papan", "Koperasi Jembatan: tanpa rentenir, pita")),
    Booking("Buletin Sabtu, di atas halaman", "Buletin Sabtu", "house", TOPS, ("Buletin Sabtu, papan", "Buletin Sabtu, pita")),
    Booking("Buletin Sabtu, di dalam dan di bawah artikel", "Buletin Sabtu", "house", ("article-inline-1", *BOTTOMS), ("Buletin Sabtu, kotak",)),
    Booking("Beriklan di sini", "Beriklan di sini", "house", ("article-inline-1", *BOTTOMS), ("Beriklan di sini, kotak",)),
)  # fmt: skip
