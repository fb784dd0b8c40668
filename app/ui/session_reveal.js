// What customers answered, beside what everybody wrote blind; one's own are marked for oneself alone.

function reveal(page, state) {
  const node = element("section", { class: "sx-reveal" }, element("p", { class: "sx-small" }, "One moment."));
  let turn_ = () => {};
  const stop = load(page, "reveal", (told) => {
    if (state.role === "room") turn_ = screen(node, told, state);
    else sheetOf(node, told, state);
    node.querySelector("[tabindex='-1']")?.focus({ preventScroll: true });
  }, (text) => node.replaceChildren(element("div", { class: "sx-quiet" }, element("h1", { tabindex: -1 }, state.title), element("p", { class: "sx-why", role: "status" }, text))));
  const keys = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (by && state.role === "room") { event.preventDefault(); turn_(by); }
  };
  document.addEventListener("keydown", keys);
  return { node, leave() { stop(); document.removeEventListener("keydown", keys); } };
}

// On one's own phone everything stands below each other.
function sheetOf(node, told, state) {
  node.replaceChildren(
    element("header", { class: "sx-lead" },
      element("p", { class: "sx-over" }, state.head || state.title),
      element("h1", { tabindex: -1 }, "What customers answered"),
      element("p", { class: "sx-why" }, told.sentence)),
    legend(told),
    element("ol", { class: "sx-items" }, told.items.map((item) => element("li", {}, card(item, "h2")))),
    told.prompts.length ? element("section", { class: "sx-talk" }, element("h2", {}, "To talk about"), element("ul", {}, told.prompts.map((one) => element("li", {}, one)))) : null,
    element("p", { class: "sx-small sx-foot" }, told.note));
}

// On the room's screen one question stands alone, as large as the screen lets it.
function screen(node, told, state) {
  const place = element("p", { class: "sx-count", role: "status" });
  const body = element("div", { class: "sx-screen" });
  const back = button("sx-back", "Back", () => turn_(-1));
  const next = button("sx-main", "Next", () => turn_(1));
  const pages = told.items.map((item) => () => [card(item, "h1"), legend(told)]);
  if (told.prompts.length) pages.push(() => [element("section", { class: "sx-talk" }, element("h1", { tabindex: -1 }, "To talk about"), element("ul", {}, told.prompts.map((one) => element("li", {}, one))))]);
  let at = 0;
  const turn_ = (by) => {
    at = Math.min(Math.max(0, at + by), pages.length - 1);
    body.replaceChildren(...pages[at]());
    place.textContent = `${at + 1} of ${pages.length}`;
    back.disabled = at === 0;
    next.disabled = at === pages.length - 1;
  };
  node.replaceChildren(element("div", { class: "sx-top" }, element("p", { class: "sx-over" }, state.title), place), body, element("div", { class: "sx-move" }, back, next));
  turn_(0);
  return turn_;
}

function legend(told) {
  const mine = told.items.some((item) => item.answers.some((one) => one.mine));
  return element("ul", { class: "sx-legend" },
    element("li", {}, element("i", { class: "sx-key-bars", "aria-hidden": "true" }), "how many customers answered so"),
    element("li", {}, element("i", { class: "sx-key-mean", "aria-hidden": "true" }), "their average, with its interval"),
    element("li", {}, element("i", { class: "sx-key-guess", "aria-hidden": "true" }), "our guesses"),
    element("li", {}, element("i", { class: "sx-key-own", "aria-hidden": "true" }), "our own answers"),
    mine ? element("li", {}, element("i", { class: "sx-key-mine", "aria-hidden": "true" }), "filled: yours") : null);
}

