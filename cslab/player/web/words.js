// The words, in segments by speaker. Loaded again they change only where they differ, so that the place in the
// text, the cursor and what plays stay as they are.

function createWords({ onStamp, onName }) {
  const box = element("div", {
    class: "cl-words", tabindex: 0, role: "group", "aria-label": "Transcript",
    "aria-keyshortcuts": "Space K J L ArrowLeft ArrowRight ArrowUp ArrowDown Enter T C N E ?",
  });
  let segments = [];
  let words = [];
  let byStart = [];
  let byMiddle = [];
  let playing = -1;
  let scrolledAt = 0;
  let glowing = [];
  let dressed = [];
  const middle = (w) => (w.start + w.end) / 2;

  const build = ({ name, asks, more, row: [, list], flags, named }) => {
    const line = element("p");
    const own = list.map(([text, start, end, guessed]) => {
      const span = document.createElement("span");
      span.className = guessed ? "w g" : "w";
      span.textContent = `${text} `;
      if (guessed) span.title = "The time of this word is estimated";
      const word = { text, start, end, asks, span, i: 0 };
      span.word = word;
      line.append(span);
      return word;
    });
    const segment = { words: own, name, asks, start: own[0].start, end: own.at(-1).end };
    const who = !name || more ? null : named
      ? button("cl-name", name, () => onName(segment), { "aria-label": `${name}: change who this is`, "aria-haspopup": "dialog" })
      : element("span", { class: "cl-name" }, name);
    segment.node = element("section", { class: `cl-seg ${asks ? "cl-asks" : "cl-tells"}${more ? " cl-more" : ""}` },
      button("cl-stamp", clockOf(segment.start), () => onStamp(segment.start), { "aria-label": `Play from ${clockOf(segment.start)}` }),
      who, line,
      flags.map(([kind, reason]) => element("p", { class: "cl-flag" }, element("b", {}, kind), reason ? `: ${reason}` : "")));
    return segment;
  };

  const load = ({ speakers, segments: rows, flags = [] }, { named = false } = {}) => {
    const marked = new Map();
    for (const [start, end, kind, reason] of flags) {
      const row = rows.findIndex(([who, list]) => list.length && (who < 0 || speakers[who][1]) && list[0][1] < end && list.at(-1)[2] > start);
      if (row >= 0) marked.set(row, [...(marked.get(row) || []), [kind, reason]]);
    }
    let last = null;
    const wanted = rows.map((row, at) => {
      const [name, asks] = row[0] < 0 ? ["", false] : speakers[row[0]];
      const more = Boolean(name) && name === last;
      if (row[1].length) last = name;
      return { row, name, asks, more, named, flags: marked.get(at) || [] };
    }).filter(({ row }) => row[1].length);
    const keys = wanted.map(({ row, name, asks, more, flags: own }) => `${name}|${asks}|${more}|${named}|${JSON.stringify(row[1])}${own.length ? JSON.stringify(own) : ""}`);
    let [head, tail] = [0, 0];
    const least = Math.min(keys.length, segments.length);
    while (head < least && segments[head].key === keys[head]) head += 1;
    while (tail < least - head && segments.at(-1 - tail).key === keys.at(-1 - tail)) tail += 1;
    if (head === keys.length && head === segments.length && keys.length) return false;
    if (!keys.length) box.replaceChildren(element("p", { class: "cl-empty" }, "Nothing was said in this recording."));
    else box.querySelector(".cl-empty")?.remove();
    const fresh = wanted.slice(head, wanted.length - tail).map((one, i) => ({ ...build(one), key: keys[head + i] }));
    for (const { node } of segments.slice(head, segments.length - tail)) node.remove();
    const [before, all] = [segments[segments.length - tail]?.node || null, document.createDocumentFragment()];
    all.append(...fresh.map(({ node }) => node));
    box.insertBefore(all, tail ? before : null);
    segments = [...segments.slice(0, head), ...fresh, ...segments.slice(segments.length - tail)];
    words = segments.flatMap(({ words: own }) => own);
    words.forEach((word, i) => { word.i = i; });
    const sorted = (of) => (words.every((w, i) => !i || of(words[i - 1]) <= of(w)) ? words : [...words].sort((a, b) => of(a) - of(b)));
    byStart = sorted((w) => w.start);
    byMiddle = sorted(middle);
    playing = -1;
    return true;
  };

  const before = (list, of, t) => {
    let [low, high] = [0, list.length];
    while (low < high) {
      const at = (low + high) >> 1;
      if (of(list[at]) <= t) low = at + 1;
      else high = at;
    }
    return low;
  };
  const at = (t) => byStart[before(byStart, (w) => w.start, t + 0.02) - 1] || null;
  const within = (start, end) => byMiddle.slice(before(byMiddle, middle, start - 1e-6), before(byMiddle, middle, end + 1e-6));

  const frame = () => {
    let node = box.parentElement;
    while (node && node !== document.body && !(/auto|scroll/.test(getComputedStyle(node).overflowY) && node.scrollHeight > node.clientHeight + 1)) node = node.parentElement;
    const view = node && node !== document.body ? node.getBoundingClientRect() : { top: 0, bottom: window.innerHeight };
    return [Math.max(0, view.top), Math.min(window.innerHeight, view.bottom)];
  };
  const inView = (node) => {
    const [spot, [top, bottom]] = [node.getBoundingClientRect(), frame()];
    return spot.top > top + Math.min(175, (bottom - top) / 4) && spot.bottom < bottom - 40;
  };
  const bring = (node) => {
    if (!inView(node)) node.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  };
  const onScroll = () => { scrolledAt = performance.now(); };
  window.addEventListener("wheel", onScroll, { passive: true });
  window.addEventListener("touchmove", onScroll, { passive: true });

  return {
    box, load, at, within, bring,
    word: (i) => words[i],
    get count() { return words.length; },
    segments: () => segments,
    segmentAt: (i) => segments.findIndex(({ words: own }) => own.length && own[0].i <= i && own.at(-1).i >= i),
    // What is said in a stretch; the interviewer's words are left out wherever the customer speaks.
    quote(start, end) {
      const all = within(start, end).sort((a, b) => a.i - b.i);
      const told = all.filter(({ asks }) => !asks);
      return (told.length ? told : all).map(({ text }) => text).join(" ");
    },
    mark(t, isPlaying) {
      const word = at(t);
      const next = word && (t <= word.end + 1.5 || isPlaying) ? word.i : -1;
      if (next === playing) return;
      words[playing]?.span.classList.remove("now");
      playing = next;
      if (next < 0) return;
      word.span.classList.add("now");
      if (isPlaying && performance.now() - scrolledAt > 4000) bring(word.span);
    },
    glow(one) {
      for (const { span } of glowing) span.classList.remove("glow");
      glowing = one ? within(one.start, one.end) : [];
      for (const { span } of glowing) span.classList.add("glow");
    },
    // Corrected words are marked; a correction that left no word is marked on the word before.
    dress(corrections) {
      for (const word of dressed) {
        word.span.classList.remove("fix", "fix-gone");
        delete word.fix;
      }
      dressed = [];
      for (const [id, first, last, was, author] of corrections || []) {
        const gone = first === last;
        for (const word of gone ? words.slice(Math.max(0, first - 1), Math.max(1, first)) : words.slice(first, last)) {
          word.span.classList.add("fix");
          word.span.classList.toggle("fix-gone", gone);
          word.fix = { id, was, author, gone };
          dressed.push(word);
        }
      }
    },
    show(t) {
      const word = at(t + 0.01);
      if (word) bring(word.span);
    },
    destroy() {
      window.removeEventListener("wheel", onScroll);
      window.removeEventListener("touchmove", onScroll);
    },
  };
}
