const WORDS = [
  ["Do je", "bahasa Kanton, di tempat kerja", "Terima kasih", ["Permisi", "Terima kasih", "Sampai jumpa"]],
  ["Jiābān", "bahasa Mandarin, di pabrik", "Lembur", ["Lembur", "Cuti", "Gaji"]],
  ["Otsukaresama", "bahasa Jepang, saat pulang kerja", "Terima kasih atas kerja kerasmu", ["Selamat pagi", "Terima kasih atas kerja kerasmu", "Maaf"]],
];
const [word, sound, right, answers] = WORDS[new Date().getDate() % WORDS.length];
document.getElementById("word").textContent = word;
document.getElementById("sound").textContent = sound;
for (const answer of answers) {
  const button = document.createElement("button");
  button.textContent = answer;
  button.onclick = () => button.classList.add(answer === right ? "right" : "wrong");
  document.getElementById("answers").append(button);
}
document.getElementById("more").href = window.clickTag ?? "#";
