// With a client of openapi-fetch: sign in, the certificates, one PDF, and what its code verifies. Every name and type here
// is checked against the OpenAPI document before it runs.

import createClient from "openapi-fetch";
import type { components, paths } from "./generated/selo.js";

type Problem = components["schemas"]["Problem"];
// Pages are HTML too: a program takes these.
type Json = "application/json" | "application/problem+json";

declare const process: { env: Record<string, string | undefined> };

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not given`);
  return value;
}

function check(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(sentence);
}

const baseUrl = given("SELO_URL");
const stranger = createClient<paths, Json>({ baseUrl });

// Nothing is said of what is wanted: JSON was sent, so JSON comes back, whether it is right or wrong.
const wrong = await stranger.POST("/entrar", { body: { identifier: given("SELO_CPF"), password: "outra coisa 1" } });
const problem: Problem | undefined = wrong.error;
check(wrong.response.status === 401 && problem?.type.startsWith("/problemas/") === true, "a wrong password is a problem");

const entered = await stranger.POST("/entrar", {
  body: { identifier: given("SELO_CPF"), password: given("SELO_PASSWORD") },
});
check(entered.data !== undefined, "the right password opens");
const holder = createClient<paths, Json>({ baseUrl, headers: { Authorization: `Bearer ${entered.data.token}` } });

const mine = await holder.GET("/certificados");
const card = mine.data?.cards[0];
check(card !== undefined, "there is a certificate");
const id = card.pdf_path.split("/")[2] ?? "";

const reader = createClient<paths, "application/pdf">({ baseUrl, headers: { Authorization: `Bearer ${entered.data.token}` } });
const paper = await reader.GET("/certificados/{id}/pdf", { params: { path: { id } }, parseAs: "arrayBuffer" });
check(paper.data !== undefined, "the certificate is there");
const bytes = new Uint8Array(paper.data);
check(new TextDecoder().decode(bytes.slice(0, 5)) === "%PDF-", "it is a PDF");

const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const asked = await stranger.POST("/verificar", { body: { sha256 } });
const code = asked.data?.location.split("?")[0]?.split("/")[2];
check(code !== undefined, "the file leads to its code");

const found = await stranger.GET("/v/{code}", {
  params: { path: { code }, query: { sha256 } },
  headers: { Accept: "application/json" },
});
check(found.data?.status === "valid" && found.data.file_matches === true, "the code verifies the file");
console.log(`openapi-fetch: ${bytes.length} bytes of PDF, verified by their code`);
