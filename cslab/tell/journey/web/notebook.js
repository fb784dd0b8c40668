// The map in a notebook (anywidget). What it shows and plays is asked of the kernel and kept in the page alone.

function follow(el) {
  const body = document.body;
  const look = () => {
    const said = body.dataset.jpThemeLight ?? (body.classList.contains("vscode-dark") ? "false" : "true");
    el.style.colorScheme = said === "false" ? "dark" : "light";
  };
  const watch = new MutationObserver(look);
  watch.observe(body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  look();
  return () => watch.disconnect();
}

function render({ model, el }) {
  el.classList.add("cl-player", "jm-notebook");
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const asleep of document.querySelectorAll(`.cslab-asleep-${CSS.escape(model.get("_mark"))}`)) {
    (asleep.closest(".jp-OutputArea-child") || asleep).style.display = "none";
  }
  const unfollow = follow(el);
  const home = element("div", {});
  const title = element("h3", { class: "jm-opened-title", tabindex: "-1" });
  const figures = element("div", {});
  const note = element("p", { class: "jm-note", role: "status" });
  const list = element("div", {});
  const close = button("cl-all", "Close", () => shut());
  const panel = element("section", { class: "jm-opened", hidden: true, "aria-label": "What is behind a cell" }, title, figures, note, list, close);
  el.append(home, panel);
  const snippets = createSnippets(list);
  let asked = null;
  let pressed = null;
  let address = null;

  const free = () => { if (address) URL.revokeObjectURL(address); address = null; };
  const shut = () => {
    snippets.update({ rows: [] });
    panel.hidden = true;
    asked = null;
    free();
    pressed?.focus();
  };
  const told = (message, buffers) => {
    if (message.is === "map") {
      home.innerHTML = message.html; // written and escaped by cslab
    } else if (message.is === "cell" && asked === `${message.lane} ${message.stage}`) {
      title.textContent = message.title;
      figures.innerHTML = message.html;
      note.textContent = [message.note, message.waits ? "The sound is on its way." : ""].filter(Boolean).join(" ");
      if (buffers?.length) {
        free();
        address = URL.createObjectURL(new Blob([buffers[0]], { type: message.type }));
      }
      snippets.update({ rows: message.rows, sounds: address ? { cell: address } : {}, label: message.title });
    }
  };
  const onClick = (event) => {
    const press = event.target.closest?.(".jm-open");
    if (!press) return;
    pressed = press;
    asked = `${press.dataset.lane} ${press.dataset.stage}`;
    title.textContent = press.getAttribute("aria-label");
    figures.replaceChildren();
    note.textContent = "";
    free();
    snippets.update({ rows: [] });
    panel.hidden = false;
    title.focus();
    panel.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    model.send({ ask: "cell", lane: press.dataset.lane, stage: press.dataset.stage });
  };
  model.on("msg:custom", told);
  home.addEventListener("click", onClick);
  panel.addEventListener("keydown", (event) => { if (event.key === "Escape") shut(); });
  model.send({ ask: "map" });
  return () => {
    model.off("msg:custom", told);
    free();
    snippets.destroy();
    unfollow();
  };
}

export default { render };
