// Takes the pictures of docs/images: every page on a desktop and on a phone, a mail, and both sides of a certificate.
// Run by `make screenshots`; needs Chromium, and poppler's pdftoppm for the certificate.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { download, launch, person, SIZES } from "./support/chromium.mjs";
import { openHouse, people, PEOPLE, ROOT, until } from "./support/house.mjs";
import { MISSING, paint } from "./support/paper.mjs";

const FOLDER = join(ROOT, "docs/images");
const BAD = join(ROOT, "tests/fixtures/participantes-com-erros.csv");
const CORRECTED = join(ROOT, "tests/fixtures/participantes-corrigido.csv");
const PASSWORD = "goiabeira no quintal 9";

await mkdir(FOLDER, { recursive: true });
const [house, browser] = await Promise.all([openHouse(), launch()]);
const taken = [];

async function shoot(page, name, size) {
  await page.waitForLoadState("load");
  await page.evaluate(() => document.fonts.ready);
  // Phones get twice the pixels; a phone's picture is cut after three screens, the rest repeats the pattern.
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const most = SIZES[size].viewport.height * 3;
  const clip = { x: 0, y: 0, width: SIZES[size].viewport.width, height: Math.min(height, most) };
  const path = join(FOLDER, `${name}-${SIZES[size].viewport.width}.png`);
  await page.screenshot({ path, clip, fullPage: true, scale: "css" });
  taken.push(path);
}

async function send(page, button) {
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: button, exact: true }).click()]);
}

async function signIn(page, identifier, password) {
  await page.goto("/entrar");
  await page.locator("#identifier").fill(identifier);
  await page.locator("#password").fill(password);
  await send(page, "Entrar");
}

async function upload(page, event, file) {
  await page.goto(event);
  await page.locator("#file").setInputFiles(file);
  await send(page, "Enviar e conferir");
  await page.getByRole("heading", { name: "Como a planilha foi lida" }).waitFor();
}

/** What an organiser did before the pictures: a preview with errors, a revoked and a replaced certificate. */
async function prepare() {
  const { page } = await person(browser, house.url, "desktop");
  await signIn(page, house.demo.organiser.cpf, house.demo.organiser.password);
  await page.goto("/organizador");
  const event = await page.locator("main table a").first().getAttribute("href");
  await upload(page, event, CORRECTED);
  await page.locator("#confirm").check();
  await send(page, "Publicar");
  await page.getByText("Todos os certificados estão guardados").waitFor({ timeout: 90_000 });
  const published = new URL(page.url()).pathname;
  await page.goto(`${published}/linhas`);
  const certificates = await page.getByRole("link", { name: /^Abrir/ }).evaluateAll((all) => all.map((a) => a.pathname));
  const [before, after] = await Promise.all([people(PEOPLE), people(CORRECTED)]);
  const corrected = certificates[after.findIndex((one, row) => one.name !== before[row].name)];
  await page.goto(corrected);
  const versions = await page.locator(".chain a").evaluateAll((all) => all.map((a) => a.href));
  await page.goto(certificates.at(-1));
  const revoked = await page.locator(".chain a").first().getAttribute("href");
  await page.locator("#reason").fill("Emitido por engano: a pessoa não concluiu a carga horária.");
  await send(page, "Revogar este certificado");
  await upload(page, event, BAD);
  return { event, published, certificate: corrected, preview: new URL(page.url()).pathname, replaced: versions.at(-1), revoked };
}

async function publicPages(size, scene) {
  const { page, context } = await person(browser, house.url, size);
  const pages = {
    inicio: "/",
    entrar: "/entrar",
    visitante: "/visitante",
    reenviar: "/reenviar",
    verificar: "/verificar",
    ajuda: "/ajuda",
    "ajuda-busca": "/ajuda?busca=nao%20recebi%20o%20e-mail",
    "contato-do-emissor": `/v/${house.demo.verify.code}/contato`,
    privacidade: "/privacidade",
    "nao-encontrada": "/nada-aqui",
    "verificado-valido": `/v/${house.demo.verify.code}`,
    "verificado-substituido": scene.replaced,
    "verificado-revogado": scene.revoked,
  };
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(path);
    await shoot(page, name, size);
  }
  await signIn(page, "111.111.111-12", "qualquer coisa");
  await shoot(page, "entrar-com-erro", size);
  await page.goto("/reenviar");
  await page.locator("#email").fill("ninguem@exemplo.com.br");
  await page.locator("main form button").first().click();
  await page.waitForLoadState("load");
  await shoot(page, "reenviado", size);
  await page.goto("/visitante");
  await page.locator("#identifier").fill(house.demo.visitor.cpf);
  await send(page, "Ver certificados públicos");
  await shoot(page, "visitante-certificados", size);
  await context.close();
}

