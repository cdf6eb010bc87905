// A folder on a port, as any host of static files serves it: it knows folders, files, and nothing else.

import { createServer } from "node:http";
import { readFile, stat } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml",
  ".woff2": "font/woff2", ".pdf": "application/pdf", ".txt": "text/plain; charset=utf-8", ".json": "application/json",
};

async function answer(folder, request, response) {
  const { pathname } = new URL(request.url, "http://host");
  let path = join(folder, normalize(decodeURIComponent(pathname)));
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() && !pathname.endsWith("/")) {
    response.writeHead(301, { location: `${pathname}/` }).end();
    return;
  }
  if (found?.isDirectory()) path = join(path, "index.html");
  const bytes = await readFile(path).catch(() => null);
  response.writeHead(bytes ? 200 : 404, { "content-type": TYPES[extname(path)] ?? "application/octet-stream" });
  response.end(request.method === "HEAD" ? undefined : (bytes ?? "nothing here"));
}

export async function host(folder) {
  const server = createServer((request, response) => answer(folder, request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
