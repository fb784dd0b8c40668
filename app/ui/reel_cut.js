// What can be changed about one row: where a clip begins and ends, by whole words; how it meets its neighbours; how
// loud it is; the voice of a heading.

const AROUND = 12;
const EDGE = 1.4;
const spoken = new Map();

// The words of an interview, asked for once: [text, start, end], in order of time.
const wordsOf = (address) => {
  if (!spoken.has(address)) {
    spoken.set(address, fetch(address).then((answer) => {
      if (!answer.ok) throw new Error("no words");
      return answer.json();
    }).then(({ segments }) => segments.flatMap(([, words]) => words).sort((a, b) => a[1] - b[1])));
    spoken.get(address).catch(() => spoken.delete(address));
  }
  return spoken.get(address);
};

const number = (label, unit, row, name, { min, max, step = 0.1, hint = "", empty = null }, act) => {
  const input = element("input", {
    type: "number", class: "re-number", min, max, step, value: row[name] ?? "", placeholder: empty ?? "0",
    onchange: () => {
      const said = input.value === "" ? undefined : Math.min(max, Math.max(min, Number(input.value)));
      input.value = said ?? "";
      act.change({ [name]: said === 0 && empty === null ? undefined : said });
    },
    onkeydown: (event) => event.stopPropagation(),
  });
  return element("label", { class: "re-field" }, element("span", {}, label), element("span", { class: "re-unit" }, input, ` ${unit}`), hint ? element("small", {}, hint) : null);
};

const stageOf = (row, stages, act) => {
  if (!stages.length) return null;
  const choose = element("select", { class: "re-select", onchange: () => act.stage(choose.value) },
    [...stages, { id: "", name: "No stage" }].map(({ id, name }) => element("option", { value: id, selected: (row.home || "") === id }, name)));
  return element("label", { class: "re-field" }, element("span", {}, "Stage"), choose);
};

// Fills a row's panel. `tools`: play a stretch of a recording, hear a heading's voice, say something to whoever does not see it.
function fillPanel(panel, row, { about, place, stages, spokenAddress }, act, tools) {
  const fields = element("div", { class: "re-fields" });
  if (row.kind === "clip") {
    const box = element("div", { class: "re-trim" }, element("p", { class: "re-quiet", role: "status" }, "The words are on their way."));
    fields.append(
      number("J cut", "s", row, "lead", { min: 0, max: 10, hint: "begins under what is before it" }, act),
      number("L cut", "s", row, "lag", { min: 0, max: 10, hint: "goes on under what follows" }, act),
      number("Fade in", "s", row, "fade_in", { min: 0, max: 10, empty: "short" }, act),
      number("Fade out", "s", row, "fade_out", { min: 0, max: 10, empty: "short" }, act),
      number("Louder", "dB", row, "gain", { min: -24, max: 24, step: 0.5, hint: "on top of the common level" }, act),
    );
    panel.replaceChildren(box, fields);
    if (!place?.words) byTime(box, row, about, act);
    else wordsOf(place.words).then((words) => { if (box.isConnected) byWord(box, row, about, place, words, act, tools); })
      .catch(() => byTime(box, row, about, act));
  } else {
    if (row.kind !== "silence") {
      fields.append(number("Shown for", "s", row, "seconds", { min: 0, max: 3600, step: 0.5, hint: row.kind === "heading" ? "0 is the usual length" : "0 shows it with what follows" }, act));
    }
    panel.replaceChildren(fields);
    if (row.kind === "heading") panel.append(element("div", { class: "re-voice" },
      row.spoken && spokenAddress ? button("re-do", "Hear its voice", () => tools.hear(spokenAddress)) : null,
      button("re-do", row.spoken ? "Another voice" : "Say it aloud", () => act.speak()),
      row.spoken ? button("re-do", "Take the voice away", () => act.change({ spoken: undefined })) : null));
  }
  const stage = stageOf(row, stages, act);
  if (stage) fields.append(stage);
}

// Without words a clip is trimmed by seconds; the cut then looks for quiet by itself.
function byTime(box, row, about, act) {
  if (!about) return;
  const first = { ...row, trim_start: row.trim_start ?? about.start };
  const last = { ...row, trim_end: row.trim_end ?? about.end };
  box.replaceChildren(element("p", { class: "re-quiet" }, "This interview has no words yet, so the clip is trimmed by time."),
    element("div", { class: "re-fields" },
      number("Begins at", "s", first, "trim_start", { min: 0, max: Math.max(0, (row.trim_end ?? about.end) - 0.1), empty: "as marked" }, act),
      number("Ends at", "s", last, "trim_end", { min: (row.trim_start ?? about.start) + 0.1, max: 1e6, empty: "as marked" }, act)));
}

