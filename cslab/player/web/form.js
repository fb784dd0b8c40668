// The form of a highlight, at its words: codes, stage, feeling, juiciness, note. It makes new ones and changes old.

const FEW_CODES = 12;
const FEELINGS = [[-1, "Unhappy"], [0, "Neutral"], [1, "Happy"]];

// Codes in the order of their tree, each with its depth; codes whose parent is not there stand at the top.
function treeOf(codes) {
  const names = new Set(codes.map(({ name }) => name));
  const under = (parent, depth, seen) => codes
    .filter((code) => (names.has(code.parent) ? code.parent : null) === parent && !seen.has(code.name))
    .flatMap((code) => [{ ...code, depth }, ...under(code.name, depth + 1, new Set([...seen, code.name]))]);
  return under(null, 0, new Set());
}

function createForm({ onSave, onClose, onEdge, tools }) {
  const quote = element("blockquote", { class: "cl-quote" });
  const search = element("input", { type: "search", class: "cl-note cl-find", placeholder: "Find a code", "aria-label": "Find a code", autocomplete: "off" });
  const codeBox = element("div", { class: "cl-choices" });
  const stageBox = element("div", { class: "cl-choices" });
  const feelBox = element("div", { class: "cl-choices" });
  const juiceBox = element("div", { class: "cl-choices" });
  const rateBox = element("div", { class: "cl-choices" });
  const note = element("input", { type: "text", class: "cl-note", placeholder: "A note (optional)", "aria-label": "Note", maxlength: 2000 });
  const save = element("button", { type: "submit", class: "cl-primary" }, "Add highlight");
  const cancel = button("cl-plain", "Cancel", () => onClose());
  const missing = element("p", { class: "cl-missing", role: "alert" });
  const edge = (label, end, by, sign) => button("cl-tool", sign, () => onEdge(end, by), { "aria-label": label, title: label });
  const edges = element("div", { class: "cl-edges", role: "group", "aria-label": "Where it starts and ends" },
    element("span", {}, "Starts"), edge("Start one word earlier", "start", -1, "←"), edge("Start one word later", "start", 1, "→"),
    element("span", {}, "Ends"), edge("End one word earlier", "end", -1, "←"), edge("End one word later", "end", 1, "→"));
  const more = element("details", { class: "cl-more-fields" },
    element("summary", {}, "Feeling and juiciness"),
    element("fieldset", {}, element("legend", {}, "How they feel about it"), feelBox),
    element("fieldset", {}, element("legend", {}, "What makes it juicy"), juiceBox),
    element("fieldset", {}, element("legend", {}, "Juiciness, 1 to 5 (left open, it is 1 and what you chose above)"), rateBox));
  const stages = element("fieldset", { class: "cl-stages" }, element("legend", {}, "Stage of the journey"), stageBox);
  const form = element("form", { class: "cl-form", hidden: true, novalidate: true },
    quote, tools, edges,
    element("fieldset", {}, element("legend", {}, "Codes"), search, codeBox),
    stages, note, more, missing, element("div", { class: "cl-actions" }, save, cancel));
  more.addEventListener("toggle", () => { if (more.open) form.scrollTop = form.scrollHeight; });
  let subject = null;
  let known = null;

  const choice = (type, name, value, label, { mark, hint, key } = {}) => {
    const id = newId("choice");
    const input = element("input", { type, name, value, id });
    // A chosen stage or number can be taken back by choosing it again, or with Backspace.
    if (type === "radio") {
      let was = false;
      input.addEventListener("pointerdown", () => { was = input.checked; });
      input.addEventListener("click", () => { if (was) input.checked = false; was = false; });
      input.addEventListener("keydown", (event) => { if (event.key === "Backspace" || event.key === "Delete") input.checked = false; });
    }
    return element("span", { class: "cl-choice", title: hint || null }, input,
      element("label", { for: id }, mark, label, key ? element("kbd", { "aria-hidden": "true" }, key) : null));
  };
  const one = (name) => form.querySelector(`input[name=${name}]:checked`)?.value ?? null;
  const many = (name) => [...form.querySelectorAll(`input[name=${name}]:checked`)].map(({ value }) => value);
  const tick = (name, values) => {
    for (const box of form.querySelectorAll(`input[name=${name}]`)) box.checked = values.includes(box.value);
  };
  const filter = () => {
    const asked = search.value.trim().toLowerCase();
    for (const row of codeBox.querySelectorAll(".cl-choice")) row.hidden = Boolean(asked) && !row.dataset.name.includes(asked);
  };
  search.addEventListener("input", filter);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = form.querySelector("input[name=codes]")?.value.split(",").map((code) => code.trim()).filter(Boolean) ?? [];
    const codes = [...many("code"), ...typed];
    if (!codes.length && !note.value.trim()) {
      missing.textContent = "Choose at least one code, or write a note.";
      form.querySelector("input:not([type=search])")?.focus();
      return;
    }
    const number = (text) => (text === null ? null : Number(text));
    onSave(subject, {
      codes, stage: one("stage"), note: note.value.trim(),
      sentiment: number(one("sentiment")), juiciness: number(one("juiciness")), juice: many("juice"),
    });
  });
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") onClose();
    const numbered = /^[1-9]$/.test(event.key) && !event.target.closest("input:not([type=checkbox], [type=radio]), textarea");
    const chip = numbered && codeBox.querySelectorAll("input[name=code]")[Number(event.key) - 1];
    if (chip) chip.checked = !chip.checked;
    if (event.key === "Enter" && event.target === search) {
      event.preventDefault();
      const first = [...codeBox.querySelectorAll(".cl-choice:not([hidden]) input")][0];
      if (first) first.checked = !first.checked;
    }
  });

  return {
    form,
    isOpen: () => !form.hidden,
    subject: () => (form.hidden ? null : subject),
    update({ codes, stages: journey, juice }) {
      if (same(known, [codes, journey, juice])) return;
      known = structuredClone([codes, journey, juice]);
      const kept = form.hidden ? null : [many("code"), one("stage")];
      let number = 0;
      const branches = [];
      for (const code of treeOf(codes)) {
        number += 1;
        const chip = choice("checkbox", "code", code.name, code.name, { mark: dot(code.colour, code.colour_dark), hint: code.definition, key: number < 10 ? String(number) : null });
        chip.dataset.name = code.name.toLowerCase();
        if (!code.depth || !branches.length) branches.push([]);
        branches.at(-1).push(chip);
      }
      codeBox.replaceChildren(...(codes.length
        ? branches.map((chips) => (chips.length > 1 ? element("div", { class: "cl-branch" }, chips) : chips[0]))
        : [element("input", { type: "text", name: "codes", class: "cl-note", placeholder: "approvals, trust", "aria-label": "Codes, with commas between them" })]));
      search.hidden = codes.length <= FEW_CODES;
      stageBox.replaceChildren(...journey.map((stage) => choice("radio", "stage", stage.id, stage.name, { hint: stage.question })));
      stages.hidden = !journey.length;
      feelBox.replaceChildren(...FEELINGS.map(([value, label]) => choice("radio", "sentiment", value, label)));
      juiceBox.replaceChildren(...juice.map(({ name, hint }) => choice("checkbox", "juice", name, name, { hint })));
      rateBox.replaceChildren(...[1, 2, 3, 4, 5].map((value) => choice("radio", "juiciness", value, String(value))));
      juiceBox.parentElement.hidden = !juice.length;
      if (kept) { tick("code", kept[0]); tick("stage", [kept[1]]); }
    },
    // `values` fills the form; with an `id` in the subject it changes that highlight, else it makes a new one.
    open(next, values, home, { focus, title }) {
      subject = next;
      form.reset();
      filter();
      missing.textContent = "";
      const typed = form.querySelector("input[name=codes]");
      tick("code", values.codes || []);
      if (typed) typed.value = (values.codes || []).join(", ");
      tick("stage", [values.stage]);
      tick("sentiment", [String(values.sentiment ?? "")]);
      tick("juiciness", [String(values.juiciness ?? "")]);
      tick("juice", values.juice || []);
      note.value = values.note || "";
      more.open = Boolean(values.juice?.length || values.juiciness || (values.sentiment ?? null) !== null);
      form.setAttribute("aria-label", title);
      save.textContent = subject.id ? "Save" : title === "Make a clip" ? "Make clip" : "Add highlight";
      edges.hidden = !subject.id;
      tools.hidden = Boolean(subject.id);
      form.hidden = false;
      form.scrollTop = 0;
      this.span(next, home);
      if (focus === "note") note.focus({ preventScroll: true });
      else if (focus) form.querySelector("input:not([hidden])")?.focus({ preventScroll: true });
      form.scrollIntoView({ block: "nearest" });
    },
    span(next, home) {
      subject = { ...subject, ...next };
      quote.textContent = subject.text;
      const [word, frame] = [subject.to.getBoundingClientRect(), home.getBoundingClientRect()];
      form.style.setProperty("--top", `${word.bottom - frame.top + 10}px`);
      form.style.setProperty("--left", `${Math.max(0, Math.min(word.left - frame.left - 120, frame.width - 400))}px`);
    },
    dirty: () => !form.hidden && Boolean(subject?.id || many("code").length || note.value.trim()),
    close() {
      form.hidden = true;
      subject = null;
    },
  };
}
