// What was changed in a form and not sent yet does not count: until it is, the button that cannot be undone waits. The style
// sheet says the same to browsers that know `:has()`, with scripts or without.

const waiting = document.querySelector("[data-waits]");
const button = waiting?.querySelector("button");
const changed = new Set();

function differs(form) {
  for (const field of form.elements) {
    if (field.type === "checkbox" && field.checked !== field.defaultChecked) return true;
    if (field.type === "text" && field.value !== field.defaultValue) return true;
    if (field.tagName === "SELECT" && [...field.options].some((option) => option.selected !== option.defaultSelected)) return true;
  }
  return false;
}

function look(form) {
  if (differs(form)) changed.add(form);
  else changed.delete(form);
  button.disabled = changed.size > 0;
  waiting.classList.toggle("waits", changed.size > 0);
}

if (button) {
  for (const form of document.querySelectorAll("form[data-counts]")) form.addEventListener("change", () => look(form));
  // A browser that goes back keeps what was chosen.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-counts]").forEach(look));
}
