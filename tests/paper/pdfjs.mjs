// The blocks of a PDF as pdf.js takes them out, in the order of the content: pdfjs.mjs FILE.pdf writes them as JSON.
//
// Nothing but the ends of lines that pdf.js reports is put between the pieces of a block.

import { readFileSync } from "node:fs";

// Classes of a browser that pdf.js wants while it starts and needs for painting only, which is not done here.
for (const name of ["DOMMatrix", "ImageData", "Path2D"]) globalThis[name] ??= class {};
const { getDocument, VerbosityLevel } = await import("pdfjs-dist/legacy/build/pdf.mjs");

const data = new Uint8Array(readFileSync(process.argv[2]));
const document = await getDocument({ data, verbosity: VerbosityLevel.ERRORS, useSystemFonts: false }).promise;
const blocks = [];
for (let number = 1; number <= document.numPages; number += 1) {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent({ includeMarkedContent: true });
  let block = null;
  let depth = 0;
  for (const item of items) {
    if (item.type?.startsWith("beginMarkedContent")) {
      depth += 1;
      if (item.id) {
        block = [];
        blocks.push(block);
      }
    } else if (item.type === "endMarkedContent") {
      depth -= 1;
      if (depth === 0) block = null;
    } else {
      if (item.str.trim() && !block) throw new Error(`text outside of every block: ${item.str}`);
      block?.push(item.str, item.hasEOL ? "\n" : "");
    }
  }
}
console.log(JSON.stringify(blocks.map((block) => block.join("")).filter((text) => text.trim())));
