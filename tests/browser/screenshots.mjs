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
// People of no other list: whoever is in the other pictures has the certificates of one event.
const OTHERS = {
  name: "oficina.csv",
  mimeType: "text/csv",
  buffer: Buffer.from("Nome;E-mail\nIvo Lima;ivo.lima@exemplo.com.br\nRita Sol;rita.sol@exemplo.com.br\n"),
};
const SIGNER = { signature_1_name: "Iracema Duarte", signature_1_post: "Presidente da comissão organizadora" };
const PASSWORD = "goiabeira no quintal 9";

await mkdir(FOLDER, { recursive: true });
const [house, named, browser] = await Promise.all([openHouse(), openHouse({ named: true }), launch()]);
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

async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.locator(`main [name="${name}"]`).fill(value);
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
  const preview = new URL(page.url()).pathname;
  const reissued = await prepareReissue(page);
  return { event, published, certificate: corrected, preview, replaced: versions.at(-1), revoked, ...reissued };
}

/** An event that was changed after it was issued, and its reissue, counted and not published. */
async function prepareReissue(page) {
  await page.goto("/organizador/eventos/novo");
  await fill(page, { title: "Oficina de Cordel", first_day: "2026-10-05", place: "Olinda", workload: "8", ...SIGNER });
  await send(page, "Criar evento");
  const changed = new URL(page.url()).pathname;
  await upload(page, changed, OTHERS);
  await page.locator("#confirm").check();
  await send(page, "Publicar");
  await page.getByText("Todos os certificados estão guardados").waitFor({ timeout: 90_000 });
  await page.goto(`${changed}/editar`);
  await fill(page, { title: "Oficina de Literatura de Cordel", place: "Recife" });
  await send(page, "Salvar");
  await send(page, "Reemitir os certificados com os dados novos");
  await page.getByRole("heading", { name: "O que muda no papel" }).waitFor();
  return { changed, reissue: new URL(page.url()).pathname };
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
    "pedido-de-ajuda": "/ajuda/pedidos",
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
  await page.goto("/ajuda/pedidos");
  await page.locator("#subject").selectOption("content");
  await fill(page, {
    message: "O meu nome saiu errado no certificado.\nÉ Adriana Conceição de Sousa, com s.",
    code: house.demo.verify.code,
    name: "Adriana Conceição de Sousa",
    email: "adriana.souza@exemplo.com.br",
  });
  await send(page, "Enviar o pedido");
  await shoot(page, "pedido-de-ajuda-enviado", size);
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
  await correction(page, size);
  await context.close();
}

/** What a holder reports: a letter that they may correct at once, and a role, which the team hands to the issuer. */
async function correction(page, size) {
  await page.goto("/certificados");
  const path = await page.getByRole("link", { name: /^Reportar erro/, includeHidden: true }).first().getAttribute("href");
  await page.goto(path);
  await shoot(page, "reportar-erro", size);
  const name = await page.locator("#name").inputValue();
  await fill(page, { name: name.replace("Souza", "Sousa").replace(/(.*)a/, "$1á") });
  await send(page, "Conferir antes de enviar");
  await shoot(page, "reportar-erro-conferir", size);
  await page.goto(path);
  await fill(page, { role: "Monitora", words: "Também o local está errado: foi no auditório." });
  await send(page, "Conferir antes de enviar");
  await send(page, "Enviar o pedido");
  await shoot(page, "reportar-erro-pedido", size);
  const number = await page.locator(".facts .code").innerText();
  await house.admin({ action: "pass_on_correction", number });
}

async function organiserPages(size, scene) {
  const { page, context } = await person(browser, house.url, size);
  await signIn(page, house.demo.organiser.cpf, house.demo.organiser.password);
  const pages = {
    organizador: "/organizador",
    emissor: "/organizador/emissor",
    "evento-novo": "/organizador/eventos/novo",
    evento: scene.event,
    "evento-mudado": scene.changed,
    "evento-editar": `${scene.event}/editar`,
    pessoas: `${scene.event}/pessoas`,
    reemissao: scene.reissue,
    "importacao-conferencia": scene.preview,
    "importacao-amostra": `${scene.preview}/amostra`,
    "importacao-linhas": `${scene.preview}/conferir`,
    "importacao-corrigir": `${scene.preview}/corrigir?linha=2`,
    "importacao-publicada": scene.published,
    "importacao-pessoas": `${scene.published}/linhas`,
    certificado: scene.certificate,
  };
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(path);
    await shoot(page, `organizador-${name}`.replace("organizador-organizador", "organizador"), size);
  }
  await page.goto("/organizador/correcoes");
  await shoot(page, "organizador-correcoes", size);
  await page.locator("main table a").first().click();
  await page.waitForURL("**/correcao");
  await shoot(page, "organizador-corrigir", size);
  await fill(page, { words: "O local se corrige no evento, para todos: reemitimos hoje." });
  await send(page, "Conferir antes de emitir");
  await shoot(page, "organizador-corrigir-conferir", size);
  await page.goto("/organizador/eventos/novo");
  await fill(page, {
    title: "Simpósio de Educação Científica",
    first_day: "2026-09-21",
    last_day: "2026-09-23",
    place: "Olinda",
    workload: "24",
    programme: "# Manhã\nAbertura\n# Tarde\nOficinas",
    ...SIGNER,
  });
  await page.locator("[data-drawn-part='verso.png']").waitFor();
  // The drawing goes along with the window, beside the form or below it: only the window shows where it is.
  await page.evaluate(() => window.scrollTo(0, 0));
  if (size === "phone") await page.locator("#desenho").evaluate((heading) => heading.scrollIntoView());
  const path = join(FOLDER, `organizador-evento-desenhado-${SIZES[size].viewport.width}.png`);
  await page.screenshot({ path, scale: "css" });
  taken.push(path);
  await context.close();
}

/** The second step of whoever has a duty. Passkeys want a house with a name. */
async function colleaguePages(named, size) {
  const { page, context } = await person(browser, named.url, size);
  const { cpf, password } = named.demo.approver;
  await page.goto("/_local/telefone");
  await shoot(page, "telefone", size);
  await signIn(page, cpf, password);
  await shoot(page, "duas-etapas", size);
  await page.goto("/duas-etapas/recuperar");
  await shoot(page, "duas-etapas-recuperar", size);
  await page.goto("/duas-etapas");
  await fill(page, { code: await named.code(cpf) });
  await send(page, "Continuar");
  for (const [name, path] of Object.entries({ meios: "/duas-etapas/meios", chave: "/duas-etapas/chaves", ativar: "/duas-etapas/ativar" })) {
    await page.goto(path);
    await shoot(page, `duas-etapas-${name}`, size);
  }
  await page.goto("/duas-etapas/meios");
  await page.locator("#current_password").fill(password);
  await send(page, "Gerar códigos novos");
  await shoot(page, "duas-etapas-codigos", size);
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
    await colleaguePages(named, size);
  }
  await paper();
  console.log(`${taken.length} pictures in docs/images`);
} finally {
  await browser.close();
  await house.close();
  await named.close();
}
