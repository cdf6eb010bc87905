// Verification by file: the PDF is hashed here, in the browser, and only its SHA-256 is sent. The file never leaves.
// <form method="post" action="/verificar" data-verify-file hidden>
//   <input type="hidden" name="sha256">
//   <div class="drop"> … <input type="file" id="pdf" accept="application/pdf,.pdf"> … </div> <p data-status role="status"></p>
// The form is hidden without this script, because the file could then only be sent whole.

import { Sha256 } from "./sha256.js";

const LIMIT_BYTES = 50 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;

/** Why a file cannot be checked, as a sentence; null when it can. */
async function refusal(file) {
  if (file.size === 0) return "Este arquivo está vazio. Escolha o PDF do certificado.";
  if (file.size > LIMIT_BYTES) return "Este arquivo tem mais de 50 MB e não pode ser um certificado daqui. Confira pelo código.";
  const head = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
  const text = String.fromCharCode(...head);
  return text.includes("%PDF-") ? null : "Este arquivo não é um PDF. Escolha o PDF do certificado, como foi baixado.";
}

/** The file's SHA-256, read in pieces so that a large file fills neither memory nor the page's patience. */
async function hash(file, report) {
  const sha = new Sha256();
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    sha.update(new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer()));
    report(Math.min(100, Math.round(((at + PIECE_BYTES) / file.size) * 100)));
  }
  return sha.digest();
}

/** Makes one form work: choosing or dropping a file hashes it and sends the hash. */
function enhance(form) {
  const input = form.querySelector("input[type=file]");
  const zone = form.querySelector(".drop");
  const status = form.querySelector("[data-status]");
  const say = (text) => (status.textContent = text);

  async function check(file) {
    say("Lendo o arquivo…");
    try {
      const reason = await refusal(file);
      if (reason) return say(reason);
      form.elements.namedItem("sha256").value = await hash(file, (percent) => say(`Conferindo o arquivo: ${percent}% lido.`));
      say("Arquivo lido. Procurando o certificado…");
      input.disabled = true; // The file itself is never part of what is sent.
      form.submit();
    } catch {
      say("Não foi possível ler este arquivo. Tente de novo, ou confira pelo código.");
    }
  }

  input.addEventListener("change", () => input.files[0] && check(input.files[0]));
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    const file = event.dataTransfer.files[0];
    if (file) check(file);
  });
  // Coming back with the browser's button finds the form ready again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    input.disabled = false;
    input.value = "";
    say("");
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
}

// Dropped beside the zone, a file would replace the page.
for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
for (const form of document.querySelectorAll("form[data-verify-file]")) enhance(form);