async function holderPages(size, scene, holder) {
  const { page, context } = await person(browser, house.url, size);
  const [mail] = await until("the mail", async () => {
    const found = await house.mailsTo(holder.email);
    return found.length > 0 && found;
  });
  await page.goto(`/_local/correio/${mail.id}/html`);
  await shoot(page, "mensagem", size);
  await page.goto("/_local/correio");
  await shoot(page, "correio", size);
  await signIn(page, holder.cpf, /Senha inicial: (\S+)/.exec(mail.text)[1]);
  await shoot(page, "primeiro-acesso", size);
  await page.locator("#new_password").fill(PASSWORD);
  await page.locator("#repeated").fill(PASSWORD);
  await send(page, "Guardar senha e continuar");
  await page.goto("/certificados");
  await page.locator(".card summary").first().click();
  // On a phone the cards are lines of a list, without pictures.
  if (size === "desktop") await page.locator(".card img").first().evaluate((image) => image.decode());
  await shoot(page, "certificados", size);
  await send(page, "Criar link direto");
  const link = await page.locator(".direct-link").inputValue();
  await shoot(page, "link-direto-criado", size);
  await page.goto(link);
  await page.locator(".card img").first().evaluate((image) => image.decode());
  await shoot(page, "link-direto", size);
  for (const [name, path] of Object.entries({ perfil: "/perfil", senha: "/senha" })) {
    await page.goto(path);
    await shoot(page, name, size);
  }
  await page.locator("details.menu summary").click();
  await shoot(page, "menu", size);
  await context.close();
}

async function organiserPages(size, scene) {
  const { page, context } = await person(browser, house.url, size);
  await signIn(page, house.demo.organiser.cpf, house.demo.organiser.password);
  const pages = {
    organizador: "/organizador",
    emissor: "/organizador/emissor",
    "evento-novo": "/organizador/eventos/novo",
    evento: scene.event,
    "evento-editar": `${scene.event}/editar`,
    "importacao-conferencia": scene.preview,
    "importacao-amostra": `${scene.preview}/amostra`,
    "importacao-publicada": scene.published,
    "importacao-pessoas": `${scene.published}/linhas`,
    certificado: scene.certificate,
  };
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(path);
    await shoot(page, `organizador-${name}`.replace("organizador-organizador", "organizador"), size);
  }
  await context.close();
}

async function paper() {
  if (MISSING.includes("pdftoppm")) {
    console.log("pdftoppm is not installed: no picture of a certificate.");
    return;
  }
  const { page, context } = await person(browser, house.url, "desktop");
  await signIn(page, house.demo.holder.cpf, house.demo.holder.password);
  await page.goto("/certificados");
  const path = await page.getByRole("link", { name: /Ver certificado/ }).first().getAttribute("href");
  const pdf = await download(page, path);
  for (const [number, name] of [[1, "papel-frente"], [2, "papel-verso"]]) {
    await writeFile(join(FOLDER, `${name}.png`), paint(pdf, { page: number, dpi: 130 }));
    taken.push(name);
  }
  await context.close();
}

try {
  const [, , , first, second] = await people();
  const scene = await prepare();
  for (const [size, holder] of [["desktop", first], ["phone", second]]) {
    await publicPages(size, scene);
    await holderPages(size, scene, holder);
    await organiserPages(size, scene);
  }
  await paper();
  console.log(`${taken.length} pictures in docs/images`);
} finally {
  await browser.close();
  await house.close();
}
