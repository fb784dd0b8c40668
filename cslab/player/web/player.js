// The interview's player: sound, words and highlights together. What a person does is shown at once, kept in the
// outbox, and told to the host through `send(events)` until it has answered.

function createPlayer(root, send) {
  const live = element("div", { class: "cl-hidden", "aria-live": "polite" });
  const say = (text) => { live.textContent = text; };
  let data = {};
  let given = null;
  let loaded = null;
  let arrived = null;
  let removed = [];
  let settling = [];
  let home = null;
  let seen = {};

  const notices = createNotices({ onRetry: (event) => retry(event) });
  const outbox = createOutbox({ send, onState: notices.unsaved });
  const sound = createSound({
    label: "the interview",
    onTime: (t, playing) => words.mark(t, playing),
    onTrouble: notices.complain,
    skips: [{ name: "quiet", text: "Skip silence" }, { name: "asked", text: "Skip interviewer" }],
  });
  const words = createWords({ onStamp: (t) => sound.play(t), onName: (turn) => openVoices({ ...turn, anchor: turn.node.querySelector(".cl-name"), whole: true }) });
  const marks = createMarks(words);
  const editable = () => !data.readonly && Boolean(given);
  const selection = createSelection({
    words, say,
    onPlay: (t) => sound.play(t),
    onEdit: () => editable() && openMending(),
    onSelect: (chosen, how, word) => {
      if (how === "cursor") return mending.point(word, text);
      quick.hidden = true;
      if (!chosen?.explicit) return form.dirty() ? undefined : form.close();
      say(`Selected: ${chosen.text}`);
      if (!editable()) return undefined;
      if (form.subject()?.id) return respan(chosen);
      if (how === "mouse") return form.dirty() ? form.span(chosen, text) : openForm({});
      return offer(chosen);
    },
  });
  const rest = () => words.box.focus({ preventScroll: true });
  const put = (kind, what) => {
    const event = outbox.put(kind, what);
    read();
    paint();
    return event;
  };

  // ---- highlights ----
  const tools = element("div", { class: "cl-tools" },
    button("cl-tool", "Play", () => { const { start, end } = form.subject(); sound.play(start, end); }),
    button("cl-tool", "Edit words", () => { form.close(); openMending(); }),
    button("cl-tool", "Who said this?", () => { form.close(); openVoices(); }));
  const form = createForm({
    tools,
    onClose: () => { form.close(); selection.select(null, null, { quiet: true }); rest(); },
    onEdge: (end, by) => {
      const chosen = selection.selection();
      const [first, last] = [chosen.first + (end === "start" ? by : 0), chosen.last + (end === "end" ? by : 0)];
      if (first > last || first < 0 || last >= words.count) return;
      selection.select(first, last, { quiet: true });
      respan(selection.selection());
    },
    onSave: (subject, values) => {
      form.close();
      selection.select(null, null, { quiet: true });
      if (subject.id) change(subject, values);
      else add(subject, values);
      if (subject.clip) sound.play(subject.start, subject.end);
      rest();
    },
  });
  const respan = (chosen) => { form.span({ ...chosen, moved: true }, text); };
  const openForm = (values, { focus = false, title = "Add a highlight", clip = false } = {}) => {
    const chosen = selection.selection();
    if (!chosen || !editable()) return;
    quick.hidden = true;
    mending.close();
    form.open({ ...chosen, clip }, values, text, { focus, title });
  };
  // A hair inside its words: times are rounded on their way, and no neighbour may slip in.
  const inside = ({ start, end }) => (end - start > 0.02 ? { start: start + 0.001, end: end - 0.001 } : { start, end });
  const add = (chosen, values) => {
    put("add", { ...inside(chosen), quote: chosen.text, coder: data.coder || "", ...values });
    say(`Highlight added: ${values.codes.join(", ") || "a note"}`);
  };
  const change = (subject, values) => {
    const { was } = subject;
    const plain = (value) => (value === "" || value === undefined ? null : value);
    const set = {};
    for (const name of ["stage", "note", "sentiment", "juiciness"]) if (plain(was[name]) !== plain(values[name])) set[name] = values[name];
    if (!same([...(was.juice || [])].sort(), [...values.juice].sort())) set.juice = values.juice;
    if (subject.moved) Object.assign(set, inside(subject));
    const [fresh, drop] = [values.codes.filter((name) => !was.codes.includes(name)), was.codes.filter((name) => !values.codes.includes(name))];
    if (!fresh.length && !drop.length && !Object.keys(set).length) return;
    put("change", { id: subject.id, set, put: fresh, drop });
    say("Highlight changed");
  };
  const edit = (one, values = one) => {
    const own = words.within(one.start, one.end).map(({ i }) => i);
    if (!own.length) return;
    words.show(one.start);
    selection.select(Math.min(...own), Math.max(...own), { quiet: true });
    form.open({ ...selection.selection(), id: one.id, was: one, start: one.start, end: one.end }, values, text, { focus: true, title: "Edit the highlight" });
  };
  const rail = createRail({
    onPlay: (one) => { words.show(one.start); sound.play(one.start, one.end); },
    onPoint: (one) => words.glow(one),
    onEdit: edit,
    onRemove: (one) => {
      removed = [...removed, one];
      put("remove", { id: one.id });
      say("Highlight removed");
      rail.focusUndo();
    },
    onRestore: (one) => {
      removed = removed.filter(({ id }) => id !== one.id);
      put("restore", { id: one.id, was: one });
      say("Highlight is back");
    },
    onAccept: (one) => { put("accept", { ...one, coder: data.coder || "" }); say(`Accepted: ${one.code}`); },
    onSuggest: () => put("suggest", {}),
    onDecline: (one) => { put("decline", one); say(`Declined: ${one.code}`); },
  });

  // ---- words and voices ----
  const mending = createMending({
    words, say,
    onClose: rest,
    onCorrect: (edit_) => {
      selection.select(null, null, { quiet: true });
      put("correct", edit_);
      say(`Corrected: ${edit_.text || "left out"}`);
    },
    onUndo: (id) => { put("uncorrect", { id }); say("Correction undone"); rest(); },
  });
  const openMending = () => {
    const chosen = selection.selection();
    if (!chosen) return;
    quick.hidden = true;
    form.close();
    sound.pause();
    mending.open(chosen);
  };
  const voices = createVoices({
    onClose: rest,
    onSpeaker: (what) => { put("speaker", what); say(`This is ${what.name || what.was}`); },
    onMerge: (what) => { put("merge", what); say(`${what.was} and ${what.name} are one voice`); },
    onReassign: (what) => { selection.select(null, null, { quiet: true }); put("reassign", what); say(`Spoken by ${what.name}`); },
    onSwap: (before) => { put("swap", before); say("The two voices are swapped"); },
  });
  const openVoices = (turn) => {
    const { voices: everybody = [], people = [] } = seen.shown || {};
    if (!editable() || !everybody.length) return;
    const chosen = turn || selection.selection();
    if (!chosen) return;
    quick.hidden = true;
    const name = turn ? turn.name : words.segments()[words.segmentAt(chosen.first)].name;
    voices.open({ start: chosen.start, end: chosen.end, name, anchor: turn ? turn.anchor : chosen.to, whole: Boolean(turn) }, everybody, people, text);
  };
  const quick = element("div", { class: "cl-quick", role: "toolbar", "aria-label": "With the selected words", hidden: true },
    [["Code", "T"], ["Note", "N"], ["Clip", "C"], ["Edit", "E"], ["Speaker", "S"]].map(([label, key]) => element("button", { type: "button", class: "cl-tool", onclick: () => keys[key.toLowerCase()]() }, label, element("kbd", {}, key))));
  const offer = (chosen) => {
    const [spot, frame] = [chosen.to.getBoundingClientRect(), text.getBoundingClientRect()];
    quick.style.setProperty("--top", `${spot.bottom - frame.top + 8}px`);
    quick.style.setProperty("--left", `${Math.max(0, Math.min(spot.left - frame.left - 60, frame.width - 360))}px`);
    quick.hidden = false;
  };
  const retry = (event) => {
    const { nonce, kind, at, ...what } = event;
    const own = words.within(what.start ?? 0, what.end ?? -1).map(({ i }) => i);
    if (kind === "change") {
      const one = (data.highlights || []).find(({ id }) => id === what.id);
      if (one) return edit(one, { ...one, ...what.set, codes: [...one.codes.filter((name) => !what.drop.includes(name)), ...what.put] });
    } else if ((kind === "add" || kind === "correct") && own.length) {
      words.show(what.start);
      selection.select(Math.min(...own), Math.max(...own), { quiet: true });
      return kind === "add" ? openForm(what, { focus: true }) : mending.open(selection.selection(), what.text);
    }
    return put(kind, what);
  };

  // ---- what is seen ----
  const listing = createKeys();
  sound.options.append(button("cl-toggle cl-ask", "Keys ?", () => listing.open(data.readonly), { "aria-haspopup": "dialog", "aria-label": "Keys" }), notices.saving, element("span", { class: "cl-no-sound" }, "No recording: the words alone, at estimated times."));
  const text = element("div", { class: "cl-text" }, words.box, quick, form.form, voices.form, mending.tip);
  const player = element("div", { class: "cl-player", role: "region", "aria-label": "Player" },
    sound.bar, notices.box, element("div", { class: "cl-body" }, text, rail.rail), live, listing.dialog);
  mending.watch(text);

  const paint = () => {
    const inkOf = inksOf(data.codes);
    const events = outbox.events();
    const shown = withHighlights(data.highlights || [], events)
      .map((one) => ({ ...one, quote: one.quote || words.quote(one.start, one.end), inks: one.codes.map(inkOf), colour: inkOf(one.codes[0])[0], colour_dark: inkOf(one.codes[0])[1] }));
    marks.paint(shown);
    const ids = new Set(shown.map(({ id }) => id));
    removed = removed.filter(({ id }) => !ids.has(id));
    rail.update(shown, removed, data.readonly ? [] : withSuggestions(data.suggestions, events),
      { codes: data.codes || [], stages: data.stages || [], readonly: data.readonly, link: data.link, suggesting: given && data.suggesting && (events.some(({ kind }) => kind === "suggest") ? { ...data.suggesting, state: "looking" } : data.suggesting) });
    sound.update({ src: data.audio, seconds: data.duration, peaks: data.peaks, marks: data.hide_text ? [] : shown });
  };
  const read = () => {
    if (!given) return;
    const shown = withWords(given, [...settling, ...outbox.events()]);
    const named = editable() && Boolean(shown.voices?.length);
    if (shown === seen.shown && named === seen.named) return;
    seen = { shown, named };
    const [held, caret] = [selection.hold(), mending.hold()];
    if (words.load(shown, { named })) {
      selection.regain(held);
      mending.regain(caret);
      words.mark(sound.position(), sound.isPlaying());
      const { quiet, asked } = leapsOf(shown.segments, shown.speakers, shown.speech || [], data.duration || 0);
      sound.skippable("quiet", quiet);
      sound.skippable("asked", asked);
      player.dataset.words = String(words.count);
    }
    words.dress(shown.corrections);
    mending.refresh(text);
  };
  const take = (transcript) => {
    [given, settling] = [transcript, []];
    read();
    paint();
    const place = `${data.interview}@${data.start || 0}`;
    if (place !== arrived && data.start) {
      words.show(data.start);
      sound.seek(data.start);
    }
    arrived = place;
  };
  const fetchWords = async (url, tries = 0) => {
    loaded = url;
    try {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(await answer.text());
      const transcript = await answer.json();
      if (loaded === url) take(transcript);
    } catch (error) {
      if (loaded !== url) return;
      if (error instanceof TypeError && tries < 6) setTimeout(() => loaded === url && fetchWords(url, tries + 1), 1000 * 2 ** tries);
      else {
        loaded = null;
        notices.complain(error.message && error.message.length < 300 ? error.message : "The words could not be loaded. Reload the page.");
      }
    }
  };

  // ---- keys ----
  const code = (number) => {
    const [one, chosen] = [treeOf(data.codes || [])[number - 1], selection.selection()];
    if (!one || !editable()) return;
    if (!chosen?.explicit) { say("Select words first, with Shift and the arrows"); return; }
    selection.select(null, null, { quiet: true });
    form.close();
    quick.hidden = true;
    add(chosen, { codes: [one.name], stage: null, note: "", sentiment: null, juiciness: null, juice: [] });
  };
  const clip = () => {
    const chosen = selection.selection();
    const known = chosen && (data.highlights || []).find(({ start, end }) => Math.abs(start - chosen.start) < 0.02 && Math.abs(end - chosen.end) < 0.02);
    if (known) sound.play(known.start, known.end);
    else openForm({}, { focus: true, title: "Make a clip", clip: true });
  };
  const arrow = (to) => (event) => (selection.cursor < 0 ? selection.fromPlaying() : selection.move(to(), event.shiftKey));
  const keys = {
    " ": () => sound.toggle(), k: () => sound.toggle(),
    j: () => sound.seek(sound.position() - 5), l: () => sound.seek(sound.position() + 5),
    ArrowLeft: arrow(() => selection.cursor - 1), ArrowRight: arrow(() => selection.cursor + 1),
    ArrowUp: arrow(() => selection.step(-1)), ArrowDown: arrow(() => selection.step(1)),
    Enter: () => { const word = selection.cursorWord(); if (word) sound.play(word.start); },
    "<": () => say(`Speed ${sound.faster(-1)}`), ">": () => say(`Speed ${sound.faster(1)}`),
    t: () => openForm({}, { focus: true }), n: () => openForm({}, { focus: "note" }), c: clip,
    e: () => editable() && openMending(), s: () => openVoices(),
    u: () => { const fix = selection.cursorWord()?.fix; if (fix?.id && editable()) { mending.hide(); put("uncorrect", { id: fix.id }); say("Correction undone"); } },
    "?": () => listing.open(data.readonly),
    Escape: () => { quick.hidden = true; mending.hide(); form.close(); voices.close(); selection.select(null, null, { quiet: true }); },
  };
  player.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.target.closest("button, a, summary") && (event.key === " " || event.key === "Enter")) return;
    const act = /^[1-9]$/.test(event.key) ? () => code(Number(event.key)) : keys[event.key] || keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act(event);
  });

  root.append(player);
  return {
    // Tells the host again what it has not answered: after a lost connection came back.
    again: outbox.again,
    update(next) {
      const other = next.interview !== data.interview;
      data = next;
      if (other) {
        [given, loaded, removed, settling, seen] = [null, null, [], [], {}];
        notices.clear();
      }
      if (!next.readonly) {
        const name = `${next.study || ""}/${next.coder || ""}/${next.interview}`;
        if (name !== home) outbox.open(name);
        home = name;
      }
      const before = outbox.events();
      notices.refuse(outbox.settle(next.answered || [], next.refused || {}));
      if (next.transcript && next.transcript !== loaded) {
        const still = new Set([...outbox.events().map(({ nonce }) => nonce), ...Object.keys(next.refused || {})]);
        settling = [...settling, ...before.filter(({ nonce, kind }) => WORD_EVENTS[kind] && !still.has(nonce))];
      }
      notices.complain(next.notice || "");
      form.update({ codes: next.codes || [], stages: next.stages || [], juice: next.juice || [] });
      mending.allow(!next.readonly);
      words.box.setAttribute("aria-label", `Transcript of the interview with ${next.person}`);
      player.classList.toggle("cl-alone", Boolean(next.silent));
      player.classList.toggle("cl-wordless", Boolean(next.hide_text) || !(next.transcript || next.words));
      if (!next.hide_text && next.words && next.words !== given) take(next.words);
      else if (!next.hide_text && next.transcript && next.transcript !== loaded) fetchWords(next.transcript);
      else read();
      paint();
    },
    destroy() {
      outbox.destroy();
      sound.destroy();
      words.destroy();
      selection.destroy();
      mending.destroy();
      player.remove();
    },
  };
}
