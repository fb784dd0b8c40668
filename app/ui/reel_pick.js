// Adding to a reel: a heading, a note, a silence, or a clip that is looked for among the highlights and heard first.

function createPicker({ add, find, close, play, stageName }) {
  const input = element("input", { type: "search", class: "re-search", id: newId("find"), placeholder: "Words, a name, a code", maxlength: 200, autocomplete: "off" });
  const list = element("ol", { class: "re-found" });
  const said = element("p", { class: "re-quiet", role: "status" });
  const only = element("span", { class: "re-only" });
  let stage = "";
  let timer = 0;
  let shown = null;
  const ask = () => { clearTimeout(timer); find(input.value, stage); };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 300); });
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") { event.preventDefault(); ask(); }
    if (event.key === "ArrowDown") list.querySelector(".re-add:not(:disabled)")?.focus();
    if (event.key === "Escape") close();
  });
  const body = element("div", { class: "re-picker", hidden: true },
    element("div", { class: "re-picker-head" }, element("label", { for: input.id }, "Find a highlight"), button("re-do", "Close", () => close())),
    input, only, said, list);
  body.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); close(); }
    const rows = [...list.querySelectorAll(".re-add:not(:disabled)")];
    const to = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = rows.indexOf(document.activeElement);
    if (to && at >= 0) { event.preventDefault(); (rows[at + to] || (to < 0 ? input : rows[at])).focus(); }
  });
  return {
    body,
    isOpen: () => !body.hidden,
    open(wanted = "") {
      body.hidden = false;
      stage = wanted;
      input.value = "";
      shown = null;
      said.textContent = "Looking.";
      list.replaceChildren();
      input.focus();
      ask();
    },
    shut() { body.hidden = true; },
    update(found, used) {
      if (!found || body.hidden) return;
      const key = JSON.stringify([found, [...used]]);
      if (key === shown) return;
      shown = key;
      only.replaceChildren(...(found.stage ? [`Only ${stageName(found.stage)} `, button("re-do", "All stages", () => { stage = ""; ask(); input.focus(); })] : []));
      const here = document.activeElement?.closest?.(".re-hit")?.dataset.id;
      list.replaceChildren(...found.rows.map((one) => {
        const who = `${one.person}, ${clockOf(one.start)}`;
        const hear = element("button", { type: "button", class: "cl-play cl-play-small", "aria-label": `Play ${who}`, onclick: () => play(one) }, icon(ICONS.play));
        const put = button("re-do re-add", used.has(one.id) ? "Add again" : "Add", () => add(one), { "aria-label": `${used.has(one.id) ? "Add again" : "Add"}: ${who}: ${short(one.quote || one.note, 50)}`, disabled: Boolean(one.refused) });
        return element("li", { class: "re-hit", "data-id": one.id }, hear, element("div", { class: "re-what" },
          element("q", { class: "re-quote" }, one.quote || one.note || "A clip without words"),
          element("p", { class: "re-from" }, [one.person, stageName(one.stage), one.codes.join(", "), used.has(one.id) ? "in this reel" : ""].filter(Boolean).map((part) => element("span", {}, part)),
            one.refused ? element("b", { class: "re-left" }, one.refused) : null)), put);
      }));
      if (here) list.querySelector(`.re-hit[data-id="${CSS.escape(here)}"] .re-add`)?.focus();
      said.textContent = !found.rows.length
        ? found.query ? "No highlight has these words." : found.stage ? "No highlight is in this stage yet. Mark one on the page Interview." : "There are no highlights yet. Mark some on the page Interview."
        : `${found.rows.length}${found.more ? ` of ${found.rows.length + found.more}` : ""} highlight${found.rows.length + found.more === 1 ? "" : "s"}${found.more ? "; write more words to see fewer" : ""}`;
    },
  };
}
