// The rail beside the words: suggestions to decide on, and a card for each highlight. Only cards that differ are made
// anew, so that the focus stays where it is.

const FELT = { "-1": "unhappy", 1: "happy" };

function createRail({ onPlay, onEdit, onRemove, onRestore, onPoint, onAccept, onDecline, onSuggest }) {
  const count = element("span", { class: "cl-count" });
  const list = element("ol", { class: "cl-cards" });
  const offers = element("ol", { class: "cl-cards" });
  const ask = button("cl-act cl-suggest", "Suggest codes", () => onSuggest());
  const rate = element("p", { class: "cl-rate", role: "status" });
  const suggested = element("section", { class: "cl-suggested", "aria-label": "Suggested codes", hidden: true },
    element("h2", { class: "cl-rail-title" }, "Suggested"), offers, rate, ask);
  const rail = element("aside", { class: "cl-rail", "aria-label": "Highlights" },
    element("h2", { class: "cl-rail-title" }, "Highlights ", count), list, suggested);
  let cards = new Map();

  const cite = (one, label) => element("button", { type: "button", class: "cl-cite", "aria-label": `${label} ${clockOf(one.start)}: ${one.quote}`, onclick: () => onPlay(one) },
    element("span", { class: "cl-cite-text" }, one.quote));
  const card = (one, { inkOf, stages, readonly, link }) => {
    const stage = stages.find(({ id }) => id === one.stage);
    const meta = [stage?.name, FELT[one.sentiment], one.juiciness && `juicy ${one.juiciness}/5`, one.coder && `by ${one.coder}`].filter(Boolean).join(" · ");
    const at = clockOf(one.start);
    const tools = readonly || one.pending ? [] : [
      button("cl-act", "Edit", () => onEdit(one), { "aria-label": `Edit the highlight at ${at}` }),
      button("cl-act cl-remove", "Remove", () => onRemove(one), { "aria-label": `Remove the highlight at ${at}` }),
    ];
    return element("li", { class: `cl-card${one.pending ? " cl-pending" : ""}`, onmouseenter: () => onPoint(one), onmouseleave: () => onPoint(null) },
      one.codes.length ? codeChips(one.codes, inkOf) : null,
      cite(one, "Play"),
      one.note ? element("p", { class: "cl-card-note" }, one.note) : null,
      element("div", { class: "cl-meta" }, element("span", { class: "cl-at" }, at),
        element("span", { class: "cl-by", title: one.juice?.length ? one.juice.join(", ") : null }, meta)),
      tools.length || link ? element("div", { class: "cl-acts" }, tools,
        link && !one.pending ? element("a", { class: "cl-act", href: `${link}&at=${one.start.toFixed(1)}`, target: "_self", "aria-label": `Link to ${at}` }, "Link") : null) : null,
    );
  };
  const gone = (one) => element("li", { class: "cl-card cl-gone" },
    element("span", {}, "Highlight removed. "), button("cl-undo", "Undo", () => onRestore(one)));
  const offer = (one, { inkOf }) => element("li", { class: "cl-card cl-offer", onmouseenter: () => onPoint(one), onmouseleave: () => onPoint(null) },
    codeChips([one.code], inkOf), cite(one, "Play"),
    one.because ? element("p", { class: "cl-card-note" }, `Like: ${one.because}`) : null,
    element("div", { class: "cl-acts" },
      button("cl-act cl-yes", "Accept", () => onAccept(one), { "aria-label": `Accept ${one.code} at ${clockOf(one.start)}` }),
      button("cl-act", "Decline", () => onDecline(one), { "aria-label": `Decline ${one.code} at ${clockOf(one.start)}` })));

  const fill = (home, wanted) => {
    const nodes = wanted.map(([node]) => node);
    for (const node of [...home.children]) if (!nodes.includes(node)) node.remove();
    nodes.forEach((node, i) => { if (home.children[i] !== node) home.insertBefore(node, home.children[i] || null); });
  };

  return {
    rail,
    focusUndo: () => list.querySelector(".cl-undo")?.focus({ preventScroll: true }),
    update(highlights, removed, suggestions, options) {
      const { codes, stages, readonly, link } = options;
      const full = { ...options, inkOf: inksOf(codes) };
      const shared = JSON.stringify([codes, stages, readonly, link]);
      const next = new Map();
      const kept = (kind, name, one, make) => {
        const [key, look] = [`${kind}/${name}`, JSON.stringify(one) + shared];
        const known = cards.get(key);
        const entry = known?.look === look ? known : { look, node: make(one, full) };
        next.set(key, entry);
        return [entry.node, one.start];
      };
      const all = [
        ...highlights.map((one) => kept("card", one.id ?? one.nonce, one, card)),
        ...removed.map((one) => kept("gone", one.id, one, gone)),
      ].sort((a, b) => a[1] - b[1]);
      count.textContent = highlights.length ? String(highlights.length) : "";
      const { state, said } = options.suggesting || {};
      suggested.hidden = readonly || !(options.suggesting || suggestions.length);
      suggested.classList.toggle("cl-bare", !suggestions.length);
      ask.hidden = !state || state === "looking";
      ask.textContent = state === "done" ? "Look again" : "Suggest codes";
      const text = state === "looking" ? "Looking for passages that may deserve a code…" : said || "";
      if (rate.textContent !== text) rate.textContent = text;
      fill(offers, suggestions.map((one) => kept("offer", suggestionKey(one), one, offer)));
      fill(list, all.length ? all : [kept("empty", "", { start: 0 }, () => element("li", { class: "cl-empty" },
        readonly ? "Nothing is highlighted in this interview yet."
          : "Nothing yet. Select words in the transcript, give them a code, and the quote is kept here with its sound."))]);
      cards = next;
    },
  };
}
