// What people do on many pages: press a button and wait for the page that follows, and sign in.

/** Presses a button by its whole name, and waits for the page that follows. */
export async function press(page, name) {
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name, exact: true }).click()]);
}

/** Signs in with an identifier (CPF, NIF or token) and a password: the first step, for whoever has two. */
export async function signIn(page, { cpf, password }) {
  await page.goto("/entrar");
  await page.locator("#identifier").fill(cpf);
  await page.locator("#password").fill(password);
  await press(page, "Entrar");
}
