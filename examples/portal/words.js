/** What the portal itself says, and how it writes dates. */

const WORDS = {
  id: {
    minutes: (n) => `${n} menit baca`,
    by: (names) => `Oleh ${names}`,
    and: "dan",
    breaking: "Terkini",
    more: "Selengkapnya",
    loadMore: "Muat lebih banyak",
    loading: "Memuat…",
    articles: (n) => `${n} artikel`,
    updated: (when) => `Diperbarui ${when}`,
    updates: "Perkembangan",
    corrections: "Ralat",
    related: "Baca juga",
    topics: "Topik",
    share: "Bagikan",
    copied: "Tautan disalin",
    credit: "Foto",
    home: "Beranda",
    skip: "Langsung ke isi",
    sections: "Rubrik",
    path: "Letak halaman",
    about: "Tentang penulis",
    authors: "Penulis",
    picture: (n, all) => `Gambar ${n} dari ${all}`,
    show: (what) => `Tampilkan dari ${what}`,
    embedded: "Isi ini dimuat dari situs lain.",
    document: "Unduh",
    table: "Tabel",
    questions: "Tanya jawab",
    transcript: "Transkrip",
    missingTitle: "Halaman tidak ditemukan",
    missingText: "Alamat yang Anda tuju tidak ada atau sudah berpindah.",
    goneTitle: "Halaman ini sudah tidak tersedia",
    goneText: "Tulisan di alamat ini pernah terbit, tetapi sudah ditarik.",
    newest: "Tulisan terbaru",
    mostRead: "Terpopuler",
    retry: "Coba lagi",
    endedTitle: "Pratinjau sudah berakhir",
    endedText: "Buka lagi pratinjau dari editor.",
    preview: "Pratinjau",
    previewLive: "versi lain sudah terbit",
    previewDraft: "belum terbit",
    previewUntil: (when) => `berlaku sampai ${when}`,
    edit: "Sunting",
    lockedTitle: "Halaman terkunci",
    lockedText: "Halaman ini hanya dapat dibuka dengan kata sandi.",
    password: "Kata sandi",
    open: "Buka halaman",
    wrongPassword: "Kata sandi ini salah. Periksa, lalu coba lagi.",
    send: "Kirim",
    optional: "tidak wajib",
    checkFields: "Periksa isian yang ditandai.",
    tooManySent: "Belum terkirim. Tunggu sebentar, lalu coba lagi.",
    received: "Terima kasih, isian Anda sudah kami terima.",
    tooManyTries: "Terlalu banyak percobaan. Tunggu sebentar, lalu coba lagi.",
    tryAgain: "Tidak berhasil. Muat ulang halaman ini, lalu coba lagi.",
    backHome: "Ke halaman depan",
    sponsored: (name) => `Dipersembahkan oleh ${name}`,
    labels: { opinion: "Opini", analysis: "Analisis", feature: "Feature", live: "Langsung", sponsored: "Bersponsor" },
    access: { metered: "Terbatas", subscriber: "Pelanggan" },
    allRights: "Hak cipta dilindungi.",
    empty: "Belum ada tulisan di sini.",
    liveTitle: "Catatan langsung",
    liveRuns: "Halaman ini memperbarui dirinya sendiri.",
    liveEnded: "Liputan langsung ini sudah selesai.",
    keyEvents: "Peristiwa penting",
    newEntries: (n) => `${n} catatan baru`,
    olderEntries: "Catatan sebelumnya",
    consentTitle: "Bolehkah iklan mengingat?",
    consentText: "Iklan dapat menyimpan di perangkat ini berapa kali Anda melihatnya, dan memuat isi dari situs pemasang iklan. Tanpa izin Anda keduanya tidak terjadi; tulisan tetap sama.",
    consentAccept: "Izinkan",
    consentDeny: "Tolak",
    consentKept: "Pilihan Anda disimpan.",
    privacySettings: "Pengaturan privasi",
    search: "Cari",
    searchFor: "Cari tulisan",
    found: (what) => `Hasil pencarian “${what}”`,
    nothingFound: "Tidak ada tulisan yang memuat semua kata itu.",
    everywhere: "Semua rubrik",
    topic: "Topik",
    writesAbout: "Menulis tentang",
    besides: "Topik yang berdekatan",
    archive: "Arsip",
    archiveText: "Semua yang pernah terbit, bulan demi bulan.",
    feed: "Umpan RSS",
    feedOf: (name) => `Umpan RSS: ${name}`,
    maybe: "Mungkin ini yang Anda cari",
    awayTitle: "Redaksi sedang tidak dapat dihubungi",
    awayText: "Bukan salah Anda. Halaman ini mencoba lagi sendiri setiap beberapa detik.",
    offlineTitle: "Anda sedang luring",
    offlineText: "Periksa sambungan internet. Begitu tersambung lagi, halaman ini terbuka sendiri.",
  },
  en: {
    minutes: (n) => `${n} min read`,
    by: (names) => `By ${names}`,
    and: "and",
    breaking: "Breaking",
    more: "More",
    loadMore: "Load more",
    loading: "Loading…",
    articles: (n) => `${n} ${n === 1 ? "article" : "articles"}`,
    updated: (when) => `Updated ${when}`,
    updates: "Updates",
    corrections: "Corrections",
    related: "Read also",
    topics: "Topics",
    share: "Share",
    copied: "Link copied",
    credit: "Photo",
    home: "Home",
    skip: "Skip to content",
    sections: "Sections",
    path: "Breadcrumb",
    about: "About the author",
    authors: "Authors",
    picture: (n, all) => `Picture ${n} of ${all}`,
    show: (what) => `Show from ${what}`,
    embedded: "This part is loaded from another site.",
    document: "Download",
    table: "Table",
    questions: "Questions and answers",
    transcript: "Transcript",
    missingTitle: "Page not found",
    missingText: "There is nothing at this address, or it has moved.",
    goneTitle: "This page is no longer available",
    goneText: "What stood here has been withdrawn.",
    newest: "Newest articles",
    mostRead: "Most read",
    retry: "Try again",
    endedTitle: "This preview has ended",
    endedText: "Open it again in the editor.",
    preview: "Preview",
    previewLive: "another version is published",
    previewDraft: "not published yet",
    previewUntil: (when) => `until ${when}`,
    edit: "Edit",
    lockedTitle: "Locked page",
    lockedText: "This page opens with a password only.",
    password: "Password",
    open: "Open the page",
    wrongPassword: "This is not the password. Check it and try again.",
    send: "Send",
    optional: "optional",
    checkFields: "Check the marked fields.",
    tooManySent: "Not sent yet. Wait a moment and try again.",
    received: "Thank you, we have received it.",
    tooManyTries: "Too many tries. Wait a moment and try again.",
    tryAgain: "That did not work. Reload the page and try again.",
    backHome: "To the front page",
    sponsored: (name) => `Presented by ${name}`,
    labels: { opinion: "Opinion", analysis: "Analysis", feature: "Feature", live: "Live", sponsored: "Sponsored" },
    access: { metered: "Metered", subscriber: "Subscribers" },
    allRights: "All rights reserved.",
    empty: "Nothing here yet.",
    liveTitle: "As it happened",
    liveRuns: "This page updates by itself.",
    liveEnded: "This live blog is over.",
    keyEvents: "Key events",
    newEntries: (n) => `${n} new ${n === 1 ? "entry" : "entries"}`,
    olderEntries: "Earlier entries",
    consentTitle: "May ads remember?",
    consentText: "Ads can keep on this device how often you saw them, and load content from the advertiser's site. Without your leave neither happens; the articles stay the same.",
    consentAccept: "Allow",
    consentDeny: "Refuse",
    consentKept: "Your choice is kept.",
    privacySettings: "Privacy settings",
    search: "Search",
    searchFor: "Search articles",
    found: (what) => `Results for “${what}”`,
    nothingFound: "No article holds all these words.",
    everywhere: "All sections",
    topic: "Topic",
    writesAbout: "Writes about",
    besides: "Topics nearby",
    archive: "Archive",
    archiveText: "Everything that was published, month by month.",
    feed: "RSS feed",
    feedOf: (name) => `RSS feed: ${name}`,
    maybe: "Perhaps you are looking for this",
    awayTitle: "The newsroom cannot be reached",
    awayText: "This is not your fault. The page tries again by itself every few seconds.",
    offlineTitle: "You are offline",
    offlineText: "Check your connection. The page opens by itself as soon as you are back.",
  },
};

