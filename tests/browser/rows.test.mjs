// Lines of a list that are looked for and corrected before anything is issued: with a pointer, with a keyboard alone, on the
// narrowest screen, and where no script runs.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, person, SIZES } from "./support/chromium.mjs";
import { openHouse } from "./support/house.mjs";

const LIST =
  "Nome;E-mail;CPF;Papel\nJose Luz;jose@exemplo.com.br;;\nAna Sá;ana@exemplo;529.982.247-26;ouvinte\nDavi Reis;davi@gmial.com;;\nRita Sol;;;\n";

for (const size of Object.keys(SIZES)) {
  describe(`lines on a ${size}`, () => {
    let house, browser, organiser, preview;

    before(async () => {
      [house, browser] = await Promise.all([openHouse(), launch()]);
      organiser = await person(browser, house.url, size);
      const { page } = organiser;
      await page.goto("/entrar");
      await page.locator("#identifier").fill(house.demo.organiser.cpf);
      await page.locator("#password").fill(house.demo.organiser.password);
      await send("Entrar");
      await page.goto("/organizador");
      await page.goto(await page.locator("main table a").first().getAttribute("href"));
      await page.locator("#file").setInputFiles({ name: "turma.csv", mimeType: "text/csv", buffer: Buffer.from(LIST) });
      await send("Enviar e conferir");
      await read();
      preview = new URL(page.url()).pathname;
    });

    after(async () => {
      await browser?.close();
      await house?.close();
    });

    async function send(button) {
      const { page } = organiser;
      await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: button, exact: true }).click()]);
    }

    /** Waits until the list was read. */
    async function read(page = organiser.page) {
      await page.getByRole("heading", { name: "Conferir a planilha" }).waitFor();
    }

    /** A picture for whoever looks at the pages: with PICTURES=folder. */
    async function picture(name) {
      if (process.env.PICTURES) await organiser.page.screenshot({ path: join(process.env.PICTURES, `${name}-${size}.png`), fullPage: true });
    }

    test("a cell is corrected where its problem is told, with a keyboard alone", async () => {
      const { page, audit, settled } = organiser;
      await picture("conferencia");
      const correction = page.locator("details.correction").filter({ hasText: "E-mail da linha 5" });
      await correction.locator("summary").focus();
      await page.keyboard.press("Enter");
      await audit();
      await picture("conferencia-corrigir");
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.name), "line_5_cell_1");
      await page.keyboard.type("rita@exemplo.com.br");
      await page.keyboard.press("Tab");
      assert.equal(await page.getByRole("button", { name: "Publicar", exact: true }).isDisabled(), true, "what is typed and not sent is not published over");
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Enter");
      await page.getByText("1 célula corrigida aqui").waitFor();
      assert.match(await page.locator("#corrigidas").innerText(), /rita@exemplo\.com\.br/);
      await audit();
      await picture("conferencia-corrigida");
      settled();
    });

    test("a line is looked for, corrected, and a mistake keeps what was typed", async () => {
      const { page, audit, settled } = organiser;
      await page.goto(preview);
      await page.getByLabel("Nome, e-mail ou CPF").fill("ana sá");
      await send("Procurar");
      await page.getByText("1 linha.").waitFor();
      assert.doesNotMatch(page.url(), /ana/);
      // Back is back at what was looked for, and so is whoever corrects nothing.
      await page.getByRole("link", { name: "Corrigir a linha 3" }).click();
      await page.getByText("O que há nesta linha").waitFor();
      await page.goBack();
      await page.getByText("Procurado: “ana sá”").waitFor();
      await page.getByRole("link", { name: "Com erro", exact: true }).click();
      await page.locator("[aria-current]", { hasText: "Com erro" }).waitFor();
      await page.getByRole("link", { name: "Corrigir a linha 3" }).click();
      await page.getByRole("link", { name: "Voltar sem corrigir" }).click();
      await page.getByText("Procurado: “ana sá”").waitFor();
      await audit();
      await picture("linhas-procura");
      await page.getByRole("link", { name: "Corrigir a linha 3" }).click();
      await page.getByText("O que há nesta linha").waitFor();
      await audit();
      await page.getByLabel("E-mail").fill("ana@exemplo.com.br");
      await page.getByLabel("CPF").fill("123");
      await send("Corrigir e ler de novo");
      assert.equal(await page.getByLabel("E-mail").inputValue(), "ana@exemplo.com.br");
      assert.match(await page.locator("[role=alert]").innerText(), /O CPF precisa ter 11 dígitos/);
      await audit();
      await picture("linha-com-erro");
      await page.getByLabel("CPF").fill("529.982.247-25");
      await send("Corrigir e ler de novo");
      await read();
      await page.goto(`${preview}/corrigir?linha=3`);
      await page.getByText("Corrigido aqui: “ana@exemplo” → “ana@exemplo.com.br”").waitFor();
      await audit();
      await picture("linha-corrigida");
      // Enter takes nothing back.
      await page.getByLabel("Papel").fill("palestrante");
      await Promise.all([page.waitForEvent("load"), page.getByLabel("Papel").press("Enter")]);
      await read();
      assert.match(await page.locator("#corrigidas").textContent(), /ana@exemplo\.com\.br[\s\S]*palestrante/);
      await page.goto(`${preview}/conferir`);
      await audit();
      await picture("linhas");
      settled();
    });

    test("what somebody else corrected meanwhile is said, and nothing that was typed is lost", async () => {
      const { page, audit, settled } = organiser;
      await page.goto(`${preview}/corrigir?linha=2`);
      const other = await page.context().newPage();
      await other.goto(`${preview}/corrigir?linha=2`);
      await other.getByLabel("Papel").fill("monitora");
      await Promise.all([other.waitForEvent("load"), other.getByRole("button", { name: "Corrigir e ler de novo", exact: true }).last().click()]);
      await read(other);
      await other.close();
      await page.getByLabel("Nome").fill("José Luz");
      await send("Corrigir e ler de novo");
      await page.getByRole("heading", { name: "O que mudou enquanto isso" }).waitFor();
      assert.match(await page.locator("#enquanto-isso li").innerText(), /Linha 2, Papel: \(vazio\) → monitora/);
      assert.equal(await page.getByLabel("Nome").inputValue(), "José Luz");
      assert.equal(await page.getByLabel("Papel").inputValue(), "monitora");
      await audit();
      await picture("linha-enquanto-isso");
      await send("Corrigir e ler de novo");
      await read();
      assert.match(await page.locator("#corrigidas").textContent(), /José Luz[\s\S]*monitora/);
      settled();
    });

    test("whoever leaves what was typed is asked, and told which button loses it", async () => {
      const { page, audit, settled } = organiser;
      await page.goto(preview);
      const correction = page.locator("details.correction").filter({ hasText: "E-mail da linha 4" });
      const note = page.getByText("se perde com outro botão ou link");
      await correction.locator("summary").click();
      assert.equal(await note.isVisible(), false);
      await correction.locator("input[name='line_4_cell_1']").fill("davi@gmail.com");
      assert.equal(await note.isVisible(), true);
      // A link asks: who stays has lost nothing.
      const asked = [];
      const answer = (dialog) => {
        asked.push(dialog.type());
        return dialog.dismiss();
      };
      page.on("dialog", answer);
      await page.getByRole("link", { name: "Ver todas as linhas, também as que ficam de fora" }).click();
      await page.waitForTimeout(300);
      assert.deepEqual(asked, ["beforeunload"]);
      page.off("dialog", answer);
      assert.equal(await correction.locator("input[name='line_4_cell_1']").inputValue(), "davi@gmail.com");
      // Another form's button says so first.
      const trial = page.getByRole("button", { name: "Enviar um teste para mim" });
      await trial.click();
      await page.getByRole("alert").getByText("com este botão, o que digitou se perde").waitFor();
      assert.equal(new URL(page.url()).pathname, preview);
      await audit();
      await picture("conferencia-nao-enviada");
      await Promise.all([page.waitForEvent("load"), trial.click()]);
      assert.notEqual(new URL(page.url()).pathname, preview, "a second press is meant");
      await page.goto(preview);
      assert.equal(await page.locator("input[name='line_4_cell_1']").inputValue(), "davi@gmial.com");
      settled();
    });

    test("without scripts it is the same", async () => {
      const storageState = await organiser.page.context().storageState();
      const context = await browser.newContext({ ...SIZES[size], baseURL: house.url, storageState, javaScriptEnabled: false });
      const page = await context.newPage();
      const submit = (button) => Promise.all([page.waitForEvent("load"), button.click()]);
      await page.goto(preview);
      const before = await page.locator("#corrigidas tbody tr").count();
      const correction = page.locator("details.correction").filter({ hasText: "E-mail da linha 4" });
      const publish = page.getByRole("button", { name: "Publicar", exact: true });
      assert.equal(await publish.count(), 1);
      await correction.locator("summary").click();
      await correction.locator("input[name='line_4_cell_1']").fill("davi@gmail.com");
      assert.equal(await publish.count(), 0, "what may be typed and not sent is not published over");
      assert.equal(await page.getByText("se perde com outro botão ou link").isVisible(), true);
      await submit(correction.getByRole("button"));
      const reload = async () => {
        for (let tries = 0; tries < 50 && (await page.getByText("Lendo a planilha…").count()) > 0; tries += 1) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          await page.goto(preview);
        }
      };
      await reload();
      assert.equal(await page.locator("#corrigidas tbody tr").count(), before + 1);
      await page.getByText("Mostrar as correções").click();
      await submit(page.locator("#corrigidas tr").filter({ hasText: "davi@gmail.com" }).getByRole("button", { name: /Voltar ao que está no arquivo/ }));
      await reload();
      assert.equal(await page.locator("#corrigidas tbody tr").count(), before);
      await context.close();
    });
  });
}