function card(item, level) {
  const most = Math.max(...item.bars.map((bar) => bar.share), 0.01);
  const plot = element("div", { class: "sx-plot", role: "img", "aria-label": item.said.join(" ") });
  if (item.value !== null) {
    const bars = element("div", { class: "sx-bars" }, item.bars.map((bar) => element("i", {
      "--at": `${bar.at}%`, "--wide": `${bar.wide}%`, "--tall": `${Math.max(100 * (bar.share / most), bar.share > 0 ? 3 : 0)}%`,
    })));
    plot.append(bars, element("div", { class: "sx-mean", "--at": `${item.value}%`, "--from": `${item.low}%`, "--to": `${item.high}%` },
      element("span"), element("b"), element("em", {}, String(Math.round(item.value)))));
  }
  plot.append(dots("guess", item.answers, "predicted"), dots("own", item.answers, "own"));
  return element("article", { class: "sx-card" },
    element(level, { class: "sx-wording", tabindex: level === "h1" ? -1 : null }, item.wording),
    item.mark ? element("p", { class: "sx-flag" }, item.mark) : null,
    plot,
    element("div", { class: "sx-ends" }, element("span", {}, item.lowest), element("span", {}, item.highest)),
    element("ul", { class: "sx-says" }, item.said.map((one) => element("li", {}, one))));
}

// Equal answers stand on each other.
function dots(kind, answers, name) {
  const placed = [];
  const row = element("div", { class: `sx-${kind}` });
  const known = answers.filter((one) => one[name] !== null).sort((a, b) => a[name] - b[name]);
  for (const one of known) {
    let level = 0;
    while (placed.some((other) => other.level === level && Math.abs(other.at - one[name]) < 3.4)) level += 1;
    placed.push({ at: one[name], level });
    row.append(element("i", { class: one.mine ? "sx-mine" : null, "--at": `${one[name]}%`, "--up": level }));
  }
  row.style.setProperty("--levels", String(Math.max(0, ...placed.map((one) => one.level))));
  return row;
}

// ---- one's own result, and somebody who came too late ----

function result(page, state) {
  const node = element("section", { class: "sx-own" }, element("p", { class: "sx-small" }, "One moment."));
  const foot = element("p", { class: "sx-small sx-foot", role: "status" });
  const stop = load(page, "own", (told) => {
    node.replaceChildren(
      element("header", { class: "sx-lead" },
        element("p", { class: "sx-over" }, "For you alone"),
        element("h1", { tabindex: -1 }, told.head),
        told.sentences.map((one) => element("p", { class: "sx-why" }, one))),
      element("dl", { class: "sx-figures" }, told.figures.flatMap((one) => [
        element("dt", {}, one.label),
        element("dd", {}, element("b", {}, one.text), one.note ? element("span", {}, one.note) : null),
      ])),
      told.moved.length ? element("section", { class: "sx-talk" }, element("h2", {}, "What moved you"), element("ul", {}, told.moved.map((one) => element("li", {}, one)))) : null,
      told.doubts.length ? element("details", { class: "sx-doubts" }, element("summary", {}, "How sure this is"), element("ul", {}, told.doubts.map((one) => element("li", {}, one)))) : null,
      foot);
    node.querySelector("[tabindex='-1']")?.focus({ preventScroll: true });
  }, (text) => node.replaceChildren(element("div", { class: "sx-quiet" }, element("h1", { tabindex: -1 }, "Your answers are locked"), element("p", { class: "sx-why", role: "status" }, text))));
  return {
    node,
    leave: stop,
    update(now) { put(foot, now.session === "closed" ? "This session is over. Thank you." : "The others are still answering. You may put this away."); },
  };
}

function late(page, state) {
  const said = element("p", { class: "sx-error", role: "alert" });
  const press = button("sx-main", "Lock it as it is, and look", async () => {
    press.disabled = true;
    try { await page.act("lock", { phase: "before" }); } catch (error) { said.textContent = error.message; press.disabled = false; }
  });
  return { node: element("section", { class: "sx-quiet" }, element("h1", { tabindex: -1 }, "The others went on"), element("p", { class: "sx-why" }, state.why), said, element("div", { class: "sx-move sx-one" }, press)) };
}
