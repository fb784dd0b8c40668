// Correcting words where they stand, and what a correction replaced.

function createMending({ words, onCorrect, onUndo, onClose, say }) {
  const field = element("textarea", { class: "cl-edit-field", rows: 1, "aria-label": "Corrected words", spellcheck: true });
  const keep = button("cl-primary cl-small", "Save", () => save());
  const leave = button("cl-plain cl-small", "Cancel", () => close());
  const hint = element("span", { class: "cl-edit-hint" }, "Enter saves, Esc leaves the words as they are");
  const editor = element("span", { class: "cl-edit" }, field, element("span", { class: "cl-edit-acts" }, keep, leave, hint));
  const was = element("span", {});
  const undo = button("cl-undo", "Undo", () => { const { id } = tip.fix; hide(); onUndo(id); });
  const tip = element("div", { class: "cl-tip", role: "note", hidden: true }, was, undo);
  let span = null;
  let hidden = [];
  let timer = 0;

  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  };
  const place = () => {
    const own = words.within(span.start, span.end).sort((a, b) => a.i - b.i);
    hidden = own.length ? own : [words.at(span.start)].filter(Boolean);
    for (const word of hidden) word.span.classList.add("cl-away");
    hidden.at(-1)?.span.after(editor);
    grow();
  };
  const close = () => {
    if (!span) return;
    for (const word of hidden) word.span.classList.remove("cl-away");
    [span, hidden] = [null, []];
    editor.remove();
    onClose();
  };
  const save = () => {
    const text = field.value.trim().replace(/\s+/g, " ");
    const edit = span;
    close();
    if (text === edit.text) return;
    onCorrect({ first: edit.first, last: edit.last + 1, before: edit.text, text, start: edit.start, end: edit.end });
  };
  field.addEventListener("input", grow);
  editor.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && !event.isComposing && event.target === field) {
      event.preventDefault();
      save();
    }
  });
  editor.addEventListener("pointerup", (event) => event.stopPropagation());

  const hide = () => {
    clearTimeout(timer);
    tip.hidden = true;
  };
  const show = (word, home) => {
    clearTimeout(timer);
    [tip.fix, tip.word] = [word.fix, word];
    was.textContent = `${word.fix.gone ? "Left out" : "Was"}: “${word.fix.was}”${word.fix.author ? `, corrected by ${word.fix.author}` : ""}`;
    undo.hidden = word.fix.id === null || !tip.editable;
    tip.hidden = false;
    const [spot, frame] = [word.span.getBoundingClientRect(), home.getBoundingClientRect()];
    tip.style.setProperty("--top", `${spot.bottom - frame.top + 4}px`);
    tip.style.setProperty("--left", `${Math.max(0, Math.min(spot.left - frame.left, frame.width - 260))}px`);
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(hide, 350); };
  tip.addEventListener("pointerenter", () => clearTimeout(timer));
  tip.addEventListener("pointerleave", soon);

  return {
    tip, hide,
    isOpen: () => Boolean(span),
    watch(home) {
      words.box.addEventListener("pointerover", (event) => {
        const word = event.target.closest?.(".fix")?.word;
        if (word?.fix) show(word, home);
        else if (!tip.hidden) soon();
      });
      words.box.addEventListener("pointerleave", soon);
    },
    refresh: (home) => { if (!tip.hidden) tip.word.fix && tip.word.span.isConnected ? show(tip.word, home) : hide(); },
    point: (word, home) => (word?.fix ? show(word, home) : hide()),
    allow(editable) { tip.editable = editable; },
    open(selection, text = selection.text) {
      close();
      hide();
      span = { first: selection.first, last: selection.last, start: selection.start, end: selection.end, text: selection.text };
      field.value = text;
      place();
      field.focus({ preventScroll: true });
      field.select();
      words.bring(editor);
      say("Edit the words; Enter saves");
    },
    hold: () => (document.activeElement === field ? field.selectionStart : null),
    // The words around it were loaded anew: what was typed stays, at the same time.
    regain(caret) {
      if (!span) return;
      place();
      const own = hidden.map(({ i }) => i);
      if (own.length) [span.first, span.last] = [Math.min(...own), Math.max(...own)];
      span.text = hidden.map(({ text }) => text).join(" ");
      if (caret !== null) {
        field.focus({ preventScroll: true });
        field.setSelectionRange(caret, caret);
      }
    },
    close,
    destroy: hide,
  };
}
