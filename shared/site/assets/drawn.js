// A certificate drawn while its event is being written: the form is sent as it stands, nothing is stored, and the pictures that
// come back take the place of the last ones. <form data-drawn="address"> holds an <img data-drawn-part="frente.png"> for each
// side and a <p data-drawn-status role="status">. Without this script the page says to save.

const PAUSE_MS = 500;

const form = document.querySelector("form[data-drawn]");
const pictures = form ? [...form.querySelectorAll("img[data-drawn-part]")] : [];
const status = form?.querySelector("[data-drawn-status]");
let timer;
let turn = 0;

/** What the server says is wrong, in one sentence. */
async function complaint(answer) {
  try {
    const problem = await answer.json();
    return problem.errors?.[0]?.message ?? problem.detail ?? problem.title;
  } catch {
    return "O desenho não pôde ser feito agora.";
  }
}

/** Shows one side, or hides it when the certificate has none. */
function show(picture, blob) {
  if (picture.src) URL.revokeObjectURL(picture.src);
  picture.hidden = !blob;
  if (blob) picture.src = URL.createObjectURL(blob);
  else picture.removeAttribute("src");
}

/** How a sentence begins that says what the drawing waits for. */
function before() {
  return pictures[0].hidden ? "O desenho aparece" : "O desenho é o de antes: muda";
}

/** Asks for one side of the form as it stands. A form that is not finished is answered with what it waits for. */
async function ask(part, signal) {
  const address = `${form.dataset.drawn}?parte=${part}&digitando=true`;
  const send = () => fetch(address, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, signal });
  const answer = await send();
  if (answer.status !== 503) return answer;
  // Others are drawing: once more, a little later.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  return send();
}

let asking;

/** What still has to be filled in before anything can be drawn, by its label. */
function missing() {
  const field = [...form.elements].find((one) => one.willValidate && !one.validity.valid);
  return field?.labels?.[0]?.firstChild?.textContent.trim();
}

async function draw() {
  const mine = (turn += 1);
  asking?.abort();
  const waits = missing();
  if (waits) {
    status.textContent = `${before()} quando o campo “${waits}” estiver certo.`;
    return;
  }
  asking = new AbortController();
  try {
    for (const picture of pictures) {
      const isSecond = picture.dataset.drawnPart === "verso-2.png";
      const isFront = picture.dataset.drawnPart === "frente.png";
      // A second back is looked for only where the programme may be too long for one.
      const programme = form.elements.programme.value.trim();
      const hasBack = isFront || (isSecond ? programme.split("\n").length > 25 || programme.length > 2500 : programme !== "");
      const answer = hasBack ? await ask(picture.dataset.drawnPart, asking.signal) : undefined;
      if (mine !== turn) return;
      if (answer && !answer.ok) {
        status.textContent = await complaint(answer);
        return;
      }
      const isDrawn = answer?.headers.get("content-type")?.startsWith("image/");
      const wrong = answer && !isDrawn ? (await answer.json()).waits_for : undefined;
      if (wrong) {
        status.textContent = `${before()} quando isto for resolvido: ${wrong}`;
        return;
      }
      show(picture, isDrawn ? await answer.blob() : undefined);
    }
    status.textContent = "Uma amostra com o que está no formulário. Nada é emitido ao salvar.";
  } catch (error) {
    if (error.name !== "AbortError") status.textContent = "O desenho não pôde ser feito agora. O que você escreveu continua aqui.";
  }
}

if (form) {
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(draw, PAUSE_MS);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  window.addEventListener("pageshow", later);
}
