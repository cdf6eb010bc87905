// The second step of a sign-in, as people take it: with the telephone's code, a code to recover, and a passkey of Chromium's own
// authenticator; on each screen, with the keyboard alone, and without scripts.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { launch, person, SIZES } from "./support/chromium.mjs";
import { press, signIn } from "./support/hands.mjs";
import { openHouse } from "./support/house.mjs";

let house, browser;

before(async () => {
  [house, browser] = await Promise.all([openHouse({ named: true }), launch()]);
});

after(async () => {
  await browser?.close();
  await house?.close();
});

const PASSWORD = "bule amarelo na varanda 5";

const path = (page) => new URL(page.url()).pathname;

let appointed = 0;

/** Somebody new with a duty, at the page that sets the second factor up. */
async function newcomer(page) {
  appointed += 1;
  const email = `pessoa${appointed}@exemplo.pt`;
  // Nine digits, the last of which checks the others.
  const digits = `2${String(appointed).padStart(7, "0")}`;
  const sum = [...digits].reduce((sum, digit, i) => sum + digit * (9 - i), 0) % 11;
  const nif = `${digits}${sum < 2 ? 0 : 11 - sum}`;
  await house.admin({ action: "appoint_to_duty", duty: "agent", name: "Inês Duarte", email, identifier: nif });
  let mail;
  while (!(mail = (await house.mailsTo(email))[0])) await new Promise((resolve) => setTimeout(resolve, 100));
  await signIn(page, { cpf: nif, password: mail.text.match(/Senha inicial:\s*(\S+)/)[1] });
  await page.locator("#new_password").fill(PASSWORD);
  await page.locator("#repeated").fill(PASSWORD);
  await press(page, "Guardar senha e continuar");
  await page.goto("/duas-etapas");
  assert.equal(path(page), "/duas-etapas/ativar");
  return nif;
}

/** Chromium's own authenticator: it is touched by itself. */
async function authenticator(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true };
  const asked = { options: { ...options, isUserVerified: true, automaticPresenceSimulation: true } };
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", asked);
  return { touched: (enabled) => session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled }) };
}

for (const size of Object.keys(SIZES)) {
  describe(`on a screen that is ${size}`, () => {
    test("the supervisor signs in with the telephone's code, and a wrong one says what to do", async () => {
      const { page, audit } = await person(browser, house.url, size);
      const { cpf, password } = house.demo.supervisor;
      await signIn(page, { cpf, password });
      assert.equal(path(page), "/duas-etapas");
      await audit();
      await page.locator("#code").fill("000000");
      await press(page, "Continuar");
      assert.match(await page.locator("main").innerText(), /não confere/);
      await audit();
      await page.locator("#code").fill(await house.code(cpf));
      await press(page, "Continuar");
      assert.notEqual(path(page), "/duas-etapas");
      await page.goto("/duas-etapas/meios");
      assert.match(await page.locator("main").innerText(), /Restam \d+ códigos/);
      await audit();
    });

    test("a passkey is set up first, its codes are kept as a file, and it opens", async () => {
      const { page, audit } = await person(browser, house.url, size);
      const { touched } = await authenticator(page);
      const nif = await newcomer(page);
      await audit();
      await page.getByRole("link", { name: "Configure uma chave de acesso" }).click();
      await page.waitForURL("**/duas-etapas/chaves");
      await audit();
      await page.locator("#name").fill("Notebook");
      await press(page, "Criar a chave de acesso");
      const codes = await page.locator(".recovery-codes code").allInnerTexts();
      assert.equal(codes.length, 10);
      await audit();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Baixar como arquivo" }).click(),
      ]);
      const file = await readFile(await download.path(), "utf8");
      for (const code of codes) assert.ok(file.includes(code), code);

      await page.context().clearCookies();
      await signIn(page, { cpf: nif, password: PASSWORD });
      await audit();
      await touched(false);
      const asking = page.getByRole("button", { name: "Usar a chave de acesso" });
      assert.ok(await asking.isVisible());
      await touched(true);
      await press(page, "Usar a chave de acesso");
      await page.goto("/duas-etapas/meios");
      assert.match(await page.locator("main").innerText(), /Notebook/);
      await audit();
    });
  });
}

test("with the keyboard alone the code is typed and sent", async () => {
  const { page } = await person(browser, house.url, "desktop");
  const { cpf, password } = house.demo.approver;
  await signIn(page, { cpf, password });
  await page.locator("#code").focus();
  await page.keyboard.type(await house.code(cpf));
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
  assert.notEqual(path(page), "/duas-etapas");
});

test("without scripts the application is set up by its key, and a passkey says that it needs them", async () => {
  const { page } = await person(browser, house.url, "desktop", { javaScriptEnabled: false });
  await newcomer(page);
  await page.getByText("Não consigo ler o QR code").click();
  assert.match(await page.locator("#chave").inputValue(), /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  await page.goto("/duas-etapas/chaves");
  assert.match(await page.locator("main").innerText(), /precisa de um navegador atual com JavaScript/);
  assert.equal(await page.getByRole("button", { name: "Criar a chave de acesso" }).isVisible(), false);
});
