// Highlights on the words: stacked underlines in the colours of their codes, with the codes' names before the first
// word. Only what changed is touched. Where more than three lie over each other, "+n" says so, and the rail shows all.

const LANES = 3;

function createMarks(words) {
  let painted = new Map();

  const plan = (highlights) => {
    const wanted = new Map();
    const ends = [];
    const at = (word) => {
      if (!wanted.has(word)) wanted.set(word, { inks: [], last: [], labels: [] });
      return wanted.get(word);
    };
    for (const one of [...highlights].sort((a, b) => a.start - b.start || b.end - a.end)) {
      const all = words.within(one.start, one.end);
      const told = all.filter(({ asks }) => !asks);
      const covered = (told.length ? told : all).sort((a, b) => a.i - b.i);
      if (!covered.length) continue;
      let [named, hidden] = [one.codes.length === 0 && one.note ? ["note"] : [], 0];
      (one.inks.length ? one.inks : [PLAIN_INK]).forEach(([light, dark], n) => {
        let lane = ends.findIndex((end) => end <= one.start + 0.001);
        if (lane < 0) lane = ends.length;
        ends[lane] = one.end;
        if (lane >= LANES) {
          hidden += 1;
          return;
        }
        if (one.codes[n]) named = [...named, one.codes[n]];
        for (const word of covered) at(word).inks[lane] = `light-dark(${light}, ${dark})`;
        at(covered.at(-1)).last[lane] = true;
      });
      at(covered[0]).labels.push([named.join(", "), hidden ? `+${hidden}` : ""].filter(Boolean).join(" "));
    }
    return wanted;
  };
  const bare = ({ span }) => {
    span.removeAttribute("style");
    delete span.dataset.marks;
    span.querySelector(".cl-chip")?.remove();
  };
  const dress = ({ span }, { inks, last, labels }) => {
    bare({ span });
    span.dataset.marks = "1";
    inks.forEach((ink, lane) => {
      span.style.setProperty(`--u${lane}`, ink);
      if (last[lane]) span.style.setProperty(`--x${lane}`, ".24em");
    });
    if (labels.length) span.prepend(element("span", { class: "cl-chip", "aria-hidden": "true", "data-label": [...new Set(labels)].join(" · ") }));
  };

  return {
    paint(highlights) {
      const wanted = plan(highlights);
      const next = new Map();
      for (const [word, look] of wanted) next.set(word, JSON.stringify(look));
      for (const word of painted.keys()) if (!next.has(word)) bare(word);
      for (const [word, look] of next) if (painted.get(word) !== look) dress(word, wanted.get(word));
      painted = next;
    },
  };
}
