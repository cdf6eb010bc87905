// From the shop to a paid order, clicked in Chromium on a desktop and on a phone, by keyboard, and without JavaScript. Every page on
// the way is audited: accessibility, content security policy, width, other hosts.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, person } from "./support/chromium.mjs";
import { press, signIn } from "./support/hands.mjs";
import { openHouse } from "./support/house.mjs";

/** Fills the order form of the first product. */
async function order(page) {
  await page.goto("/pedidos/novo?produto=e-cpf-a1-1-ano");
  await page.locator("#identifiable-sim").check();
  await page.locator("#for_whom-outros").check();
  await page.locator("#number").fill("529.982.247-25");
  await press(page, "Fazer o pedido");
}

for (const size of ["desktop", "phone"]) {
  describe(`orders on a ${size}`, () => {
    let house, browser;

    before(async () => {
      [house, browser] = await Promise.all([openHouse(), launch()]);
    });

    after(async () => {
      await browser?.close();
      await house?.close();
    });

    const somebody = (options) => person(browser, house.url, size, options);

    test("somebody orders, pays by Pix, and the page changes by itself", async () => {
      const { page, audit, settled } = await somebody();
      await page.goto("/loja");
      await audit();
      await signIn(page, house.demo.holder);
      await page.goto("/pedidos/novo?produto=e-cpf-a1-1-ano");
      await audit();
      await page.locator("#number").evaluate((field) => (field.form.noValidate = true));
      await page.locator("#number").fill("111.111.111-11");
      await press(page, "Fazer o pedido");
      assert.equal(await page.locator("#number").inputValue(), "111.111.111-11");
      await audit();
      await order(page);
      await audit();
      await press(page, "Pix");
      assert.match(await page.locator("#pix").inputValue(), /^000201.*6304[0-9A-F]{4}$/);
      assert.ok(await page.locator("img.pix").evaluate(async (image) => (await image.decode(), image.naturalWidth > 200)));
      await audit();
      const pays = await (await fetch(`${house.url}/_local/pagamentos`)).text();
      const payment = pays.match(/\/_local\/pagamentos\/(pay_[0-9]+)/)[1];
      await fetch(`${house.url}/_local/pagamentos/${payment}`, { method: "POST", body: new URLSearchParams({ what: "pagar" }), redirect: "manual" });
      await page.getByText("Pagamento reconhecido").waitFor();
      await audit();
      settled();
    });

    test("orders in every state, a boleto and a search", async () => {
      const { page, audit, settled } = await somebody({ colorScheme: "dark" });
      await signIn(page, house.demo.holder);
      await page.goto("/pedidos");
      await audit();
      const paths = await page.locator("td a.number").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      assert.ok(paths.length >= 7, `${paths.length} orders of the demo`);
      for (const path of paths) {
        await page.goto(path);
        await audit();
      }
      await page.goto("/pedidos");
      await page.locator("#text").fill("529.982.247-25");
      await press(page, "Procurar");
      assert.ok((await page.locator("td a.number").count()) >= 7);
      await audit();
      settled();
    });

    test("by keyboard alone, and without JavaScript", async () => {
      const { page, settled } = await somebody({ javaScriptEnabled: false });
      await signIn(page, house.demo.holder);
      await page.goto("/pedidos/novo?produto=e-cpf-a1-1-ano");
      await page.locator("#identifiable-sim").focus();
      await page.keyboard.press("Space");
      await page.keyboard.press("Tab");
      await page.keyboard.press("ArrowDown");
      await page.locator("#number").focus();
      await page.keyboard.type("52998224725");
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
      assert.match(page.url(), /\/pedidos\/[0-9A-Z]{26}/);
      await page.getByRole("button", { name: "Boleto" }).focus();
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
      assert.match(await page.locator("#linha").inputValue(), /^[0-9]{5}\.[0-9]{5} /);
      settled();
    });
  });
}
