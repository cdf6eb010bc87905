// Share buttons: <button type="button" class="link" data-share="id-of-the-field" data-title="…" hidden>Compartilhar</button>
// They appear where the browser can hand the field's address to another app; the links beside them work everywhere.

for (const button of document.querySelectorAll("button[data-share]")) {
  const field = document.getElementById(button.dataset.share);
  if (!field || !navigator.share) continue;
  button.hidden = false;
  // Whoever closes the list of apps has changed their mind: nothing is wrong.
  button.addEventListener("click", () => navigator.share({ title: button.dataset.title, url: field.value }).catch(() => {}));
}