let locale = "id";
let timeZone;
export let words = WORDS.id;

export function speak(code, zone = timeZone) {
  locale = code;
  timeZone = zone;
  words = WORDS[code.split("-")[0]] ?? WORDS.en;
  document.documentElement.lang = code;
}

const written = (at, options) => new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(new Date(at));

/** Selasa, 17 Agustus 2026 */
export const day = (at) => written(at, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** Selasa, 17 Agustus 2026, 19.00 WIB */
export const moment = (at) => `${day(at)}, ${written(at, { hour: "2-digit", minute: "2-digit", timeZoneName: "short" })}`;

/** Agustus: a month of a year is the same everywhere. */
export const monthName = ({ month }) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", month: "long" }).format(Date.UTC(2000, month - 1));

/** 19.00 */
export const clock = (at) => written(at, { hour: "2-digit", minute: "2-digit" });

/** 19.00 of today, 16 Agu 19.00 of another day */
export function stamp(at, now = Date.now()) {
  const dayOf = (when) => written(when, { day: "numeric", month: "short" });
  return dayOf(at) === dayOf(now) ? clock(at) : `${dayOf(at)}, ${clock(at)}`;
}

/** Whether it is midnight where the site is. */
export const isMidnight = (at) => /^\D*00\D+00\D*$/.test(written(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));

/** "3 jam lalu" within a day, a short date after it. */
export function ago(at, now = Date.now()) {
  const minutes = Math.round((now - new Date(at)) / 60_000);
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "always", style: "short" });
  if (minutes < 60) return relative.format(-Math.max(1, minutes), "minute");
  if (minutes < 24 * 60) return relative.format(-Math.round(minutes / 60), "hour");
  const isThisYear = written(at, { year: "numeric" }) === written(now, { year: "numeric" });
  return written(at, { day: "numeric", month: "short", ...(isThisYear ? {} : { year: "numeric" }) });
}
