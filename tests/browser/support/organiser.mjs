// What an organiser's browser does in more than one test: signs in, sends lists, publishes, and looks at drawings.

import assert from "node:assert/strict";
import { download, person } from "./chromium.mjs";

/** Fills the fields of a page by their names, presses a button, and waits for the page that it leads to. */
export async function press(page, name, fields = {}) {
  for (const [field, value] of Object.entries(fields)) await page.locator(`main [name="${field}"]:not([type=hidden])`).fill(value);
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name, exact: typeof name === "string" }).click()]);
}

/** Somebody who signed in as the demo's organiser, at the list of events. */
export async function organiser(browser, house, size, options) {
  // By night on a phone, by day elsewhere: every page here is seen in both.
  const somebody = await person(browser, house.url, size, { colorScheme: size === "phone" ? "dark" : "light", ...options });
  const { page } = somebody;
  await page.goto("/entrar");
  await press(page, "Entrar", { identifier: house.demo.organiser.cpf, password: house.demo.organiser.password });
  await page.goto("/organizador");
  return somebody;
}

/** Sends a list from the page of its event, and waits until it can be published. */
export async function upload(page, list) {
  await page.locator("#file").setInputFiles(list);
  await press(page, "Enviar e conferir");
  await page.locator("#publicar").waitFor();
}

/** Confirms and publishes, and waits until the page says that all is done. */
export async function publish(page, button, said) {
  await page.locator("#confirm").check();
  await press(page, button);
  await page.getByText(said).waitFor({ timeout: 60_000 });
}

/** Follows a link. */
export const follow = (page, name, path) =>
  Promise.all([page.waitForURL(path), page.getByRole("link", { name, exact: typeof name === "string" }).click()]);

/** Whether a link leads to a PDF. */
export async function isPdf(page, link) {
  const bytes = await download(page, await page.getByRole("link", { name: link }).getAttribute("href"));
  assert.equal(bytes.subarray(0, 5).toString(), "%PDF-");
}

/** What a picture shows, once it is there; two pictures that look the same give the same. */
export async function painted(picture) {
  await picture.scrollIntoViewIfNeeded();
  return picture.evaluate(async (image) => {
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: 700, height: 495 });
    canvas.getContext("2d").drawImage(image, 0, 0, 700, 495);
    return `${image.naturalWidth} ${canvas.toDataURL()}`;
  });
}

/** Waits until a picture shows something else than before. */
export async function repainted(picture, earlier) {
  const source = await picture.getAttribute("src");
  return async () => {
    await picture.page().waitForFunction(([image, old]) => image.src !== old, [await picture.elementHandle(), source]);
    const now = await painted(picture);
    assert.notEqual(now, earlier, "the drawing follows what is typed");
    return now;
  };
}

/** Goes on with the Tab key until the focused element is the wanted one. */
export async function reach(page, wanted) {
  for (let steps = 0; steps < 120; steps += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), wanted)) return;
  }
  assert.fail(`${wanted} was not reached on ${page.url()}`);
}

/** What the focused element is, and whether the bar at the lower edge lies over it; null after the last one. */
export const underTheBar = (page) =>
  page.evaluate(() => {
    const [one, bar] = [document.activeElement, document.querySelector(".bar")];
    if (!one || one === document.body) return null;
    const [here, there] = [one.getBoundingClientRect(), bar.getBoundingClientRect()];
    const hidden = !bar.contains(one) && here.bottom > there.top + 1 && here.top < there.bottom - 1;
    return { hidden, said: `${one.tagName} ${one.id} ${one.textContent.trim().slice(0, 40)}` };
  });
