// A file field inside .drop also takes files that are dropped on it, and says in words what was chosen.
// <div class="drop" data-upload> … <input type="file"> … <p data-status role="status"></p></div>

const sizes = new Intl.NumberFormat("pt-BR", { maximumFractionDigits: 1 });

/** A size that a person can read. */
function size(bytes) {
  return bytes < 1024 * 1024 ? `${sizes.format(bytes / 1024)} kB` : `${sizes.format(bytes / 1024 / 1024)} MB`;
}

for (const zone of document.querySelectorAll("[data-upload]")) {
  const input = zone.querySelector("input[type=file]");
  const status = zone.querySelector("[data-status]");
  const most = Number(zone.dataset.most ?? Infinity);
  const say = () => {
    const file = input.files[0];
    const tooLarge = file && file.size > most;
    input.setCustomValidity(tooLarge ? `O arquivo tem ${size(file.size)}; o limite é ${size(most)}.` : "");
    if (status) status.textContent = !file ? "" : tooLarge ? `${file.name} tem ${size(file.size)} e passa do limite de ${size(most)}. Deixe nele só as colunas que são lidas, ou divida as pessoas em duas planilhas.` : `Escolhido: ${file.name}, ${size(file.size)}.`;
  };
  input.addEventListener("change", say);
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    say();
  });
}
