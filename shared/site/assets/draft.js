// Keeps a form that saves itself: <form data-draft> … <input name="version"> … <p data-draft-status role="status">.
// Each field that was changed is sent when it is left, and a moment after the last key; the answer names the next version.
// Whatever goes wrong, the form itself still goes by its buttons. A file goes with them too, never by itself.

const PAUSE_MS = 1200;

for (const form of document.querySelectorAll("form[data-draft]")) {
  const status = form.querySelector("[data-draft-status]");
  const version = form.elements.namedItem("version");
  const say = (text) => (status.textContent = text);
  let timer = 0;
  let sending = null;
  let changed = false;

  const fields = () => {
    const all = {};
    for (const [name, value] of new FormData(form)) if (typeof value === "string") all[name] = value;
    return all;
  };

  async function send() {
    changed = false;
    say("A guardar…");
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(fields()),
      signal: AbortSignal.timeout(15000),
    });
    if (answer.ok) {
      version.value = (await answer.json()).version;
      const time = new Date().toLocaleTimeString("pt-PT", { hour: "2-digit", minute: "2-digit" });
      say(`Guardado às ${time}. Pode continuar mais tarde, pelo link que recebeu por e-mail.`);
    } else if (answer.status === 412) {
      say("Este pedido foi alterado noutro separador. Prima “Guardar e continuar” para ver as duas versões: nada se perde.");
    } else {
      say((await answer.json()).detail ?? "Não foi possível guardar. Prima “Guardar e continuar”.");
    }
  }

  // One sending at a time: each needs the version that the one before made.
  async function save() {
    clearTimeout(timer);
    if (sending) return;
    while (changed) {
      sending = send();
      try {
        await sending;
      } catch {
        changed = true;
        say("Sem ligação: o que escreveu ainda não está guardado. Tentamos de novo dentro de momentos.");
        timer = setTimeout(save, 5000);
        break;
      } finally {
        sending = null;
      }
    }
  }

  say("O que escrever é guardado sozinho.");
  form.addEventListener("input", ({ target }) => {
    if (target.type === "file") return;
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  });
  form.addEventListener("change", ({ target }) => {
    if (target.type !== "file") save();
  });

  // The buttons wait for what is on its way, so that they name the version that it makes.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    changed = false;
    if (!sending) return;
    event.preventDefault();
    const button = event.submitter;
    await sending.catch(() => {});
    changed = false;
    form.requestSubmit(button);
  });
}
