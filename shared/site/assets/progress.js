// Long work, shown as it goes: the JSON of this same page is read, at once and then every two seconds, and each element with
// data-progress="field" (dots reach inside: "counts.issued") takes the value of that member.
// An element with data-unfinished says that the work is still going; once the JSON says `finished: true` the page is
// reloaded, so that what the server says at the end (links, next step) is the last word.

const FIRST_MS = 200;
const EVERY_MS = 2000;
const PATIENCE = 5;
const numbers = new Intl.NumberFormat("pt-BR");

const fields = document.querySelectorAll("[data-progress]");
let failures = 0;
let pause = FIRST_MS;

/** The member that a dotted path names. */
function member(page, path) {
  return path.split(".").reduce((value, name) => value?.[name], page);
}

/** Writes one value where it is shown. */
function show(element, value) {
  if (value === undefined || value === null) return;
  if (element instanceof HTMLProgressElement) element.value = Number(value);
  const text = typeof value === "number" ? numbers.format(value) : String(value);
  if (!(element instanceof HTMLProgressElement) && element.textContent !== text) element.textContent = text;
}

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = await answer.json();
    failures = 0;
    for (const element of fields) show(element, member(page, element.dataset.progress));
    if (page.finished === true) return location.reload();
  } catch {
    failures += 1;
  }
  pause = Math.min(pause * 1.5, EVERY_MS);
  if (failures < PATIENCE) return setTimeout(look, pause);
  const status = document.querySelector("[data-progress-status]");
  if (status) status.textContent = "O andamento parou de responder. O trabalho continua: recarregue a página daqui a pouco.";
}

if (document.querySelector("[data-unfinished]")) setTimeout(look, pause);
