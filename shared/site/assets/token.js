// The page to sign in: fills in the token that a mail's link brings behind `#`, and takes it out of the address, so that it
// stays in no bookmark and is sent to nobody. Without scripts it is typed: it stands in the mail.
// Whoever wants in without a password takes along what was typed, in the body of a request and in no address.

const [, token] = /^#token=([0-9A-Za-z-]{8,40})$/.exec(location.hash) ?? [];
const field = document.getElementById("identifier");

if (token && field) {
  history.replaceState(null, "", location.pathname + location.search);
  if (!field.value) {
    field.value = token;
    document.getElementById("password")?.focus();
  }
}

document.querySelector("[data-visitor]")?.addEventListener("click", (event) => {
  if (!field?.value.trim()) return;
  event.preventDefault();
  const form = Object.assign(document.createElement("form"), { method: "post", action: event.currentTarget.href, hidden: true });
  form.append(Object.assign(document.createElement("input"), { name: field.name, value: field.value }));
  document.body.append(form);
  form.submit();
});
