// Print buttons: <button type="button" class="button secondary" data-print hidden>Imprimir</button>
// Without this script the button stays hidden, and the browser's own menu prints the page.

for (const button of document.querySelectorAll("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
