// Making highlights: the small form at a selection, and the rail of cards beside the words.

function createForm({ onSave, onClose }) {
  const quote = element("blockquote", { class: "cl-quote" });
  const codeBox = element("div", { class: "cl-choices" });
  const stageBox = element("div", { class: "cl-choices" });
  const note = element("input", { type: "text", class: "cl-note", placeholder: "A note (optional)", "aria-label": "Note", maxlength: 2000 });
  const save = element("button", { type: "submit", class: "cl-primary" }, "Add highlight");
  const cancel = element("button", { type: "button", class: "cl-plain", onclick: () => onClose() }, "Cancel");
  const missing = element("p", { class: "cl-missing", role: "alert" });
  const form = element("form", { class: "cl-form", hidden: true, "aria-label": "Add a highlight" },
    quote,
    element("fieldset", {}, element("legend", {}, "Codes"), codeBox),
    element("fieldset", { class: "cl-stages" }, element("legend", {}, "Stage of the journey"), stageBox),
    note, missing, element("div", { class: "cl-actions" }, save, cancel),
  );
  let span = null;
  let serial = 0;

  const choice = (type, name, value, label, mark, hint) => {
    serial += 1;
    const id = `cl-choice-${serial}`;
    return element("span", { class: "cl-choice", title: hint || null },
      element("input", { type, name, value, id }), element("label", { for: id }, mark, label));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const codes = [...form.querySelectorAll("input[name=code]:checked")].map((box) => box.value);
    const typed = form.querySelector("input[name=codes]");
    if (typed) codes.push(...typed.value.split(",").map((code) => code.trim()).filter(Boolean));
    if (!codes.length) {
      missing.textContent = "Choose at least one code.";
      form.querySelector("input")?.focus();
      return;
    }
    onSave({ ...span, codes, stage: form.querySelector("input[name=stage]:checked")?.value || null, note: note.value.trim() });
  });
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") onClose();
  });

  return {
    form,
    isOpen: () => !form.hidden,
    update({ codes, stages }) {
      const kept = JSON.stringify([codes, stages]);
      if (form.dataset.kept === kept) return;
      form.dataset.kept = kept;
      codeBox.replaceChildren(...(codes.length
        ? codes.map((code) => choice("checkbox", "code", code.name, code.name, dot(code.colour, code.colour_dark), code.definition))
        : [element("input", { type: "text", name: "codes", class: "cl-note", placeholder: "approvals, trust", "aria-label": "Codes, with commas between them" })]));
      stageBox.replaceChildren(...stages.map((stage) => choice("radio", "stage", stage.id, stage.name, null, stage.question)));
      form.querySelector(".cl-stages").hidden = !stages.length;
    },
    open(selection, home, { focus }) {
      span = { start: selection.start, end: selection.end, quote: selection.text };
      quote.textContent = selection.text;
      missing.textContent = "";
      form.hidden = false;
      const [word, frame] = [selection.last.getBoundingClientRect(), home.getBoundingClientRect()];
      form.style.setProperty("--top", `${word.bottom - frame.top + 10}px`);
      form.style.setProperty("--left", `${Math.max(0, Math.min(word.left - frame.left - 120, frame.width - 400))}px`);
      if (focus) form.querySelector("input")?.focus({ preventScroll: true });
      form.scrollIntoView({ block: "nearest" });
    },
    close() {
      form.hidden = true;
      form.reset();
    },
  };
}

function createRail({ onPlay, onRemove, onRestore, onPoint }) {
  const count = element("span", { class: "cl-count" });
  const list = element("ol", { class: "cl-cards" });
  const rail = element("aside", { class: "cl-rail", "aria-label": "Highlights" },
    element("h2", { class: "cl-rail-title" }, "Highlights ", count), list);

  const card = (one, { colours, stages, readonly }) => {
    const stage = stages.find(({ id }) => id === one.stage);
    const meta = [stage?.name, one.coder && `by ${one.coder}`].filter(Boolean).join(" · ");
    return element("li", { class: `cl-card${one.pending ? " cl-pending" : ""}`, onmouseenter: () => onPoint(one), onmouseleave: () => onPoint(null) },
      element("div", { class: "cl-codes" }, ...one.codes.map((name) => element("span", { class: "cl-code" },
        dot(...(colours[name] || PLAIN_INK)), name))),
      element("button", { type: "button", class: "cl-cite", "aria-label": `Play ${clockOf(one.start)}: ${one.quote}`, onclick: () => onPlay(one) },
        element("span", { class: "cl-cite-text" }, one.quote)),
      one.note ? element("p", { class: "cl-card-note" }, one.note) : null,
      element("div", { class: "cl-meta" },
        element("span", { class: "cl-at" }, clockOf(one.start)), element("span", { class: "cl-by" }, meta),
        readonly || one.pending ? null : element("button", { type: "button", class: "cl-remove", "aria-label": `Remove the highlight at ${clockOf(one.start)}`, onclick: () => onRemove(one) }, "Remove")),
    );
  };
  const gone = (one) => element("li", { class: "cl-card cl-gone" },
    element("span", {}, "Highlight removed. "),
    element("button", { type: "button", class: "cl-undo", onclick: () => onRestore(one) }, "Undo"));

  return {
    rail,
    update(highlights, removed, options) {
      const all = [...highlights.map((one) => [one, card]), ...removed.map((one) => [one, gone])];
      all.sort(([a], [b]) => a.start - b.start);
      count.textContent = highlights.length ? String(highlights.length) : "";
      list.replaceChildren(...(all.length ? all.map(([one, make]) => make(one, options)) : [
        element("li", { class: "cl-empty" }, options.readonly ? "Nothing is highlighted in this interview yet."
          : "Nothing yet. Select words in the transcript, give them a code, and the quote is kept here with its sound."),
      ]));
    },
  };
}
