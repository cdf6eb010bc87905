// A house of one's own: `selo --demo` on a free port and an empty folder, with its mails.

import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const BINARY = process.env.SELO ?? join(ROOT, "target/debug/selo");
const PATIENCE_MS = 120_000;

/** Waits until `ask` answers something; asks again every 100 ms. */
export async function until(what, ask, patience = PATIENCE_MS) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited too long for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a house and waits until its demo is made. A `named` one is reached by a name, as passkeys want it. */
export async function openHouse({ named = false } = {}) {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: run \`make shipped\` first`);
  const folder = await mkdtemp(join(tmpdir(), "selo-browser-"));
  const port = named ? await freePort() : 0;
  const name = named ? ["--public-url", `http://localhost:${port}`] : [];
  const process_ = spawn(BINARY, ["--demo", "--listen", `127.0.0.1:${port}`, ...name, "--data", folder, "--log", "warn"]);
  let said = "";
  for (const stream of [process_.stdout, process_.stderr]) stream.on("data", (text) => (said += text));
  let ended = false;
  process_.on("exit", () => (ended = true));
  const demo = await until("the demo", async () => {
    if (ended) throw new Error(`selo ended:\n${said}`);
    const text = await readFile(join(folder, "demo.json"), "utf8").catch(() => "");
    try {
      return text && JSON.parse(text);
    } catch {
      return null; // Half written: the next look finds it whole.
    }
  }).catch((error) => {
    process_.kill();
    throw new Error(`${error.message}\n${said}`);
  });
  const codes = {};
  const close = async () => {
    process_.kill();
    await rm(folder, { recursive: true, force: true });
  };
  /** The folder that `selo export` writes: everything in it is a plain file. */
  const archive = async () => {
    const to = join(folder, "archive");
    await run(BINARY, ["export", "teste", "--to", to, "--data", folder]);
    return to;
  };
  /** Carries out an event of the administrator's. */
  const admin = async (event) => {
    return JSON.parse((await run(BINARY, ["admin", JSON.stringify(event), "--data", folder])).stdout);
  };
  /** What somebody's telephone shows: a code that the house has not taken yet. */
  const code = async (cpf) => {
    const seen = codes[cpf];
    return until(`another code of ${cpf}`, async () => {
      const shown = await json(`${demo.url}/_local/telefone`);
      const { code } = shown.telephones.find((telephone) => telephone.cpf === cpf);
      if (!code || seen.has(code)) return null;
      seen.add(code);
      return code;
    });
  };
  // What is shown now may be what the telephone was set up with.
  for (const { cpf, code: shown } of (await json(`${demo.url}/_local/telefone`)).telephones) codes[cpf] = new Set([shown]);
  return { url: demo.url, demo, close, archive, admin, code, mailsTo: (address) => mailsTo(demo.url, address) };
}

async function json(url) {
  const answer = await fetch(url, { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

/** The mails to an address, newest first, each with its text. */
async function mailsTo(url, address) {
  const found = [];
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const list = await json(`${url}/_local/correio?pagina=${page}`);
    pages = list.pages;
    found.push(...list.mails.filter((mail) => mail.to.includes(address)));
  }
  return Promise.all(found.map(async (mail) => ({ ...mail, ...(await json(`${url}/_local/correio/${mail.id}`)) })));
}

/** The people of a CSV, as Excel writes it. */
export async function people(file = PEOPLE) {
  const bytes = await readFile(file);
  const [, ...lines] = new TextDecoder("windows-1252").decode(bytes).trim().split(/\r?\n/);
  return lines.map((line) => {
    const [name, email, cpf] = line.split(";");
    return { name, email, cpf };
  });
}

export const PEOPLE = join(ROOT, "tests/fixtures/participantes.csv");
