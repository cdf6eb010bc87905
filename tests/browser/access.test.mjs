// Access is asked for, approved and used: on each screen, with the keyboard alone, and without scripts. Every page is audited.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, person, SIZES } from "./support/chromium.mjs";
import { press } from "./support/hands.mjs";
import { openHouse, until } from "./support/house.mjs";

const PDF = { name: "nomeacao.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n") };
const ENTITY = "Câmara Municipal de Horizonte";

/** Types into fields by their names, in place of what stands there. */
async function type(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.locator(`main [name="${name}"]`).fill(value);
}

const text = (page) => page.locator("main").innerText();

const FORM = {
  motive: "Pedido de certificados de assinatura qualificada",
  name: "Inês Duarte Sol",
  person: "123456789",
  mobile: "912345678",
  entity: ENTITY,
  post: "Chefe de Divisão",
};

for (const size of [...Object.keys(SIZES), "without scripts"]) {
  describe(`on a ${size} screen`, () => {
    let house, browser;

    before(async () => {
      [house, browser] = await Promise.all([openHouse(), launch()]);
      await house.admin({ action: "keep_entity", name: ENTITY, number: "501234560" });
    });

    after(async () => {
      await browser?.close();
      await house?.close();
    });

    const javaScriptEnabled = size !== "without scripts";
    const somebody = () => person(browser, house.url, javaScriptEnabled ? size : "phone", { javaScriptEnabled });
    const look = async (audit) => javaScriptEnabled && (await audit());

    test("a request is begun, saves itself, goes on elsewhere and is sent in", async () => {
      const { page, audit, settled } = await somebody();
      await page.goto("/acesso");
      await look(audit);
      await type(page, { email: "ines@camara.example" });
      await press(page, "Começar o pedido");
      const path = new URL(page.url()).pathname;
      await look(audit);
      await type(page, { name: "Inês" });
      if (javaScriptEnabled) {
        await page.locator("#post").focus();
        await until("the draft", async () => /Guardado às/.test(await page.locator("[data-draft-status]").innerText()));
      } else {
        await press(page, "Guardar e continuar");
      }
      const { page: other, audit: auditOther } = await somebody();
      await other.goto(path);
      assert.equal(await other.locator("#name").inputValue(), "Inês", "it goes on elsewhere");
      await look(auditOther);
      await press(other, "Enviar o pedido");
      assert.match(await other.locator(".summary").innerText(), /Corrija \d+ pontos/);
      await look(auditOther);
      await type(other, FORM);
      await other.locator("#service").selectOption("signature");
      await other.locator("#proof").setInputFiles(PDF);
      await press(other, "Enviar o pedido");
      assert.match(await text(other), /À espera do seu e-mail/);
      await look(auditOther);
      await settled();
    });

    test("two tabs lose nothing", async () => {
      const { page, audit, settled } = await somebody();
      await page.goto("/acesso");
      await type(page, { email: "rui@camara.example" });
      await press(page, "Começar o pedido");
      const path = new URL(page.url()).pathname;
      const { page: other } = await somebody();
      await other.goto(path);
      await type(other, { post: "Chefe" });
      await press(other, "Guardar e continuar");
      await type(page, { post: "Diretor", name: "Rui" });
      await press(page, "Guardar e continuar");
      assert.match(await text(page), /Duas versões/);
      assert.equal(await page.locator("#post").inputValue(), "Diretor");
      await look(audit);
      await press(page, "Guardar e continuar");
      assert.equal(await page.locator("#post").inputValue(), "Diretor");
      await settled();
    });

    test("the keyboard alone begins a request", { skip: !javaScriptEnabled }, async () => {
      const { page } = await somebody();
      await page.goto("/acesso");
      await page.locator("#email").focus();
      await page.keyboard.type("teclado@camara.example");
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
      assert.match(await text(page), /Rascunho/);
    });

    test("the number of a request mails its link and tells nothing", { skip: !javaScriptEnabled }, async () => {
      const { page, audit, settled } = await somebody();
      await page.goto("/acesso/protocolo");
      await type(page, { protocol: "1000000009" });
      await page.getByRole("button", { name: "Enviar o link", exact: true }).waitFor();
      await look(audit);
      await settled();
    });
  });
}
