// What is wrong on a certificate is reported, decided and corrected: on each screen, with the keyboard alone, and without
// scripts. Every page on the way is audited.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, person, SIZES } from "./support/chromium.mjs";
import { press, signIn } from "./support/hands.mjs";
import { openHouse, people, until } from "./support/house.mjs";

/** Types into fields by their names, in place of what stands there. */
async function type(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.locator(`main [name="${name}"]`).fill(value);
}

const text = (page) => page.locator("main").innerText();

/** Opens the page on which an error is reported, by the options of a card. */
async function report(page) {
  await page.goto("/certificados");
  await page.locator(".options summary").first().click();
  await Promise.all([page.waitForURL("**/correcoes"), page.getByRole("link", { name: /^(Reportar erro|Ver o pedido)/ }).click()]);
}

for (const size of [...Object.keys(SIZES), "without scripts"]) {
  describe(`on a ${size} screen`, () => {
    let house, browser;

    before(async () => {
      [house, browser] = await Promise.all([openHouse(), launch()]);
    });

    after(async () => {
      await browser?.close();
      await house?.close();
    });

    const javaScriptEnabled = size !== "without scripts";
    const somebody = () => person(browser, house.url, javaScriptEnabled ? size : "phone", { javaScriptEnabled });
    // Without scripts nothing can be run on the page that would look at it: the other screens have done so.
    const look = async (audit) => javaScriptEnabled && (await audit());

    test("a request goes through the team to the issuer and comes back corrected", async () => {
      const { page, audit, settled } = await somebody();
      await signIn(page, house.demo.holder);
      await report(page);
      await look(audit);
      await press(page, "Conferir antes de enviar");
      assert.match(await page.locator(".summary").innerText(), /Nada mudou ainda/);
      await look(audit);
      await type(page, { role: "Monitora", words: "A data também: foi dia 12." });
      await press(page, "Conferir antes de enviar");
      assert.equal(await page.locator("ins mark").innerText(), "Monitora");
      assert.match(await text(page), /só a instituição que o emitiu \(Instituto Horizonte da Educação\) decide/);
      await look(audit);
      await press(page, "Voltar e mudar");
      assert.equal(await page.locator("#role").inputValue(), "Monitora", "what was typed is still there");
      assert.match(await page.locator("#words").inputValue(), /foi dia 12/);
      await press(page, "Conferir antes de enviar");
      await press(page, "Enviar o pedido");
      assert.match(await text(page), /Com a equipe/);
      await look(audit);
      const number = await page.locator(".facts .code").innerText();
      await house.admin({ action: "pass_on_correction", number });

      const { page: desk, audit: auditDesk, settled: settledDesk } = await somebody();
      await signIn(desk, house.demo.organiser);
      await desk.goto("/organizador");
      await look(auditDesk);
      await desk.getByRole("link", { name: "Pedidos de correção (1 espera)" }).click();
      await desk.waitForURL("**/correcoes");
      await look(auditDesk);
      await desk.locator("main table a").first().click();
      await desk.waitForURL("**/correcao");
      assert.equal(await desk.locator("#role").inputValue(), "Monitora");
      await look(auditDesk);
      await press(desk, "Conferir antes de emitir");
      assert.match(await desk.locator(".summary").innerText(), /Diga-lhe em uma frase/, "the date is left open");
      await look(auditDesk);
      await type(desk, { words: "A data se corrige no evento, para todos." });
      await press(desk, "Conferir antes de emitir");
      await look(auditDesk);
      await press(desk, "Emitir a correção");
      assert.match(await desk.locator("body").innerText(), /Corrigido\. A nova versão fica pronta/);
      await look(auditDesk);
      await desk.goto("/organizador/correcoes");
      assert.match(await text(desk), /Nenhum pedido espera[\s\S]*Corrigido/);
      await look(auditDesk);

      await page.reload();
      assert.match(await text(page), /Corrigido em .+ pela instituição[\s\S]*A data se corrige no evento/);
      await look(audit);
      settled();
      settledDesk();
    });

    test("a small mistake is corrected by its holder, and the mail says before and after", async () => {
      const { page, audit, settled } = await somebody();
      await signIn(page, house.demo.holder);
      await until("the version that the first test has made", async () => {
        await report(page);
        return (await page.locator("#name").count()) > 0;
      }, 20_000);
      const name = await page.locator("#name").inputValue();
      await type(page, { name: name.replace("Souza", "Sousa") });
      await press(page, "Conferir antes de enviar");
      assert.deepEqual(await page.locator("mark").allInnerTexts(), ["z", "s"]);
      assert.match(await text(page), /uma vez só para cada certificado/);
      await look(audit);
      await press(page, "Corrigir agora");
      assert.match(await page.locator("body").innerText(), /Corrigido\. A nova versão fica pronta/);
      await look(audit);
      const { email } = (await people()).find((one) => one.cpf === house.demo.holder.cpf);
      const mail = await until("the mail", async () => {
        const found = await house.mailsTo(email);
        return found.find((one) => one.subject.startsWith("Seu certificado foi corrigido") && one.text.includes("Sousa"));
      }, 20_000);
      assert.match(mail.text, /antes: {2}.+Souza\s+depois: .+Sousa/);
      settled();
    });
  });
}

test("with the keyboard alone an error is reported and taken back", async () => {
  const [house, browser] = await Promise.all([openHouse(), launch()]);
  try {
    const { page, settled } = await person(browser, house.url, "desktop");
    await signIn(page, house.demo.holder);
    await report(page);
    await page.locator("#words").focus();
    await page.keyboard.type("O local está errado.");
    await page.keyboard.press("Tab");
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    const button = page.getByRole("button", { name: "Enviar o pedido" });
    for (let tabs = 0; tabs < 30 && !(await button.evaluate((it) => it === document.activeElement)); tabs += 1) {
      await page.keyboard.press("Tab");
    }
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    assert.match(await text(page), /Com a equipe/);
    await page.getByRole("button", { name: "Desistir do pedido" }).focus();
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Space")]);
    assert.match(await text(page), /Retirado/);
    settled();
  } finally {
    await browser.close();
    await house.close();
  }
});
