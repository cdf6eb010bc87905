// Chromium, driven as a person uses it, and what must hold on every page that it shows.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export const SIZES = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  // The narrowest screen on which nothing may be cut off or need two directions of scrolling (WCAG 2.2, 1.4.10).
  narrow: { viewport: { width: 320, height: 640 } },
};

function executable() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch {
      // Not this one.
    }
  }
  throw new Error("Chromium is not installed: see tests/system-tools.sh");
}

export function launch() {
  // As root, as in a container, Chromium has no sandbox of its own.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  // What Chromium itself writes, such as the form of a date, is as the people see it whom the pages are for.
  const env = { ...process.env, LANG: "pt_BR.UTF-8", LANGUAGE: "pt_BR" };
  return chromium.launch({ executablePath: executable(), args: [...args, "--lang=pt-BR"], env });
}

/** Somebody with a browser: their page, and whatever went wrong on it. */
export async function person(browser, url, size, { colorScheme = "light", ...more } = {}) {
  const context = await browser.newContext({
    ...SIZES[size],
    baseURL: url,
    colorScheme,
    locale: "pt-BR",
    timezoneId: "America/Sao_Paulo",
    reducedMotion: "reduce",
    ...more,
  });
  context.setDefaultTimeout(15_000);
  const faults = [];
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI} in ${event.sourceFile}`);
    });
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    // A page that answers 4xx on purpose is reported by Chromium as a failed load of the document.
    const onPurpose = message.text().startsWith("Failed to load resource") && message.location().url === page.url();
    if (message.type() === "error" && !onPurpose) faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on("request", (request) => {
    const ours = [url, "data:", "blob:", "about:"].some((start) => request.url().startsWith(start));
    if (!ours) faults.push(`${page.url()} asked another host: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) faults.push(`${response.url()} answered ${response.status()}`);
  });
  return { page, context, faults, audit: () => audit(page), settled: () => assert.deepEqual(faults, []) };
}

/** What must hold on every page: axe finds nothing, nothing is wider than the screen, and the text is in a language. */
export async function audit(page) {
  await page.waitForLoadState("load");
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (values) => window.axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
    RULES,
  );
  const said = violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(" ")).join("; ")})`);
  assert.deepEqual(said, [], `axe on ${page.url()}`);
  const { wide, screen } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    screen: document.documentElement.clientWidth,
  }));
  assert.ok(wide <= screen, `${page.url()} is ${wide} pixels wide on a screen of ${screen}`);
  assert.equal(await page.locator("html").getAttribute("lang"), "pt-BR");
}

/** The bytes that the page's own session gets from an address. */
export async function download(page, path) {
  const base64 = await page.evaluate(async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  }, path);
  return Buffer.from(base64, "base64");
}

/** Drops a file on an element, as from a folder. */
export async function drop(page, selector, { name, type, bytes }) {
  const transfer = await page.evaluateHandle(
    ([base64, fileName, fileType]) => {
      const content = Uint8Array.from(atob(base64), (symbol) => symbol.charCodeAt(0));
      const all = new DataTransfer();
      all.items.add(new File([content], fileName, { type: fileType }));
      return all;
    },
    [bytes.toString("base64"), name, type],
  );
  await page.dispatchEvent(selector, "drop", { dataTransfer: transfer });
}
