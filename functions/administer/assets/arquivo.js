// The start page of the archive: leads to a code, or to the code of a file, which is hashed here and never leaves.
// Without this script, or opened from a folder without a server, the page says how to get there by hand.

import { Sha256 } from "./sha256.js";

const LIMIT_BYTES = 50 * 1024 * 1024;
const PIECE_BYTES = 1024 * 1024;
const CODE = /^[0-9A-HJKMNP-TV-Z]{17}$/;

/** What was typed, as it is in addresses: look-alikes read, everything between left out. */
function canonical(typed) {
  const code = typed.replace(/^.*\/v\//, "").replace(/[?#/].*$/, "");
  return code.toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1").replace(/[\s.\-‐-―]/g, "");
}

/** Goes to a page when it is there, and says so when it is not. */
async function lead(path, say, missing) {
  const answer = await fetch(path, { method: "HEAD" });
  if (answer.ok) location.assign(path);
  else say(answer.status === 404 || answer.status === 403 ? missing : "O servidor não respondeu como devia. Tente de novo.");
}

function byCode(form) {
  const say = (text) => (form.querySelector("[data-status]").textContent = text);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = canonical(form.elements.namedItem("code").value);
    if (!CODE.test(code)) return say("O código tem 17 letras e números, sem U. Confira se falta ou sobra algum.");
    say("Procurando o certificado…");
    lead(`v/${code}/index.html`, say, "Nenhum certificado deste arquivo tem este código. Confira se foi copiado por inteiro.")
      .catch(() => say("Não foi possível procurar. Tente de novo."));
  });
  form.hidden = false;
}

async function digest(file) {
  const sha = new Sha256();
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    sha.update(new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer()));
  }
  return sha.digest();
}

function byFile(form) {
  const zone = form.querySelector(".drop");
  const say = (text) => (form.querySelector("[data-status]").textContent = text);
  async function check(file) {
    if (file.size === 0 || file.size > LIMIT_BYTES) return say("Este arquivo está vazio ou é grande demais para ser um certificado.");
    say("Lendo o arquivo…");
    try {
      const missing = "Este arquivo não confere com nenhum certificado: pode ter sido alterado. Confira pelo código impresso nele.";
      await lead(`sha256/${await digest(file)}/index.html`, say, missing);
    } catch {
      say("Não foi possível ler este arquivo. Tente de novo, ou confira pelo código.");
    }
  }
  form.querySelector("input").addEventListener("change", (event) => event.target.files[0] && check(event.target.files[0]));
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
  zone.addEventListener("dragover", () => zone.classList.add("over"));
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    zone.classList.remove("over");
    const file = event.dataTransfer.files[0];
    if (file) check(file);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
}

for (const section of document.querySelectorAll("[data-without-script]")) section.remove();
byCode(document.querySelector("form[data-by-code]"));
byFile(document.querySelector("form[data-by-file]"));
