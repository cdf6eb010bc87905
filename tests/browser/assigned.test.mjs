// A paid certificate gets its holder, who fills in the form by the mailed link and agrees to the deed, in Chromium on a desktop and on a phone,
// by keyboard, and without JavaScript. Every page on the way is audited: accessibility, content security policy, width, other hosts.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, person } from "./support/chromium.mjs";
import { press, signIn } from "./support/hands.mjs";
import { openHouse, until } from "./support/house.mjs";

for (const size of ["desktop", "phone"]) {
  describe(`assigned certificates on a ${size}`, () => {
    let house, browser, number = 0;

    before(async () => {
      [house, browser] = await Promise.all([openHouse(), launch()]);
    });

    after(async () => {
      await browser?.close();
      await house?.close();
    });

    const somebody = (options) => person(browser, house.url, size, options);

    /** Assigns a unit of the demo's paid order; the link that its holder is mailed. */
    async function assigned(page) {
      const email = `titular${(number += 1)}@exemplo.com.br`;
      await page.goto("/pedidos?situacao=pagos");
      const orders = await page.locator("td a.number").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      for (const order of orders) {
        const answer = await page.goto(`${order}/certificados`);
        if (answer.ok() && (await page.locator('a.button[href*="/certificados/"]').count()) > 0) break;
      }
      return { email, units: page.url() };
    }

    test("a unit is assigned, and its holder asks for the certificate", async () => {
      const buyer = await somebody();
      await signIn(buyer.page, house.demo.holder);
      const { email, units } = await assigned(buyer.page);
      await buyer.audit();
      await buyer.page.locator('a.button[href*="/certificados/"]').first().click();
      await buyer.audit();
      await buyer.page.locator("#cpf").fill("111.444.777-36");
      await buyer.page.locator("#email").fill(email);
      await press(buyer.page, "Atribuir");
      assert.equal(await buyer.page.locator("#email").inputValue(), email);
      await buyer.audit();
      await buyer.page.locator("#cpf").fill("111.444.777-35");
      await press(buyer.page, "Atribuir");
      await buyer.audit();
      const mail = await until("the mail with the link", async () => (await house.mailsTo(email))[0]);
      const link = mail.text.match(/\/certificado-digital\/[0-9a-z]{26}[\w-]{43}/)[0];

      const holder = await somebody({ colorScheme: "dark" });
      await holder.page.goto(link);
      await holder.audit();
      await holder.page.locator("#name").fill("Rui Prado");
      await holder.page.getByText(/Guardado às/).waitFor();
      await holder.page.reload();
      assert.equal(await holder.page.locator("#name").inputValue(), "Rui Prado");
      await press(holder.page, "Continuar para o termo");
      await holder.audit();
      await holder.page.locator("#birth").fill("25/03/1980");
      await holder.page.locator("#acts").selectOption("themselves");
      await press(holder.page, "Continuar para o termo");
      await holder.audit();
      await press(holder.page, "Enviar a solicitação");
      await holder.audit();
      await holder.page.locator("#agree").check();
      await press(holder.page, "Enviar a solicitação");
      await holder.page.getByText("À espera dos documentos").waitFor();
      await holder.audit();
      holder.settled();
      await buyer.page.goto(units);
      await buyer.page.getByRole("link", { name: /Ver a solicitação/ }).first().click();
      await buyer.page.getByText("À espera dos documentos").waitFor();
      await buyer.audit();
      buyer.settled();
    });

    test("two tabs lose nothing, and without scripts the form is kept by its button", async () => {
      const buyer = await somebody();
      await signIn(buyer.page, house.demo.holder);
      const { email } = await assigned(buyer.page);
      await buyer.page.locator('a.button[href*="/certificados/"]').first().click();
      await buyer.page.locator("#cpf").fill("529.982.247-25");
      await buyer.page.locator("#email").fill(email);
      await press(buyer.page, "Atribuir");
      const mail = await until("the mail with the link", async () => (await house.mailsTo(email))[0]);
      const link = mail.text.match(/\/certificado-digital\/[0-9a-z]{26}[\w-]{43}/)[0];
      const [one, other] = [await somebody({ javaScriptEnabled: false }), await somebody({ javaScriptEnabled: false })];
      await one.page.goto(link);
      await other.page.goto(link);
      await one.page.locator("#name").fill("Eva Sol");
      await press(one.page, "Guardar");
      await other.page.locator("#name").fill("Eva do Sol");
      await press(other.page, "Guardar");
      await other.page.getByRole("heading", { name: "Duas versões" }).waitFor();
      assert.equal(await other.page.locator("#name").inputValue(), "Eva do Sol");
      await press(other.page, "Guardar");
      await one.page.goto(link);
      assert.equal(await one.page.locator("#name").inputValue(), "Eva do Sol");
    });
  });
}
