// The interview's player: sound, words and highlights together. `send(name, payload)` tells the host what a person did.

function createPlayer(root, send) {
  const live = element("div", { class: "cl-hidden", "aria-live": "polite" });
  const note = element("p", { class: "cl-notice", role: "status", hidden: true });
  const say = (text) => { live.textContent = text; };
  const complain = (text) => { note.textContent = text; note.hidden = !text; };
  let data = {};
  let loaded = null;
  let pending = [];
  let removed = [];
  let dropped = new Set();

  const sound = createSound({ label: "the interview", onTime: (t, playing) => words.mark(t, playing), onTrouble: complain });
  const words = createWords({
    say,
    onPlay: (t) => sound.play(t),
    onSelect: (selection) => {
      if (!selection?.explicit) return form.close();
      say(`Selected: ${selection.text}`);
      if (!data.readonly && !byKeyboard) openForm(false);
      return undefined;
    },
  });
  const form = createForm({
    onClose: () => { form.close(); words.select(null); words.box.focus({ preventScroll: true }); },
    onSave: (draft) => {
      const nonce = crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`;
      pending.push({ ...draft, nonce, pending: true });
      form.close();
      words.select(null);
      paint();
      say(`Highlight added: ${draft.codes.join(", ")}`);
      send("add", { nonce, start: draft.start, end: draft.end, codes: draft.codes, stage: draft.stage, note: draft.note });
      words.box.focus({ preventScroll: true });
    },
  });
  const rail = createRail({
    onPlay: (one) => { words.show(one.start); sound.play(one.start, one.end); },
    onPoint: (one) => words.glow(one),
    onRemove: (one) => {
      removed.push(one);
      dropped.add(one.id);
      paint();
      say("Highlight removed");
      send("remove", { id: one.id, nonce: `${one.id}-${Date.now()}` });
    },
    onRestore: (one) => {
      removed = removed.filter(({ id }) => id !== one.id);
      dropped.delete(one.id);
      pending.push({ ...one, nonce: `back-${one.id}`, pending: true });
      paint();
      say("Highlight is back");
      send("restore", { id: one.id, nonce: `${one.id}-${Date.now()}` });
    },
  });
  const hint = element("p", { class: "cl-keys" });
  const text = element("div", { class: "cl-text" }, words.box, hint, form.form);
  const body = element("div", { class: "cl-body" }, text, rail.rail);
  const player = element("div", { class: "cl-player", role: "region", "aria-label": "Player" }, sound.bar, note, body, live);
  let byKeyboard = false;

  const openForm = (focus) => {
    const selection = words.selection();
    if (!selection || data.readonly) return;
    form.open(selection, text, { focus });
  };

  const colours = () => Object.fromEntries((data.codes || []).map((code) => [code.name, [code.colour, code.colour_dark]]));
  const coloured = (one) => {
    const inks = one.codes.map((name) => colours()[name] || PLAIN_INK);
    const [colour, colour_dark] = inks[0] || PLAIN_INK;
    return { ...one, inks, colour, colour_dark };
  };
  const paint = () => {
    const stored = (data.highlights || []).filter(({ id }) => !dropped.has(id));
    const shown = [...stored, ...pending].map(coloured);
    words.paint(shown);
    rail.update(shown, removed, { colours: colours(), stages: data.stages || [], readonly: data.readonly });
    sound.update({ src: data.audio, seconds: data.duration, peaks: data.peaks, marks: shown });
  };

  const keys = {
    " ": () => sound.toggle(),
    k: () => sound.toggle(),
    j: () => sound.seek(sound.position() - 5),
    l: () => sound.seek(sound.position() + 5),
    ArrowLeft: (event) => words.cursor < 0 ? words.fromPlaying() : words.moveCursor(words.cursor - 1, event.shiftKey),
    ArrowRight: (event) => words.cursor < 0 ? words.fromPlaying() : words.moveCursor(words.cursor + 1, event.shiftKey),
    ArrowUp: (event) => words.moveCursor(words.segmentStep(-1), event.shiftKey),
    ArrowDown: (event) => words.moveCursor(words.segmentStep(1), event.shiftKey),
    Enter: () => { const t = words.cursorTime(); if (t !== null) sound.play(t); },
    t: () => openForm(true),
    Escape: () => (form.isOpen() ? form.close() : words.select(null)),
  };
  player.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const button = event.target.closest("button, input, textarea");
    if (button && (event.key === " " || event.key === "Enter" || button.matches("input, textarea"))) return;
    const act = keys[event.key] || keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    byKeyboard = true;
    act(event);
    byKeyboard = false;
  });

  const fetchWords = async (url) => {
    loaded = url;
    try {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(await answer.text());
      const transcript = await answer.json();
      if (loaded !== url) return;
      words.load(transcript);
      paint();
      words.mark(sound.position(), false);
      if (data.start) { words.show(data.start); sound.seek(data.start); }
      player.dataset.words = String(words.count);
    } catch (error) {
      loaded = null;
      complain(error.message && error.message.length < 300 ? error.message : "The words could not be loaded. Reload the page.");
    }
  };

  root.append(player);
  return {
    update(next) {
      const other = next.interview !== data.interview;
      data = next;
      if (other) { pending = []; removed = []; dropped = new Set(); }
      const answered = new Set(next.answered || []);
      const stored = new Set((next.highlights || []).map(({ id }) => id));
      pending = pending.filter(({ nonce, id }) => !answered.has(nonce) && !stored.has(id));
      complain(next.notice || "");
      form.update({ codes: next.codes || [], stages: next.stages || [] });
      words.box.setAttribute("aria-label", `Transcript of the interview with ${next.person}`);
      hint.replaceChildren(...[["space", "plays"], ["J L", "5 s back, on"], ["← →", "move by word"], ["enter", "plays from there"],
        ...(next.readonly ? [] : [["shift ← →", "selects"], ["T", "adds a highlight"]])]
        .map(([key, does]) => element("span", {}, element("kbd", {}, key), ` ${does}`)));
      hint.hidden = !next.transcript;
      player.classList.toggle("cl-wordless", !next.transcript);
      if (next.transcript && next.transcript !== loaded) fetchWords(next.transcript);
      paint();
    },
    destroy() {
      sound.destroy();
      words.destroy();
      player.remove();
    },
  };
}
