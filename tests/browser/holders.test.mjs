// What holders and verifiers do, on each screen, with the keyboard alone, and without scripts: verifying what was pasted,
// the options of a card, several files at once, and a session that ends meanwhile.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, person, SIZES } from "./support/chromium.mjs";
import { openHouse } from "./support/house.mjs";

let house, browser;

before(async () => {
  [house, browser] = await Promise.all([openHouse(), launch()]);
});

after(async () => {
  await browser?.close();
  await house?.close();
});

/** Presses a button and waits for the page that it leads to. */
async function press(page, name, within = page) {
  await Promise.all([page.waitForEvent("load"), within.getByRole("button", { name }).click()]);
}

async function signIn(page, person_ = house.demo.holder) {
  await page.goto("/entrar");
  await page.locator("#identifier").fill(person_.cpf);
  await page.locator("#password").fill(person_.password);
  await press(page, "Entrar");
}

/** Waits until the picture of the certificate is there: it is loaded once somebody scrolls to it. */
async function drawn(page) {
  await page.locator(".pictured").scrollIntoViewIfNeeded();
  await page.locator(".pictured img").evaluate((image) => image.decode());
}

/** The name of the focused element, as somebody hears it. */
const focused = (page) => page.evaluate(() => document.activeElement?.id ?? "");

for (const size of Object.keys(SIZES)) {
  describe(`on a screen that is ${size}`, () => {
    test("what is pasted is verified, and of two codes one is chosen", async () => {
      const { page, audit, settled } = await person(browser, house.url, size);
      const code = house.demo.verify.code;
      await page.goto("/verificar");
      await page.locator("#code").fill(`Código de verificação: “${code}”, em ${house.url}/v/${code.replaceAll("-", "")}.`);
      await press(page, "Verificar");
      assert.match(new URL(page.url()).pathname, /^\/v\//);
      assert.match(await page.locator(".verdict").innerText(), /Emitido por .+ em \d/);
      await drawn(page);
      await audit();
      await page.getByRole("link", { name: "Digitar outro código" }).click();
      await page.waitForURL("**/verificar");
      const other = "0000-0000-0000-0000-0";
      await page.locator("#code").fill(`${code} ou ${other}`);
      await press(page, "Verificar");
      assert.equal(await page.getByRole("listitem").filter({ hasText: code }).count(), 1);
      await audit();
      await page.getByRole("link", { name: code }).click();
      await page.waitForURL("**/v/**");
      settled();
    });

    test("a card's options stay open, say what was done, and have the focus", async () => {
      const { page, audit, settled } = await person(browser, house.url, size);
      await signIn(page);
      await page.goto("/certificados");
      const card = page.locator(".card").first();
      await audit();
      await card.locator("summary").click();
      for (let times = 0; times < 2; times += 1) {
        const before_ = await card.getByRole("switch").getAttribute("aria-checked");
        await Promise.all([page.waitForEvent("load"), card.getByRole("switch").click()]);
        assert.notEqual(await card.getByRole("switch").getAttribute("aria-checked"), before_);
        assert.match(await card.getByRole("status").innerText(), before_ === "true" ? /não veem mais/ : /visitantes veem/);
        assert.equal(await focused(page), await card.getByRole("switch").getAttribute("id"));
        assert.ok(await card.getByRole("switch").isVisible(), "the options are open");
      }
      await audit();
      await press(page, /Criar link direto|Trocar o link/, card);
      const link = await card.locator(".direct-link").inputValue();
      assert.ok(link.startsWith(`${house.url}/c/`), link);
      assert.equal(await focused(page), await card.locator(".direct-link").getAttribute("id"));
      await audit();
      await page.goto("/certificados");
      await card.locator("summary").click();
      assert.equal(await card.locator(".direct-link").inputValue(), link, "it is shown again");
      await press(page, "Desligar o link", card);
      assert.match(await card.getByRole("status").innerText(), /desligado/);
      await audit();
      settled();
    });

    test("a form that was sent after the session ended is sent after the sign-in", async () => {
      const { page, context, audit, settled } = await person(browser, house.url, size);
      await signIn(page, house.demo.organiser);
      await page.goto("/organizador/eventos/novo");
      const title = `Colóquio ${size} & “ação”`;
      await page.locator("#title").fill(title);
      await page.locator("#first_day").fill("2026-10-05");
      // Signing out in another tab takes the cookie away.
      await context.clearCookies();
      await press(page, "Criar evento");
      assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "A sua sessão terminou");
      await audit();
      await page.locator("#identifier").fill(house.demo.organiser.cpf);
      await page.locator("#password").fill(house.demo.organiser.password);
      await press(page, "Entrar e continuar");
      await audit();
      await press(page, "Enviar agora");
      assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), title);
      settled();
    });
  });
}

describe("with the keyboard alone", () => {
  test("a switch is reached, pressed, and has the focus afterwards", async () => {
    const { page, settled } = await person(browser, house.url, "desktop");
    await signIn(page);
    await page.goto("/certificados");
    const reach = async (wanted) => {
      for (let steps = 0; steps < 60; steps += 1) {
        await page.keyboard.press("Tab");
        if (await page.evaluate((selector) => document.activeElement?.matches(selector), wanted)) return;
      }
      assert.fail(`${wanted} was not reached`);
    };
    await reach(".options > summary");
    await page.keyboard.press("Enter");
    await reach("[role=switch]");
    const id = await focused(page);
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Space")]);
    assert.equal(await focused(page), id);
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Space")]);
    assert.equal(await focused(page), id, "it can be pressed again at once");
    settled();
  });
});

describe("without scripts", () => {
  test("options, links and the way back into a session work", async () => {
    const { page, context, settled } = await person(browser, house.url, "desktop", { javaScriptEnabled: false });
    await signIn(page);
    await page.goto("/certificados");
    const card = page.locator(".card").first();
    await card.locator("summary").click();
    await press(page, /Criar link direto|Trocar o link/, card);
    assert.ok(await card.locator(".direct-link").isVisible());
    assert.equal(await card.getByRole("button", { name: "Copiar" }).count(), 0, "a button that needs a script is not there");
    assert.ok(await card.locator(".direct-link:focus").count(), "the browser itself gives the focus");
    await context.clearCookies();
    await Promise.all([page.waitForEvent("load"), card.getByRole("switch").click()]);
    await page.locator("#identifier").fill(house.demo.holder.cpf);
    await page.locator("#password").fill(house.demo.holder.password);
    await press(page, "Entrar e continuar");
    await press(page, "Enviar agora");
    assert.ok(await card.getByRole("switch").isVisible());
    await Promise.all([page.waitForEvent("load"), card.getByRole("switch").click()]);
    settled();
  });
});

test("the result of a verification prints on one sheet", async () => {
  const { page } = await person(browser, house.url, "desktop");
  await page.goto(`/v/${house.demo.verify.code}`);
  await drawn(page);
  const pdf = await page.pdf({ preferCSSPageSize: true });
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? [];
  assert.equal(pages.length, 1);
});
