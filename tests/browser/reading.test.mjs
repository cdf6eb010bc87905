// Lists that are not understood by themselves, on a desktop and on a phone: the page asks, and the organiser says how they
// are to be read, with a pointer or with a keyboard alone.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, person, SIZES } from "./support/chromium.mjs";
import { openHouse, ROOT } from "./support/house.mjs";

const STRANGE = "Quem é;Onde;Registro;Turma\nAna Luz;ana@exemplo.com.br;184.207.635-35;A\nDavi Reis;davi@exemplo.com.br;;B\n";
const PRESENCE =
  "Nome;E-mail;Presença\nANA LUZ;ana@gmial.com;Presente\nRita Sol;rita@exemplo.com.br;Justificada\n\"Reis, Davi\";davi@exemplo.com.br;Ausente\n";

for (const size of Object.keys(SIZES)) {
  describe(`lists on a ${size}`, () => {
    let house, browser, organiser, event;

    before(async () => {
      [house, browser] = await Promise.all([openHouse(), launch()]);
      organiser = await person(browser, house.url, size);
      const { page } = organiser;
      await page.goto("/entrar");
      await page.locator("#identifier").fill(house.demo.organiser.cpf);
      await page.locator("#password").fill(house.demo.organiser.password);
      await send("Entrar");
      await page.goto("/organizador");
      event = await page.locator("main table a").first().getAttribute("href");
    });

    after(async () => {
      await browser?.close();
      await house?.close();
    });

    async function send(button) {
      const { page } = organiser;
      await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: button, exact: true }).click()]);
    }

    /** A picture for whoever looks at the pages: with PICTURES=folder. */
    async function picture(name) {
      if (process.env.PICTURES) await organiser.page.screenshot({ path: join(process.env.PICTURES, `${name}-${size}.png`), fullPage: true });
    }

    async function upload(name, text) {
      const { page } = organiser;
      const typed = text && { name, mimeType: "text/csv", buffer: Buffer.from(text) };
      await page.goto(event);
      await page.locator("#file").setInputFiles(typed ?? join(ROOT, "tests/fixtures", name));
      await send("Enviar e conferir");
    }

    /** What was ticked and not sent holds publishing back where no script runs, too. */
    async function withoutScripts(address) {
      const storageState = await organiser.page.context().storageState();
      const context = await browser.newContext({ ...SIZES[size], storageState, javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(address);
      const publish = page.getByRole("button", { name: "Publicar", exact: true });
      const box = page.getByLabel("Justificada (1 linha)");
      assert.equal(await publish.isVisible(), true);
      await box.check();
      assert.equal(await publish.isVisible(), false);
      assert.equal(await page.locator("[data-waits] input:visible").count(), 0, "Enter in a box would press the button");
      assert.equal(await page.getByText("ainda não atualizou a conferência").isVisible(), true);
      await box.uncheck();
      assert.equal(await publish.isVisible(), true);
      await context.close();
    }

    test("cells are pasted in place of a file", async () => {
      const { page, audit } = organiser;
      await page.goto(event);
      await page.getByText("Colar as células em vez de enviar um arquivo").click();
      await page.locator("#pasted").fill("Nome\tE-mail\nAna Luz\tana@exemplo.com.br\n");
      await audit();
      await picture("colar");
      await send("Enviar e conferir");
      await page.getByRole("heading", { name: "Como a planilha foi lida" }).waitFor();
    });

    test("columns are assigned with the keyboard, and remembered", async () => {
      const { page, audit, settled } = organiser;
      await upload("estranha.csv", STRANGE);
      await page.getByText("Diga o que é cada coluna").waitFor();
      await audit();
      await picture("colunas");
      await send("Ler com estas colunas");
      await page.getByRole("link", { name: "Diga em que coluna está “Nome”: toda linha precisa dele." }).waitFor();
      await audit();
      await page.locator("#column_0").focus();
      await page.keyboard.type("Nome");
      await page.locator("#column_0").press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.id), "column_1");
      assert.equal(await page.locator("#column_0").inputValue(), "name");
      await send("Ler com estas colunas");
      await page.getByRole("heading", { name: "Como a planilha foi lida" }).waitFor();
      await upload("estranha-2.csv", STRANGE);
      await page.getByText("As colunas foram lidas como você disse").waitFor();
      await audit();
      await picture("lembradas");
      settled();
    });

    test("of a workbook with two sheets the other one is chosen", async () => {
      const { page, audit } = organiser;
      await upload("duas-folhas.xlsx");
      await page.getByRole("heading", { name: "Qual folha da planilha?" }).waitFor();
      await audit();
      await picture("folhas");
      await page.locator("#sheet").selectOption("Participantes");
      await send("Ler a folha escolhida");
      await page.getByRole("heading", { name: "Como a planilha foi lida" }).waitFor();
    });

    test("who gets a certificate is asked", async () => {
      const { page, audit } = organiser;
      await upload("presenca.csv", PRESENCE);
      await page.getByRole("heading", { name: "Emitir para quem?" }).waitFor();
      await audit();
      await picture("presenca");
      await page.getByRole("heading", { name: "O que dá para ajustar de uma vez" }).waitFor();
      await send("Ajustar maiúsculas");
      await page.getByText("1 nome teve as maiúsculas ajustadas").waitFor();
      await page.getByText("Ana Luz").first().waitFor();
      await audit();
      await picture("ajustes");
      const publish = page.locator("[data-waits] .button:not(.quiet)");
      const unsent = page.getByText("ainda não atualizou a conferência");
      assert.equal(await publish.isEnabled(), true);
      await page.getByLabel("Justificada (1 linha)").check();
      assert.equal(await publish.isEnabled(), false, "what was ticked and not sent does not count");
      assert.equal(await publish.isVisible(), false);
      await unsent.waitFor();
      await page.getByLabel("Justificada (1 linha)").uncheck();
      assert.equal(await publish.isEnabled(), true);
      assert.equal(await unsent.isVisible(), false);
      await withoutScripts(page.url());
      await page.getByLabel("Justificada (1 linha)").check();
      await send("Atualizar a conferência");
      await page.getByText("Rita Sol").first().waitFor();
    });
  });
}
