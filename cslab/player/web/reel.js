// A reel's player: its parts along the journey, each a place to begin at, and a card that shows what is heard now.
// It plays a rendered file (`audio`) or, where there are `steps`, the plan itself from the recordings (playlist.js).
// The host may hold the reins (play, pause, seek, position) and, with `report`, is told what people do: {kind: "play"},
// "pause", and "at" with the index of the chapter that is heard.

function createReel(root, emit = () => {}) {
  const note = element("p", { class: "cl-notice", role: "status", hidden: true });
  const which = element("p", { class: "cl-which", hidden: true });
  const card = element("div", { class: "cl-card", hidden: true });
  const list = element("ol", { class: "cl-chapters" });
  const holder = element("div", {});
  const player = element("div", { class: "cl-player", role: "region", "aria-label": "Player" }, holder, which, note, card, list);
  let data = {};
  let chapters = [];
  let current = -1;
  let sound = null;
  let planned = null;

  const report = (event) => { if (data.report) emit([event]); };
  // What is seen stays over the short pause behind it; a silence of the script clears it, and the end does.
  const seenAt = (t) => {
    let found = -1;
    for (const [i, one] of chapters.entries()) {
      if (one.start > t + 0.05) break;
      if (one.kind === "clip" || one.quote) found = i;
      else if (one.end > one.start) found = -1;
    }
    return data.duration && t >= data.duration - 0.01 ? -1 : found;
  };
  const mark = (t, playing) => {
    const next = t > 0 || playing ? seenAt(t) : -1;
    if (next === current) return;
    chapters[current]?.row?.removeAttribute("aria-current");
    current = next;
    chapters[current]?.row?.setAttribute("aria-current", "true");
    show(chapters[current]);
    report({ kind: "at", index: current, at: t });
  };
  const show = (one) => {
    card.hidden = !data.card;
    card.className = `cl-card cl-card-${one ? one.kind : "quiet"}`;
    if (!one) card.replaceChildren(data.title ? element("p", { class: "cl-card-words" }, data.title) : "");
    else if (one.kind === "clip") card.replaceChildren(
      data.hide_text || !one.quote ? "" : element("q", {}, one.quote), element("p", { class: "cl-from" }, [one.person, one.stage].filter(Boolean).join(" · ")));
    else card.replaceChildren(element("p", { class: "cl-card-words" }, one.quote || ""));
  };
  const make = (plan) => {
    sound?.destroy();
    planned = plan;
    sound = createSound({
      label: "the reel", make: plan ? createPlaylist : createMedia, onTime: mark,
      onTrouble: (text) => { note.textContent = text; note.hidden = false; },
      onPlaying: (playing) => report({ kind: playing ? "play" : "pause", at: sound?.position() ?? 0 }),
    });
    holder.replaceChildren(sound.bar);
  };
  player.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("a, select")) return;
    const onButton = event.target.closest("button");
    const act = { " ": onButton ? null : sound?.toggle, k: sound?.toggle, j: () => sound?.seek(sound.position() - 5), l: () => sound?.seek(sound.position() + 5) }[event.key];
    if (!act || data.led) return;
    event.preventDefault();
    act();
  });

  const clip = (one, playable) => {
    const press = element("button", { type: "button", class: "cl-chapter", disabled: !playable, onclick: () => sound.play(one.start) },
      element("span", { class: "cl-at" }, clockOf(one.start)), element(data.hide_text ? "span" : "q", {}, data.hide_text ? one.person : one.quote));
    return element("li", { class: "cl-clip" }, press,
      element("p", { class: "cl-from" }, [data.hide_text ? "" : one.person, (one.codes || []).join(", ")].filter(Boolean).join(" · "),
        one.source ? element("a", { class: "cl-source", href: one.source, target: "_self", "aria-label": `Open the interview with ${one.person} there` }, "Open in the interview") : null));
  };
  const rows = (playable) => {
    const made = [];
    let stage = null;
    for (const one of chapters) {
      if (one.stage !== stage && one.stage) made.push(element("li", { class: "cl-stage-name" }, one.stage));
      stage = one.stage;
      if (one.kind === "clip") one.row = clip(one, playable);
      else if (one.quote) one.row = element("li", { class: `cl-${one.kind}` }, one.quote);
      if (one.row) made.push(one.row);
    }
    return made;
  };

  root.append(player);
  return {
    play: (...where) => sound?.play(...where),
    pause: () => sound?.pause(),
    seek: (t) => sound?.seek(t),
    position: () => sound?.position() ?? 0,
    isPlaying: () => sound?.isPlaying() ?? false,
    update(next) {
      if (same(next, data)) return;
      data = next;
      note.textContent = next.notice || "";
      note.hidden = !next.notice;
      if (planned !== Boolean(next.steps)) make(Boolean(next.steps));
      chapters = (next.chapters || []).map((one) => ({ ...one, codes: one.codes || [] }));
      current = -1;
      list.hidden = Boolean(next.hide_list);
      list.replaceChildren(...rows(Boolean(next.audio || next.steps) && !next.led));
      which.textContent = next.which || "";
      which.hidden = !next.which;
      holder.classList.toggle("cl-led", Boolean(next.led));
      show(null);
      const parts = chapters.filter(({ kind }) => kind === "clip");
      sound.update({
        src: next.steps ? { steps: next.steps, sounds: next.sounds || {}, duration: next.duration } : next.audio, seconds: next.duration, peaks: [],
        marks: parts.map((one) => ({ ...one, row: null, colour: "var(--accent-fill)", colour_dark: "var(--accent-fill)" })),
      });
    },
    destroy() {
      sound?.destroy();
      player.remove();
    },
  };
}
