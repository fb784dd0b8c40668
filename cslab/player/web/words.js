// The words, in segments by speaker: the playing word is marked, a click plays from it, a selection can be coded.

function createWords({ onPlay, onSelect, say }) {
  const box = element("div", {
    class: "cl-words", tabindex: 0, role: "group", "aria-label": "Transcript",
    "aria-keyshortcuts": "Space K J L ArrowLeft ArrowRight Enter T",
  });
  let words = [];
  let segments = [];
  let playing = -1;
  let cursor = -1;
  let anchor = -1;
  let selected = null;
  let scrolledAt = 0;

  const load = ({ speakers, segments: rows }) => {
    words = [];
    segments = [];
    let last = null;
    const nodes = rows.filter(([, list]) => list.length).map(([speaker, list]) => {
      const [name, asks] = speaker < 0 ? ["", false] : speakers[speaker];
      const start = list[0][1];
      const line = element("p");
      segments.push(words.length);
      for (const [text, from, to, guessed] of list) {
        const span = element("span", { class: guessed ? "w g" : "w", "data-i": words.length }, `${text} `);
        if (guessed) span.title = "The time of this word is estimated";
        words.push({ text, start: from, end: to, span });
        line.append(span);
      }
      const who = element("div", { class: "cl-who" },
        element("button", { type: "button", class: "cl-stamp", "aria-label": `Play from ${clockOf(start)}`, onclick: () => onPlay(start) }, clockOf(start)),
        name && name !== last ? element("span", { class: "cl-name" }, name) : null,
      );
      const more = name && name === last ? " cl-more" : "";
      last = name;
      return element("section", { class: `cl-seg ${asks ? "cl-asks" : "cl-tells"}${more}` }, who, line);
    });
    box.replaceChildren(...nodes);
  };

  const indexAt = (t) => {
    let [low, high] = [0, words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[middle].start <= t + 0.02) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };
  const inView = (node) => {
    const spot = node.getBoundingClientRect();
    return spot.top > 150 && spot.bottom < window.innerHeight - 60;
  };
  const bring = (node) => {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    node.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  };

  const select = (from, to, { quiet = false } = {}) => {
    const next = from === null ? null : [Math.min(from, to), Math.max(from, to)];
    if (selected) for (let i = selected[0]; i <= selected[1]; i += 1) words[i].span.classList.remove("sel", "sel-last");
    selected = next;
    if (next) {
      for (let i = next[0]; i <= next[1]; i += 1) words[i].span.classList.add("sel");
      words[next[1]].span.classList.add("sel-last");
    }
    if (!quiet) onSelect(api.selection());
  };
  const moveCursor = (to, extend) => {
    if (!words.length) return;
    const next = Math.min(words.length - 1, Math.max(0, to));
    if (extend && anchor < 0) anchor = cursor < 0 ? next : cursor;
    if (cursor >= 0) words[cursor].span.classList.remove("cur");
    cursor = next;
    words[cursor].span.classList.add("cur");
    if (!inView(words[cursor].span)) bring(words[cursor].span);
    if (extend) select(anchor, cursor);
    else {
      anchor = -1;
      if (selected) select(null);
      say(words[cursor].text);
    }
  };

  const wordOf = (node) => {
    const span = node && (node.nodeType === 1 ? node : node.parentElement)?.closest?.(".w");
    return span && box.contains(span) ? Number(span.dataset.i) : -1;
  };
  const nearest = (range) => {
    // An edge of a selection may lie between words: take the words whose spans it truly covers.
    const hit = words.filter(({ span }) => range.intersectsNode(span));
    const inside = hit.filter(({ span }) => {
      const part = document.createRange();
      part.selectNodeContents(span);
      if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
      if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
      return part.toString().trim() !== "";
    });
    return inside.length ? [Number(inside[0].span.dataset.i), Number(inside.at(-1).span.dataset.i)] : null;
  };
  const takeSelection = () => {
    const native = window.getSelection();
    if (!native || native.isCollapsed || !native.rangeCount) return false;
    const range = native.getRangeAt(0);
    if (!box.contains(range.commonAncestorContainer)) return false;
    const found = nearest(range);
    if (!found) return false;
    native.removeAllRanges();
    anchor = -1;
    select(found[0], found[1]);
    return true;
  };
  box.addEventListener("pointerup", (event) => {
    if (event.button !== 0) return;
    if (takeSelection()) return;
    const index = wordOf(event.target);
    if (index < 0) return;
    if (event.shiftKey && cursor >= 0) {
      select(cursor, index);
      return;
    }
    if (cursor >= 0) words[cursor].span.classList.remove("cur");
    cursor = index;
    anchor = -1;
    select(null);
    onPlay(words[index].start);
  });
  box.addEventListener("focus", () => {
    if (cursor < 0 && words.length && box.matches(":focus-visible")) api.fromPlaying();
  });
  let touchTimer = 0;
  const onTouchSelection = () => {
    clearTimeout(touchTimer);
    if (matchMedia("(pointer: coarse)").matches) touchTimer = setTimeout(takeSelection, 700);
  };
  document.addEventListener("selectionchange", onTouchSelection);
  const onWheel = () => { scrolledAt = performance.now(); };
  window.addEventListener("wheel", onWheel, { passive: true });
  window.addEventListener("touchmove", onWheel, { passive: true });

  const api = {
    box, load, select, moveCursor,
    get count() { return words.length; },
    get cursor() { return cursor; },
    cursorTime: () => (cursor >= 0 ? words[cursor].start : null),
    fromPlaying: () => moveCursor(playing >= 0 ? playing : 0, false),
    segmentStep(step) {
      const here = segments.findLastIndex((first) => first <= Math.max(0, cursor));
      return segments[Math.min(segments.length - 1, Math.max(0, here + step))] ?? 0;
    },
    selection() {
      const [from, to] = selected ?? (cursor >= 0 ? [cursor, cursor] : [-1, -1]);
      if (from < 0) return null;
      return {
        explicit: Boolean(selected), start: words[from].start, end: words[to].end,
        text: words.slice(from, to + 1).map(({ text }) => text).join(" "), last: words[to].span,
      };
    },
    mark(t, isPlaying) {
      const next = words.length ? indexAt(t) : -1;
      if (next === playing) return;
      if (playing >= 0) words[playing]?.span.classList.remove("now");
      playing = next;
      if (next < 0) return;
      const { span } = words[next];
      span.classList.add("now");
      if (isPlaying && performance.now() - scrolledAt > 4000 && !inView(span)) bring(span);
    },
    paint(highlights) {
      for (const { span } of words) {
        if (span.dataset.marks) {
          delete span.dataset.marks;
          span.removeAttribute("style");
          span.querySelector(".cl-chip")?.remove();
        }
      }
      const lanes = [];
      const inside = (w, one) => (w.start + w.end) / 2 >= one.start && (w.start + w.end) / 2 <= one.end;
      for (const one of [...highlights].sort((a, b) => a.start - b.start || b.end - a.end)) {
        const covered = words.filter((w) => inside(w, one));
        if (!covered.length) continue;
        for (const [light, dark] of one.inks) {
          let lane = lanes.findIndex((end) => end <= one.start + 0.001);
          if (lane < 0) lane = lanes.length;
          lanes[lane] = one.end;
          if (lane > 2) continue;
          for (const { span } of covered) span.style.setProperty(`--u${lane}`, `light-dark(${light}, ${dark})`);
          covered.at(-1).span.style.setProperty(`--x${lane}`, ".24em");
        }
        for (const { span } of covered) span.dataset.marks = "1";
        const first = covered[0].span;
        if (!first.querySelector(".cl-chip")) first.prepend(element("span", { class: "cl-chip", "aria-hidden": "true", "data-label": one.codes.join(", ") }));
      }
    },
    glow(one) {
      for (const w of words) w.span.classList.toggle("glow", Boolean(one) && (w.start + w.end) / 2 >= one.start && (w.start + w.end) / 2 <= one.end);
    },
    show(t) {
      const index = indexAt(t + 0.01);
      if (index >= 0 && !inView(words[index].span)) bring(words[index].span);
    },
    destroy() {
      document.removeEventListener("selectionchange", onTouchSelection);
      window.removeEventListener("wheel", onWheel);
      window.removeEventListener("touchmove", onWheel);
    },
  };
  return api;
}
