// A reel's player: its sound, and its clips along the journey as chapters that can be played.

function createReel(root) {
  const note = element("p", { class: "cl-notice", role: "status", hidden: true });
  const list = element("ol", { class: "cl-chapters" });
  let chapters = [];
  let current = -1;
  const sound = createSound({
    label: "the reel",
    onTime: (t) => {
      const next = chapters.findIndex((one) => one.row && t > 0 && t >= one.start - 0.05 && t < one.end);
      if (next === current) return;
      chapters[current]?.row.removeAttribute("aria-current");
      current = next;
      chapters[current]?.row.setAttribute("aria-current", "true");
    },
    onTrouble: (text) => { note.textContent = text; note.hidden = false; },
  });
  const player = element("div", { class: "cl-player", role: "region", "aria-label": "Player" }, sound.bar, note, list);
  player.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("a")) return;
    const onButton = event.target.closest("button");
    const act = { " ": onButton ? null : sound.toggle, k: sound.toggle, j: () => sound.seek(sound.position() - 5), l: () => sound.seek(sound.position() + 5) }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const row = (one, playable) => {
    const press = element("button", { type: "button", class: "cl-chapter", disabled: !playable, onclick: () => sound.play(one.start) },
      element("span", { class: "cl-at" }, clockOf(one.start)), element("q", {}, one.quote));
    one.row = element("li", { class: "cl-clip" }, press,
      element("p", { class: "cl-from" }, [one.person, one.codes.join(", ")].filter(Boolean).join(" · "),
        element("a", { class: "cl-source", href: one.source, target: "_self", "aria-label": `Open the interview with ${one.person} there` }, "Open in the interview")));
    return one.row;
  };

  root.append(player);
  return {
    update(data) {
      chapters = data.chapters.map((one) => ({ ...one }));
      current = -1;
      const rows = [];
      let stage = null;
      for (const one of chapters) {
        if (one.stage !== stage && one.stage) rows.push(element("li", { class: "cl-stage-name" }, one.stage));
        stage = one.stage;
        if (one.kind === "clip") rows.push(row(one, Boolean(data.audio)));
        else if (one.quote) rows.push(element("li", { class: `cl-${one.kind}` }, one.quote));
      }
      list.replaceChildren(...rows);
      sound.update({
        src: data.audio, seconds: data.duration, peaks: [],
        marks: chapters.filter(({ kind }) => kind === "clip").map((one) => ({ ...one, colour: "var(--accent-fill)", colour_dark: "var(--accent-fill)" })),
      });
    },
    destroy() {
      sound.destroy();
      player.remove();
    },
  };
}
