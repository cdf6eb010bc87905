// Solves the proof of work of a form (ALTCHA protocol), with no third party.
// <form data-challenge='{"algorithm":"SHA-256","challenge":"…","maxnumber":50000,"salt":"…","signature":"…"}'>
//   <input type="hidden" name="altcha"> <p data-challenge-status role="status">…</p> … <button>
// The buttons of the form wait until the number is found; the answer goes into the field `altcha`.

// Under Trusted Types a worker's address must come from a policy; this one knows a single address.
const WORKER = new URL("./challenge-worker.js", import.meta.url).href;
const policy = self.trustedTypes?.createPolicy("selo-worker", {
  createScriptURL: (address) => {
    if (address !== WORKER) throw new TypeError("unknown worker");
    return address;
  },
});

/** Runs the search in a worker; resolves to the number, or null when there is none up to maxnumber. */
function search(challenge) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(policy ? policy.createScriptURL(WORKER) : WORKER, { type: "module" });
    worker.addEventListener("error", reject);
    worker.addEventListener("message", ({ data }) => {
      worker.terminate();
      resolve(data.number);
    });
    worker.postMessage(challenge);
  });
}

/** Solves one form's challenge and keeps the person informed in words. */
async function prepare(form) {
  const field = form.elements.namedItem("altcha");
  const status = form.querySelector("[data-challenge-status]");
  const buttons = form.querySelectorAll("button:not([type=button])");
  const say = (text) => (status.textContent = text);
  const started = performance.now();
  for (const button of buttons) button.disabled = true;
  say("Preparando o formulário: seu navegador está fazendo uma pequena conta, por alguns segundos.");
  try {
    const challenge = JSON.parse(form.dataset.challenge);
    if (challenge.algorithm !== "SHA-256") throw new TypeError("unknown algorithm");
    const number = await search(challenge);
    if (number === null) throw new RangeError("no number found");
    const { algorithm, challenge: hash, salt, signature } = challenge;
    const took = Math.round(performance.now() - started);
    field.value = btoa(JSON.stringify({ algorithm, challenge: hash, number, salt, signature, took }));
    for (const button of buttons) button.disabled = false;
    say("Pronto: você já pode continuar.");
  } catch {
    say("Não foi possível preparar o formulário. Recarregue a página para tentar de novo.");
  }
}

for (const form of document.querySelectorAll("form[data-challenge]")) prepare(form);
