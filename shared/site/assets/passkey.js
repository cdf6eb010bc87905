// Passkeys: <form data-passkey="create|get" data-options="…"> with a hidden field "credential" and a button[data-passkey-button].
// Without this script, or in a browser without passkeys, the button stays hidden and [data-passkey-missing] says why.

const form = document.querySelector("form[data-passkey]");
const makes = form?.dataset.passkey === "create";

const SAID = {
  NotAllowedError: "A chave de acesso não foi usada: o pedido foi cancelado, ou o tempo acabou. Tente de novo.",
  InvalidStateError: "Esta chave de acesso já está configurada na sua conta.",
  SecurityError: "Esta página não pode usar a sua chave de acesso. Confira o endereço na barra do navegador.",
};

/** Asks the browser's authenticator, and returns what it says as JSON. */
async function ask() {
  const options = JSON.parse(form.dataset.options);
  const credential = makes
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return JSON.stringify(credential.toJSON());
}

function say(sentence) {
  const said = form.querySelector("[data-passkey-said]");
  said.textContent = sentence;
  said.hidden = false;
}

if (form && window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  const button = form.querySelector("[data-passkey-button]");
  form.querySelector("[data-passkey-missing]").hidden = true;
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      form.elements.credential.value = await ask();
      form.submit();
    } catch (error) {
      say(SAID[error.name] ?? "A chave de acesso não funcionou neste navegador. Use outra forma.");
      button.disabled = false;
    }
  });
}
