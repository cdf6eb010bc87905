// The archive that outlives Selo, from a host of static files, on a desktop and on a phone.

import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launch, person, SIZES } from "./support/chromium.mjs";
import { host } from "./support/files.mjs";
import { openHouse, ROOT } from "./support/house.mjs";

let house, browser, served, folder;

before(async () => {
  [house, browser] = await Promise.all([openHouse(), launch()]);
  folder = join(await house.archive(), "publico");
  served = await host(folder);
});
after(async () => {
  served?.close();
  await browser?.close();
  await house?.close();
});

for (const size of Object.keys(SIZES)) {
  test(`${size}: a code and a file lead to the certificate, each page being accessible`, async () => {
    const { page, audit, settled, context } = await person(browser, served.url, size);
    const code = house.demo.verify.code.replaceAll("-", "");
    await page.goto("/");
    await audit();
    await page.locator("#code").fill(house.demo.verify.code.toLowerCase());
    await page.getByRole("button", { name: "Verificar" }).click();
    await page.waitForURL(`**/v/${code}/index.html`);
    assert.equal(await page.locator("h1").textContent(), "Certificado válido");
    await page.goto(`/v/${code}`);
    await audit();
    await page.goto("/");
    const pdf = (await readdir(join(folder, "pdf"))).find((name) => name.endsWith(".pdf"));
    await page.locator("#pdf").setInputFiles(join(folder, "pdf", pdf));
    await page.getByRole("heading", { name: "Este arquivo confere" }).waitFor();
    await audit();
    await page.getByRole("link", { name: "Ver o certificado" }).click();
    await page.waitForURL(`**/v/${pdf.replace(".pdf", "")}/index.html`);
    await settled();
    await context.close();
  });

  test(`${size}: another file and an unknown code find nothing`, async () => {
    const { page, context } = await person(browser, served.url, size);
    await page.goto("/");
    await page.locator("#pdf").setInputFiles(join(ROOT, "README.md"));
    await page.getByText("não confere com nenhum certificado").waitFor();
    await page.locator("#code").fill("0000-0000-0000-0000-0");
    await page.getByRole("button", { name: "Verificar" }).click();
    await page.getByText("Nenhum certificado deste arquivo tem este código").waitFor();
    await context.close();
  });
}

test("without scripts the start page says how to get there, and a certificate needs none", async () => {
  const context = await browser.newContext({ baseURL: served.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/");
  assert.equal(await page.locator("[data-without-script]").count(), 2);
  assert.equal(await page.locator("form:visible").count(), 0);
  await page.goto(`/v/${house.demo.verify.code.replaceAll("-", "")}/`);
  assert.equal(await page.locator("h1").textContent(), "Certificado válido");
  await context.close();
});
