// Drag and drop, and how far an upload is. Without this file the same form works as any form does.
"use strict";
(() => {
  const form = document.getElementById("upload");
  const files = document.getElementById("exports");
  const chosen = document.getElementById("chosen");
  if (!form || !files || !chosen) return;
  const language = document.documentElement.lang;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const megabytes = (bytes) =>
    bytes < 1e6 ? `${number.format(Math.ceil(bytes / 1e3))} kB` : `${number.format(bytes / 1e6)} MB`;

  function list() {
    const items = [...files.files].map((file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name} · ${megabytes(file.size)}`;
      return item;
    });
    const names = document.createElement("ul");
    names.className = "bw-plain-list";
    names.replaceChildren(...items.slice(0, 20));
    chosen.replaceChildren(names);
    const total = [...files.files].reduce((sum, file) => sum + file.size, 0);
    const large = total > Number(form.dataset.limit);
    files.setCustomValidity(large ? `${megabytes(total)}: ${form.dataset.tooLarge}` : "");
    if (large) files.reportValidity();
  }

  function show(event) {
    const share = event.lengthComputable ? Math.floor((100 * event.loaded) / event.total) : 0;
    const bar = chosen.querySelector("progress") || document.createElement("progress");
    bar.max = 100;
    bar.value = share;
    const text = document.createElement("p");
    text.textContent = `${form.dataset.sending}: ${share}%`;
    bar.setAttribute("aria-label", form.dataset.sending);
    chosen.replaceChildren(bar, text);
  }

  function send(event) {
    event.preventDefault();
    const request = new XMLHttpRequest();
    const button = form.querySelector("[type=submit]");
    button.setAttribute("aria-disabled", "true");
    request.upload.addEventListener("progress", show);
    request.addEventListener("load", () => {
      if (request.status < 400) {
        window.location.assign(request.responseURL);
        return;
      }
      document.open(); // the server's page says what is wrong and what to do
      document.write(request.responseText);
      document.close();
    });
    request.addEventListener("error", () => form.submit());
    request.open("POST", form.action);
    const data = new FormData(form);
    for (const file of files.files) data.append("modified", file.lastModified);
    request.send(data);
  }

  files.addEventListener("change", list);
  form.addEventListener("submit", send);
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.add("bw-drop--over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    form.addEventListener(name, () => form.classList.remove("bw-drop--over"));
  }
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    files.files = event.dataTransfer.files;
    list();
  });
})();
