// Copy buttons: <button type="button" class="button secondary" data-copy="id-of-the-field" hidden>Copiar</button>
// The text says what happened; without this script the field stays selectable and the button stays hidden.

const PAUSE_MS = 4000;

/** Copies the field's value and says so on the button, which is a live region while it does. */
async function copy(button, field) {
  const before = button.dataset.label ?? button.textContent;
  button.dataset.label = before;
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copiado";
  } catch {
    field.focus();
    field.select();
    button.textContent = "Selecionado: copie com Ctrl+C";
  }
  setTimeout(() => (button.textContent = before), PAUSE_MS);
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  if (!field || !navigator.clipboard) continue;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", () => copy(button, field));
  field.addEventListener("focus", () => field.select());
}
