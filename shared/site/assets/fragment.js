// What a provider put behind "#" goes into the fields of the same names, and the form is sent: <form data-fragment>.
// Behind "#" it reached no server; it is taken out of the address before anything else, so that it stays in no history.

const form = document.querySelector("form[data-fragment]");
const said = new URLSearchParams(location.hash.slice(1));
history.replaceState(null, "", location.pathname);

if (said.get("state") && !said.get("error")) {
  for (const field of form.elements) {
    if (field.name) field.value = said.get(field.name) ?? "";
  }
  form.submit();
} else {
  document.querySelector("[data-fragment-said]").textContent = "A entrada não foi concluída. Volte e comece de novo.";
}
