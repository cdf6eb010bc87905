// What was changed in a form and not sent yet does not count: until it is, the button that cannot be undone waits. The style
// sheet says the same to browsers that know `:has()`, with scripts or without.

const counting = [...document.querySelectorAll("form[data-counts]")];
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
  for (const form of counting) form.addEventListener("change", () => look(form));
  // A browser that goes back keeps what was chosen.
  window.addEventListener("pageshow", () => counting.forEach(look));
}

// What was typed into a cell goes with its own form only: whoever leaves otherwise is asked, and whoever presses a button of another
// form is told first. A second press is meant.

const told = new Set();

function isTyped(form) {
  return [...form.elements].some((field) => field.type === "text" && field.value !== field.defaultValue);
}

function ask(event) {
  event.preventDefault();
}

function keep() {
  const any = counting.some(isTyped);
  document.documentElement.toggleAttribute("data-unsent", any);
  // A browser keeps no page to go back to that may always ask.
  window.onbeforeunload = any ? ask : null;
}

if (counting.length > 0) {
  document.addEventListener("input", keep);
  window.addEventListener("pageshow", keep);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const isLost = counting.some((other) => other !== form && isTyped(other));
    if (isLost && !told.has(form)) {
      event.preventDefault();
      told.add(form);
      form.after(document.getElementById("unsent").content.cloneNode(true));
    } else {
      window.onbeforeunload = null;
    }
  });
}