function byWord(box, row, about, place, words, act, tools) {
  if (!about || !words.length) { byTime(box, row, about, act); return; }
  const middle = ([, start, end]) => (start + end) / 2;
  const inside = (start, end) => {
    const found = words.map((word, i) => i).filter((i) => middle(words[i]) >= start && middle(words[i]) <= end);
    return found.length ? [found[0], found.at(-1)] : [Math.max(0, words.findIndex((word) => word[2] > start)), Math.max(0, words.findIndex((word) => word[2] > start))];
  };
  const marked = inside(about.start, about.end);
  let [first, last] = inside(row.trim_start ?? about.start, row.trim_end ?? about.end);
  let room = AROUND;
  const text = element("div", { class: "re-words", role: "group", tabindex: 0, "aria-label": "The words of the clip and around it" });
  const length = element("span", { class: "re-quiet" });
  const edge = (label, which) => {
    const said = element("b", { class: "re-word-said" });
    const node = element("div", { class: "re-edge", role: "group" }, element("span", { class: "re-edge-name" }, label), said,
      button("re-do", "← Earlier", () => nudge(which, -1), { "aria-label": `${label}: one word earlier` }),
      button("re-do", "Later →", () => nudge(which, 1), { "aria-label": `${label}: one word later` }),
      button("re-do", "Hear", () => hear(which), { "aria-label": `Hear where it ${which ? "ends" : "begins"}` }));
    node.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by) return;
      event.preventDefault();
      event.stopPropagation();
      nudge(which, by);
    });
    return { node, said };
  };
  const begin = edge("Begins with", 0);
  const finish = edge("Ends with", 1);
  const back = button("re-do", "As it was marked", () => set(...marked, 0));
  const wider = button("re-do", "More words", () => { room += 20; draw(); });
  const hear = (which) => (which
    ? tools.play(place.sound, Math.max(words[first][1], words[last][2] - EDGE), words[last][2] + 0.1)
    : tools.play(place.sound, Math.max(0, words[first][1] - 0.1), Math.min(words[last][2], words[first][1] + EDGE)));
  const nudge = (which, by) => (which ? set(first, last + by, 1) : set(first + by, last, 0));
  const set = (a, b, which) => {
    if (a < 0 || b >= words.length || a > b) return;
    [first, last] = [a, b];
    const asMarked = first === marked[0] && last === marked[1];
    draw();
    tools.say(which ? `Ends with ${words[last][0]}` : `Begins with ${words[first][0]}`);
    act.change(asMarked ? { trim_start: undefined, trim_end: undefined } : { trim_start: round(words[first][1]), trim_end: round(words[last][2]) });
    hear(which);
  };
  const round = (t) => Math.round(t * 1000) / 1000;
  const click = (i) => {
    if (i < first) set(i, last, 0);
    else if (i > last) set(first, i, 1);
    else if (i - first <= last - i) set(i, last, 0);
    else set(first, i, 1);
  };
  const draw = () => {
    const low = Math.max(0, words.findIndex((word) => word[2] >= words[Math.min(first, marked[0])][1] - room));
    const high = words.findIndex((word) => word[1] > words[Math.max(last, marked[1])][2] + room);
    text.replaceChildren(...words.slice(low, high < 0 ? undefined : high).map(([said], k) => {
      const i = low + k;
      return element("span", { class: `re-w${i >= first && i <= last ? " re-in" : ""}${i === first || i === last ? " re-end" : ""}`, onclick: () => click(i) }, `${said} `);
    }));
    begin.said.textContent = `“${words[first][0]}”`;
    finish.said.textContent = `“${words[last][0]}”`;
    back.disabled = first === marked[0] && last === marked[1];
    length.textContent = `${seconds(words[last][2] - words[first][1])} of speech`;
  };
  draw();
  box.replaceChildren(
    element("p", { class: "re-quiet" }, "Click a word to begin or end there, or move an edge word by word. Cuts fall between words."),
    text, begin.node, finish.node, element("div", { class: "re-edge" }, back, wider, length));
}
