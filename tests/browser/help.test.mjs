// Asking for help, the contact of an issuer and the button of a mail, in Chromium on a desktop and on a phone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, person, SIZES } from "./support/chromium.mjs";
import { openHouse, people, until } from "./support/house.mjs";

async function send(page, button, fields = {}) {
  for (const [name, value] of Object.entries(fields)) await page.locator(`main [name="${name}"]`).fill(value);
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: button, exact: true }).click()]);
}

for (const size of Object.keys(SIZES)) {
  describe(`on a ${size}`, () => {
    let house, browser;

    before(async () => {
      [house, browser] = await Promise.all([openHouse(), launch()]);
    });

    after(async () => {
      await browser?.close();
      await house?.close();
    });

    const somebody = (options) => person(browser, house.url, size, options);

    test("the button of a mail fills the token in, which no server hears of", async () => {
      const [, , , holder] = await people();
      const [mail] = await until("the mail", async () => {
        const found = await house.mailsTo(holder.email);
        return found.length > 0 && found;
      });
      const [, token] = /Token: (\S+)/.exec(mail.text);
      const { page, audit, settled } = await somebody();
      const asked = [];
      page.on("request", (request) => asked.push(request.url()));
      await page.goto(/http\S+#token=\S+/.exec(mail.text)[0]);
      assert.equal(await page.locator("#identifier").inputValue(), token);
      assert.equal(new URL(page.url()).hash, "", "the address does not keep it");
      assert.equal(await page.locator("#password").evaluate((field) => field === document.activeElement), true);
      assert.ok(asked.every((url) => !url.includes(token)), asked.join("\n"));
      await audit();
      // What is no token is not filled in.
      await page.goto("/ajuda");
      await page.goto("/entrar#token=<b>");
      assert.equal(await page.locator("#identifier").inputValue(), "");
      settled();
    });

    test("whoever finds no answer asks, and sees what came of it", async () => {
      const { page, audit, settled } = await somebody();
      await page.goto("/ajuda");
      await send(page, "Buscar", { busca: "nao recebi o e-mail" });
      assert.match(await page.locator("main details[open] summary").innerText(), /Não recebi a mensagem/);
      await audit();
      for (const [name, value] of Object.entries({ name: "Rita Sol", email: "rita@exemplo.com.br", message: "x" })) {
        await page.locator(`main [name="${name}"]`).fill(value);
      }
      await page.getByRole("button", { name: "Enviar o pedido" }).click();
      assert.match(page.url(), /busca=/, "the browser itself asks for a subject");
      await page.locator("#subject").evaluate((field) => (field.form.noValidate = true));
      await send(page, "Enviar o pedido");
      assert.match(await page.locator(".summary").innerText(), /Escolha o assunto/);
      await audit();
      await page.locator("#subject").selectOption("content");
      await send(page, "Enviar o pedido", { message: "O meu nome saiu errado.\nÉ Rita Sól.", code: house.demo.verify.code });
      const number = await page.locator("h1 .code").innerText();
      assert.match(await page.locator("main").innerText(), /quem decide é Instituto Horizonte/);
      await audit();
      const [mail] = await until("the mail", async () => {
        const found = await house.mailsTo("suporte@selo.example");
        return found.length > 0 && found;
      });
      assert.ok(mail.text.includes(number) && mail.text.includes("É Rita Sól."));
      await send(page, "Já está resolvido: encerrar");
      assert.match(await page.locator("main").innerText(), /Encerrado/);
      await audit();
      settled();
    });

    test("an organiser says how the institution is reached, and the verification leads there", async () => {
      for (const colorScheme of ["light", "dark"]) {
        const { page, audit, settled } = await somebody({ colorScheme });
        await page.goto("/entrar");
        const { cpf, password } = house.demo.organiser;
        await send(page, "Entrar", { identifier: cpf, password });
        await page.goto("/organizador");
        await page.getByRole("link", { name: "Dados do emissor" }).click();
        await page.waitForURL("**/emissor");
        await audit();
        await send(page, "Guardar", { desk: "Secretaria de Cursos", page: "http://errado" });
        assert.equal(await page.locator("#page").inputValue(), "http://errado");
        await audit();
        await send(page, "Guardar", { page: "https://horizonte.example/contato" });
        await audit();
        await page.goto(`/v/${house.demo.verify.code}`);
        await page.getByRole("link", { name: "Falar com quem emitiu" }).click();
        await page.waitForURL("**/contato");
        assert.match(await page.locator("main").innerText(), /Secretaria de Cursos/);
        await audit();
        settled();
      }
    });
  });
}
