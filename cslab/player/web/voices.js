// Who speaks: the name at a turn can be given, the turn given to somebody else, two voices swapped or made one.

const ROLES = [["customer", "Customer"], ["interviewer", "Interviewer"], ["other", "Somebody else"]];

function createVoices({ onSpeaker, onMerge, onReassign, onSwap, onClose }) {
  const list = newId("people");
  const title = element("h2", { class: "cl-voice-title" });
  const name = element("input", { type: "text", class: "cl-note", "aria-label": "Name", maxlength: 200, autocomplete: "off", list });
  const people = element("datalist", { id: list });
  const roles = element("div", { class: "cl-choices" }, ROLES.map(([value, label]) => {
    const id = newId("role");
    return element("span", { class: "cl-choice" }, element("input", { type: "radio", name: "role", value, id }), element("label", { for: id }, label));
  }));
  const rename = element("div", { class: "cl-voice-part" }, name, people,
    element("fieldset", {}, element("legend", {}, "Who they are here"), roles),
    element("div", { class: "cl-actions" }, element("button", { type: "submit", class: "cl-primary" }, "Save name"), button("cl-plain", "Cancel", () => close())));
  const asked = element("span", { id: newId("asked") });
  const choices = element("div", { class: "cl-choices" });
  const turn = element("div", { class: "cl-voice-part cl-voice-turn", role: "group", "aria-labelledby": asked.id }, asked, choices);
  const pair = element("div", { class: "cl-voice-part cl-actions" });
  const form = element("form", { class: "cl-form cl-voice", hidden: true, "aria-label": "Who speaks" }, title, rename, turn, pair);
  let subject = null;
  let folk = [];

  const close = () => {
    if (form.hidden) return;
    form.hidden = true;
    onClose();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!subject.voice) return close();
    const said = name.value.trim();
    const role = form.querySelector("input[name=role]:checked")?.value || null;
    const person = folk.find((one) => one.name === said);
    form.hidden = true;
    onSpeaker({ label: subject.voice.label, was: subject.name, name: said || null, role, person_id: person?.id ?? null });
    return onClose();
  });
  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close();
  });
  const act = (label, what) => button("cl-pill", label, () => { form.hidden = true; what(); onClose(); });

  return {
    form, close,
    isOpen: () => !form.hidden,
    // `stretch` is the turn or the selection: {start, end, name, anchor, whole}; whole is true for a turn.
    open(stretch, voices, everybody, home) {
      folk = everybody;
      subject = { ...stretch, voice: voices.find((voice) => voice.name === stretch.name) || null };
      title.textContent = stretch.whole ? `Who is ${stretch.name}?` : "Who said this?";
      rename.hidden = !subject.voice || !stretch.whole;
      name.value = stretch.name || "";
      people.replaceChildren(...everybody.map((one) => element("option", { value: one.name })));
      for (const radio of form.querySelectorAll("input[name=role]")) radio.checked = radio.value === subject.voice?.role;
      const others = voices.filter((voice) => voice.name !== stretch.name);
      turn.hidden = !others.length;
      asked.textContent = stretch.whole ? "Only this turn was spoken by" : "These words were spoken by";
      choices.replaceChildren(...others.map((voice) => act(voice.name, () => onReassign({ start: stretch.start, end: stretch.end, label: voice.label, name: voice.name }))));
      pair.hidden = !stretch.whole || !others.length;
      pair.replaceChildren(
        ...(voices.length === 2 ? [act("Swap the two voices everywhere", () => onSwap({ asks: voices.find(({ role }) => role === "interviewer")?.label ?? null }))] : []),
        ...(voices.length > 2 && subject.voice ? others.map((voice) => act(`Same voice as ${voice.name}`, () => onMerge({ label: subject.voice.label, into: voice.label, was: subject.name, name: voice.name }))) : []));
      const [spot, frame] = [stretch.anchor.getBoundingClientRect(), home.getBoundingClientRect()];
      form.style.setProperty("--top", `${spot.bottom - frame.top + 8}px`);
      form.style.setProperty("--left", `${Math.max(0, Math.min(spot.left - frame.left, frame.width - 400))}px`);
      form.hidden = false;
      (rename.hidden ? turn.querySelector("button") : name)?.focus({ preventScroll: true });
      form.scrollIntoView({ block: "nearest" });
    },
  };
}
