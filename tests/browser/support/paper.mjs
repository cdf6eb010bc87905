// A certificate as other people's programs see it: painted by poppler, its QR code read by zbar.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

function there(program) {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** What is missing to read a QR code from a PDF; an empty text when nothing is. */
export const MISSING = ["pdftoppm", "zbarimg"].filter((program) => !there(program)).join(" and ");

function inFolder(work) {
  const folder = mkdtempSync(join(tmpdir(), "selo-paper-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A page of a PDF as a PNG. */
export function paint(pdf, { page = 1, dpi = 150 } = {}) {
  return inFolder((folder) => {
    writeFileSync(join(folder, "in.pdf"), pdf);
    const flags = ["-r", `${dpi}`, "-f", `${page}`, "-l", `${page}`, "-png", "-singlefile"];
    execFileSync("pdftoppm", [...flags, join(folder, "in.pdf"), join(folder, "out")]);
    return readFileSync(join(folder, "out.png"));
  });
}

/** What the QR code on the front of a certificate says. */
export function readQr(pdf) {
  const png = paint(pdf);
  return inFolder((folder) => {
    writeFileSync(join(folder, "page.png"), png);
    return execFileSync("zbarimg", ["--quiet", "--raw", join(folder, "page.png")], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"], // It complains about a missing message bus.
    }).trim();
  });
}
