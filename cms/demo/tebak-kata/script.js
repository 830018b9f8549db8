const WORDS = [
  ["多謝", "do je", "Terima kasih", ["Permisi", "Terima kasih", "Sampai jumpa"]],
  ["加班", "jiābān", "Lembur", ["Lembur", "Cuti", "Gaji"]],
  ["お疲れ様", "otsukaresama", "Sudah bekerja keras", ["Selamat pagi", "Sudah bekerja keras", "Maaf"]],
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
