// Passages from many interviews, one below the other: each plays to its end and stops, or all play in turn.
// One media element for all of them, so that two voices never speak at once. Where the host gives `choices`, each
// passage can be given one of them, or none again: the host is told `{nonce, kind: "choose", id, choice}`.

function createSnippets(root, emit = () => {}) {
  const note = element("p", { class: "cl-notice", role: "status", hidden: true });
  const list = element("ol", { class: "cl-snips" });
  const all = button("cl-all", "Play all", () => (inTurn && media.isPlaying() ? media.pause() : start(0, true)));
  const head = element("div", { class: "cl-snips-head" }, all);
  const media = createMedia({
    onTime: (t) => progress(t),
    onState: (playing) => face(playing),
    onTrouble: (text) => { note.textContent = text; note.hidden = false; },
  });
  const player = element("div", { class: "cl-player cl-snippets", role: "region", "aria-label": "Passages" }, head, note, list, media.audio);
  let data = {};
  let rows = [];
  let current = null;
  let inTurn = false;
  media.speed(preference.get("speed", 1));

  const face = (playing) => {
    for (const row of rows) {
      const on = row === current && playing;
      row.press.replaceChildren(icon(on ? ICONS.pause : ICONS.play));
      row.press.setAttribute("aria-label", `${on ? "Pause" : "Play"} ${row.spoken}`);
    }
    all.textContent = inTurn && playing ? "Pause" : "Play all";
  };
  const progress = (t) => {
    current?.line.style.setProperty("--at", `${Math.min(100, Math.max(0, (100 * (t - current.one.start)) / (current.one.end - current.one.start)))}%`);
  };
  const start = (index, everything) => {
    const row = rows[index];
    if (!row) return;
    inTurn = everything;
    note.hidden = true;
    current?.item.removeAttribute("aria-current");
    current?.line.style.setProperty("--at", "0%");
    current = row;
    row.item.setAttribute("aria-current", "true");
    if (everything) row.item.scrollIntoView({ block: "nearest", behavior: calm() ? "auto" : "smooth" });
    media.load(row.src);
    media.play(row.one.start, row.one.end, () => {
      if (inTurn && index + 1 < rows.length) start(index + 1, true);
      else inTurn = false;
    });
  };
  const toggle = (index) => {
    const row = rows[index];
    const within = row === current && media.position() < row.one.end - 0.05 && media.position() > row.one.start - 0.05;
    if (row === current && media.isPlaying()) media.pause();
    else if (within) media.play(media.position(), row.one.end);
    else start(index, false);
  };

  const quoted = ({ quote, marks }) => {
    const pieces = [];
    let at = 0;
    for (const [from, to] of marks || []) {
      pieces.push(quote.slice(at, from), element("mark", {}, quote.slice(from, to)));
      at = to;
    }
    return element("q", { class: "cl-snip-quote" }, ...pieces, quote.slice(at));
  };
  const chooser = (one, spoken) => {
    if (!data.choices?.length || one.id === null || one.id === undefined) return null;
    const presses = data.choices.map(({ name, label }) => button("cl-choice", label, () => {
      const choice = one.chosen === name ? "" : name;
      one.chosen = choice;
      for (const [at, press] of presses.entries()) press.setAttribute("aria-pressed", String(data.choices[at].name === choice));
      emit([{ nonce: newNonce(), kind: "choose", id: one.id, choice }]);
    }, { "aria-pressed": String(one.chosen === name) }));
    return element("div", { class: "cl-choices", role: "group", "aria-label": `${data.asked || "What it says"}: ${spoken}` },
      data.asked ? element("span", { class: "cl-asked" }, data.asked) : null, presses);
  };
  const build = (one, index) => {
    const src = (data.sounds || {})[one.interview];
    const spoken = `${one.person || one.interview}, ${clockOf(one.start)}`;
    const press = element("button", { type: "button", class: "cl-play cl-play-small", "aria-label": `Play ${spoken}`, disabled: !src, onclick: () => toggle(index) }, icon(ICONS.play));
    const line = element("i", { class: "cl-snip-line", "aria-hidden": "true" });
    const inkOf = inksOf(data.codes);
    const facts = [one.speaker && one.speaker !== one.person ? `${one.speaker}, in the interview with ${one.person || one.interview}` : one.person || one.interview, one.stage]
      .filter(Boolean).join(" · ");
    const item = element("li", { class: "cl-snip" }, press, element("div", { class: "cl-snip-text" },
      data.hide_text ? null : quoted(one), line,
      one.note ? element("p", { class: "cl-snip-note" }, one.note) : null,
      element("p", { class: "cl-from" }, element("span", { class: "cl-at" }, clockOf(one.start)), element("span", {}, facts),
        one.codes?.length ? codeChips(one.codes, inkOf) : null,
        one.source ? element("a", { class: "cl-source", href: one.source, target: "_self", "aria-label": `Open the interview with ${one.person || one.interview} at ${clockOf(one.start)}` }, "Open in the interview") : null),
      one.about || data.choices?.length ? element("div", { class: "cl-judged" }, one.about ? element("span", { class: "cl-about" }, one.about) : null, chooser(one, spoken)) : null));
    return { one, src, item, press, line, spoken };
  };

  player.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return; // whatever it stands in, a dialog say, closes
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("a")) return;
    const at = Math.max(0, rows.indexOf(current));
    const onButton = event.target.closest("button");
    const act = {
      " ": onButton ? null : () => toggle(at), k: () => toggle(at),
      ArrowDown: () => rows[Math.min(rows.length - 1, rows.findIndex(({ press }) => press === onButton) + 1)]?.press.focus(),
      ArrowUp: () => rows[Math.max(0, rows.findIndex(({ press }) => press === onButton) - 1)]?.press.focus(),
      j: () => media.play(Math.max(current?.one.start ?? 0, media.position() - 5), current?.one.end),
    }[event.key];
    if (!act || !rows.length) return;
    event.preventDefault();
    act();
  });

  root.append(player);
  return {
    update(next) {
      if (same(next, data)) return;
      media.pause();
      data = next;
      current = null;
      inTurn = false;
      rows = (next.rows || []).map(build);
      list.replaceChildren(...rows.map(({ item }) => item));
      head.hidden = rows.length < 2;
      player.setAttribute("aria-label", next.label || "Passages");
    },
    destroy() {
      media.destroy();
      player.remove();
    },
  };
}
