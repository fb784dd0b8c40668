// What the player has to say: trouble, what was refused (with the draft, so that nothing typed is lost), and whether
// everything is saved.

function createNotices({ onRetry }) {
  const box = element("div", { class: "cl-notices", role: "status" });
  const saving = element("span", { class: "cl-saving", role: "status" });
  let trouble = "";
  let refusals = [];

  const paint = () => box.replaceChildren(
    ...(trouble ? [element("p", { class: "cl-notice" }, trouble)] : []),
    ...refusals.map((one) => element("p", { class: "cl-notice" }, `${one.sentence} `,
      button("cl-undo", DRAFTS[one.event.kind] || "Try again", () => { drop(one); onRetry(one.event); }),
      button("cl-undo", "Let it go", () => drop(one)))),
  );
  const drop = (one) => {
    refusals = refusals.filter((other) => other !== one);
    paint();
  };
  return {
    box, saving,
    complain(text) {
      if (text === trouble) return;
      trouble = text;
      paint();
    },
    refuse(more) {
      if (!more.length) return;
      refusals = [...refusals, ...more];
      paint();
    },
    clear() { refusals = []; trouble = ""; paint(); },
    unsaved({ count, late }) {
      const text = !count ? "" : !late ? "Saving…"
        : `Not saved yet: ${count === 1 ? "one change" : `${count} changes`}. Kept in this browser, and sent again until it is.`;
      if (saving.textContent !== text) saving.textContent = text;
      saving.classList.toggle("cl-late", late);
    },
  };
}

const DRAFTS = { add: "Open it again", change: "Open it again", correct: "Open it again" };

// Where the sound may leap: over silence, and over the interviewer up to the customer's next words.
function leapsOf(rows, speakers, speech, duration) {
  const quiet = speech.slice(1).map(([start], i) => [speech[i][1] + 0.25, start - 0.15]).filter(([from, to]) => to - from > 0.6);
  if (speech.length && speech[0][0] > 1) quiet.unshift([0, speech[0][0] - 0.2]);
  const turns = rows.filter(([, list]) => list.length)
    .map(([who, list]) => ({ asks: who >= 0 && speakers[who][1], start: list[0][1] })).sort((a, b) => a.start - b.start);
  const asked = [];
  turns.forEach(({ asks, start }, i) => {
    if (!asks || (i && turns[i - 1].asks)) return;
    const next = turns.slice(i).find((turn) => !turn.asks);
    const to = next ? next.start - 0.08 : duration;
    if (to - start > 0.4) asked.push([start, to]);
  });
  return { quiet, asked: turns.some(({ asks }) => !asks) ? asked : [] };
}
