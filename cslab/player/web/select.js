// The word cursor and the selection: by mouse, by touch, and by keyboard alone.

function createSelection({ words, say, onPlay, onSelect, onEdit }) {
  const { box } = words;
  let cursor = -1;
  let anchor = -1;
  let selected = null;

  const paint = (next) => {
    const [was, now] = [selected, next];
    if (was) for (let i = was[0]; i <= was[1]; i += 1) if (!now || i < now[0] || i > now[1]) words.word(i)?.span.classList.remove("sel");
    if (was) words.word(was[1])?.span.classList.remove("sel-last");
    if (now) for (let i = now[0]; i <= now[1]; i += 1) if (!was || i < was[0] || i > was[1]) words.word(i).span.classList.add("sel");
    if (now) words.word(now[1]).span.classList.add("sel-last");
    selected = next;
  };
  const select = (from, to, { quiet = false, how = "mouse" } = {}) => {
    paint(from === null ? null : [Math.max(0, Math.min(from, to)), Math.min(words.count - 1, Math.max(from, to))]);
    if (!quiet) onSelect(selection(), how);
  };
  const put = (to) => {
    words.word(cursor)?.span.classList.remove("cur");
    cursor = to;
    words.word(cursor)?.span.classList.add("cur");
  };
  const move = (to, extend) => {
    if (!words.count) return;
    const next = Math.min(words.count - 1, Math.max(0, to));
    if (extend && anchor < 0) anchor = cursor < 0 ? next : cursor;
    put(next);
    const word = words.word(cursor);
    words.bring(word.span);
    if (extend) {
      select(anchor, cursor, { how: "keys" });
      return;
    }
    anchor = -1;
    if (selected) select(null, null, { how: "keys" });
    say(word.fix ? `${word.text}, corrected, was: ${word.fix.was || "nothing"}` : word.text);
    onSelect(null, "cursor", word);
  };
  const selection = () => {
    const [first, last] = selected || (cursor >= 0 ? [cursor, cursor] : [null, null]);
    if (first === null) return null;
    const own = Array.from({ length: last - first + 1 }, (_, i) => words.word(first + i));
    return {
      first, last, text: own.map(({ text }) => text).join(" "), explicit: Boolean(selected),
      start: Math.min(...own.map(({ start }) => start)), end: Math.max(...own.map(({ end }) => end)),
      from: own[0].span, to: own.at(-1).span,
    };
  };

  const wordOf = (node) => (node && (node.nodeType === 1 ? node : node.parentElement)?.closest?.(".w"))?.word ?? null;
  // The words that a range of the browser covers: its ends may lie between words, or outside them.
  const covered = (range) => {
    const touches = (i) => range.comparePoint(words.word(i).span, 0);
    let [low, high] = [0, words.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (touches(middle) < 0) low = middle + 1;
      else high = middle;
    }
    const first = Math.max(0, low - 1);
    let last = first;
    while (last + 1 < words.count && range.intersectsNode(words.word(last + 1).span)) last += 1;
    const full = (i) => {
      const part = document.createRange();
      part.selectNodeContents(words.word(i).span);
      if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
      if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
      return part.toString().trim() !== "";
    };
    let from = first;
    while (from <= last && !(range.intersectsNode(words.word(from).span) && full(from))) from += 1;
    while (last >= from && !full(last)) last -= 1;
    return from <= last ? [from, last] : null;
  };
  const takeNative = () => {
    const native = window.getSelection();
    if (!native || native.isCollapsed || !native.rangeCount) return false;
    const range = native.getRangeAt(0);
    if (!words.count || !range.intersectsNode(box) || !(box.contains(native.anchorNode) || box.contains(native.focusNode))) return false;
    const found = covered(range);
    if (!found) return false;
    native.removeAllRanges();
    anchor = -1;
    select(found[0], found[1]);
    return true;
  };
  let [clicks, dragging] = [0, false];
  box.addEventListener("mousedown", ({ detail }) => { [clicks, dragging] = [detail, true]; });
  // A hand may let go beside the words.
  const onUp = ({ target }) => {
    if (dragging && !box.contains(target)) takeNative();
    dragging = false;
  };
  document.addEventListener("pointerup", onUp);
  box.addEventListener("pointerup", (event) => {
    if (event.button !== 0 || (event.pointerType === "mouse" && clicks > 1) || event.target.closest("button, textarea, .cl-edit")) return;
    const word = wordOf(event.target);
    if (takeNative()) return;
    if (!word) return;
    if (event.shiftKey && cursor >= 0) {
      select(cursor, word.i);
      return;
    }
    put(word.i);
    anchor = -1;
    select(null, null);
    onPlay(word.start);
  });
  // A double click means the word itself: it is edited in place.
  box.addEventListener("dblclick", (event) => {
    const word = wordOf(event.target);
    if (!word || event.target.closest("textarea")) return;
    event.preventDefault();
    window.getSelection()?.removeAllRanges();
    put(word.i);
    select(word.i, word.i, { quiet: true });
    onEdit();
  });
  box.addEventListener("focus", () => {
    if (cursor < 0 && words.count && box.matches(":focus-visible")) api.fromPlaying();
  });
  let timer = 0;
  const onTouch = () => {
    clearTimeout(timer);
    if (matchMedia("(pointer: coarse)").matches) timer = setTimeout(takeNative, 700);
  };
  document.addEventListener("selectionchange", onTouch);

  const api = {
    select, move, selection,
    get cursor() { return cursor; },
    cursorWord: () => words.word(cursor) || null,
    fromPlaying: () => move(box.querySelector(".now")?.word?.i ?? 0, false),
    step: (by) => {
      const [all, here] = [words.segments(), words.segmentAt(Math.max(0, cursor))];
      const row = all[Math.min(all.length - 1, Math.max(0, here + by))];
      return row ? row.words[0].i : 0;
    },
    // After the words were loaded anew, the cursor and the selection are where they were in time.
    hold: () => ({ cursor: words.word(cursor)?.start ?? null, span: selected ? [selection().start, selection().end] : null }),
    regain({ cursor: t, span }) {
      selected = null;
      cursor = anchor = -1;
      for (const node of box.querySelectorAll(".sel, .cur")) node.classList.remove("sel", "sel-last", "cur");
      if (t !== null) put(words.at(t)?.i ?? -1);
      const own = span ? words.within(...span) : [];
      if (own.length) paint([Math.min(...own.map(({ i }) => i)), Math.max(...own.map(({ i }) => i))]);
    },
    destroy() {
      clearTimeout(timer);
      document.removeEventListener("selectionchange", onTouch);
      document.removeEventListener("pointerup", onUp);
    },
  };
  return api;
}
