// The questions, one at a time: a line to touch, empty until it is touched. What is answered is sent at once, and
// again until the server has it.

const NOWHERE = 50.3;
const LABELS = { own: "Your own answer", certainty: "How sure you are", predicted: "Your guess" };

function sheet(page, state) {
  const node = element("section", { class: "sx-sheet" });
  const put_ = { node, pending: {}, kept: {}, items: [], asks: [], at: 0, sending: false, page, phase: state.phase };
  node.append(element("p", { class: "sx-small" }, "One moment."));
  const stop = load(page, `sheet?phase=${state.phase}`, (told) => {
    Object.assign(put_, { items: told.items, asks: told.asks, kept: told.answers });
    put_.steps = told.items.flatMap((item) => told.asks.map((one) => ({ item, ask: one })));
    const open = put_.steps.findIndex((one) => value(put_, one) === null);
    const any = put_.steps.some((one) => value(put_, one) !== null);
    put_.at = open < 0 ? put_.steps.length : open;
    if (told.again && !any) intro(put_, told);
    else draw(put_);
  }, (text) => node.replaceChildren(element("p", { class: "sx-error", role: "alert" }, text)));
  const keys = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !put_.steps) return;
    if (event.key === "Enter" && event.target.matches?.("input[type=range]")) { event.preventDefault(); turn(put_, 1); }
    if (event.key === "PageDown" || event.key === "PageUp") { event.preventDefault(); turn(put_, event.key === "PageDown" ? 1 : -1); }
  };
  node.addEventListener("keydown", keys);
  return { node, leave: stop };
}

// Before the second time: nobody is shown what they wrote the first time.
function intro(one, told) {
  one.node.replaceChildren(
    element("h1", { tabindex: -1 }, "Once more"),
    element("p", { class: "sx-why" }, told.again),
    element("div", { class: "sx-move sx-one" }, button("sx-main", "Go on", () => { draw(one); head(one); })));
  head(one);
}

const head = (one) => one.node.querySelector("[tabindex='-1']")?.focus({ preventScroll: true });

function value(one, { item, ask: asked }) {
  const mine = one.pending[item.id];
  return mine && asked.name in mine ? mine[asked.name] : one.kept[item.id]?.[asked.name] ?? null;
}

function turn(one, by) {
  one.at = Math.min(Math.max(one.at + by, 0), one.steps.length);
  draw(one);
  head(one);
  window.scrollTo(0, 0);
}

function draw(one) {
  if (one.at >= one.steps.length) { last(one); return; }
  const { item, ask: asked } = one.steps[one.at];
  const number = Math.floor(one.at / one.asks.length);
  const ends = asked.name === "certainty" ? ["Only a guess", "Certain"] : [item.lowest, item.highest];
  const output = element("output", { class: "sx-value", "aria-hidden": "true" });
  const range = element("input", { type: "range", min: 0, max: 100, step: 1, "aria-label": `${asked.words} ${item.wording}` });
  const clear = button("sx-clear", "Take back", () => { say(one, null); paint(); range.focus(); });
  const next = button("sx-main", "Next", () => turn(one, 1));
  const hint = element("p", { class: "sx-hint" }, matchMedia("(pointer: coarse)").matches ? "Touch the line where your answer lies." : "Press on the line where your answer lies, or type a number from 0 to 100.");
  const mine = asked.name === "certainty" ? value(one, { item, ask: { name: "own" } }) : null;
  const paint = (live = null) => {
    const now = live ?? value(one, one.steps[one.at]);
    range.step = now === null ? "any" : "1"; // between two steps while empty, so that a touch in the middle moves it
    if (live === null) range.value = now ?? NOWHERE;
    output.textContent = now === null ? "–" : String(Math.round(now));
    range.setAttribute("aria-valuetext", now === null ? "not answered" : `${Math.round(now)} of 100, from ${ends[0]} to ${ends[1]}`);
    range.style.setProperty("--at", `${now ?? 0}%`);
    node.classList.toggle("sx-empty", now === null);
    clear.hidden = now === null;
    hint.hidden = now !== null;
    next.textContent = now === null ? "Skip for now" : "Next";
    next.classList.toggle("sx-plain", now === null);
  };
  const keep = () => { say(one, Math.round(range.value)); paint(); };
  let typed = "";
  let typing = 0;
  range.addEventListener("input", () => paint(Math.round(range.value)));
  range.addEventListener("change", keep);
  // the thumb of an empty line can't be seen, but who presses just there moves nothing that is told of
  range.addEventListener("click", (event) => {
    if (value(one, one.steps[one.at]) !== null) return;
    range.step = "1";
    range.value = Math.min(100, Math.max(0, Math.round((100 * event.offsetX) / range.clientWidth)));
    keep();
  });
  // a number that is typed is an answer: who uses keys need not begin in the middle
  range.addEventListener("keydown", (event) => {
    if (/^[0-9]$/.test(event.key)) {
      clearTimeout(typing);
      typed = Number(typed + event.key) <= 100 ? typed + event.key : event.key;
      range.step = "1";
      range.value = Number(typed);
      keep();
      typing = setTimeout(() => { typed = ""; }, 1500);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      typed = "";
      say(one, null);
      paint();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const saved = element("p", { class: "sx-saved", role: "status" });
  one.saved = saved;
  const node = element("div", { class: "sx-asked" },
    element("div", { class: "sx-top" }, element("p", { class: "sx-count" }, `${number + 1} of ${one.items.length}`), saved),
    progress(one),
    element("div", { class: "sx-question" },
      element("p", { class: "sx-kind" }, asked.words),
      element("h1", { class: "sx-wording", tabindex: -1 }, item.wording),
      mine === null ? null : element("p", { class: "sx-small" }, `You answered ${Math.round(mine)} of 100.`)),
    element("div", { class: "sx-line" }, output, range, element("div", { class: "sx-ends" }, element("span", {}, ends[0]), element("span", {}, ends[1])),
      hint, clear),
    element("div", { class: "sx-move" }, button("sx-back", "Back", () => turn(one, -1), { disabled: one.at === 0 }), next));
  one.node.replaceChildren(node);
  paint();
  one.dots = () => node.querySelector(".sx-dots").replaceWith(progress(one));
  tell(one);
}

function progress(one) {
  const bar = element("div", { class: "sx-dots", role: "group", "aria-label": "Questions" });
  one.items.forEach((item, at) => {
    const mine = one.steps.filter((step) => step.item === item);
    const done = mine.filter((step) => value(one, step) !== null).length;
    const press = button("sx-dot", "", () => { one.at = at * one.asks.length; draw(one); head(one); },
      { "aria-label": `Question ${at + 1}, ${done === mine.length ? "answered" : done ? "begun" : "open"}`, "--done": `${(100 * done) / mine.length}%` });
    if (Math.floor(one.at / one.asks.length) === at) press.setAttribute("aria-current", "step");
    bar.append(press);
  });
  return bar;
}

function last(one) {
  const open = one.steps.map((step, at) => ({ ...step, place: at })).filter((step) => value(one, step) === null);
  const needed = open.filter((step) => step.ask.name !== "certainty");
  const said = element("p", { class: "sx-error", role: "alert" });
  const nothing = open.length === one.steps.length;
  const press = button("sx-main", needed.length ? "Lock it without them" : "Lock my answers", async () => {
    press.disabled = true;
    try {
      await send(one);
      await one.page.act("lock", { phase: one.phase });
    } catch (error) {
      said.textContent = error.message;
      press.disabled = false;
    }
  }, { disabled: true });
  setTimeout(() => { press.disabled = nothing; }, 700); // it lies where Next was: a second touch too many locks nothing
  if (needed.length) press.classList.add("sx-plain");
  const saved = element("p", { class: "sx-saved", role: "status" });
  one.saved = saved;
  one.node.replaceChildren(element("div", { class: "sx-asked" },
    element("div", { class: "sx-top" }, element("p", { class: "sx-count" }, "Done"), saved),
    progress(one),
    element("div", { class: "sx-question" },
      element("h1", { class: "sx-wording", tabindex: -1 }, needed.length ? "Something is still open" : "That is all"),
      element("p", { class: "sx-why" }, needed.length
        ? "A question tells nothing here without your own answer and your guess."
        : one.phase === "before" ? "Lock it, and nothing in it changes any more. Then you hear them." : "Lock it, and you see what listening changed in you.")),
    needed.length ? element("ul", { class: "sx-open" }, needed.map((step) => element("li", {},
      button("sx-row", "", () => { one.at = step.place; draw(one); head(one); }),
    ))) : null,
    said,
    element("div", { class: "sx-move" }, button("sx-back", "Back", () => turn(one, -1)), press)));
  one.node.querySelectorAll(".sx-row").forEach((row, at) => {
    const step = needed[at];
    row.append(element("span", {}, LABELS[step.ask.name]), element("b", {}, step.item.wording));
  });
  tell(one);
}

// ---- kept at once ----

function say(one, what) {
  const { item, ask: asked } = one.steps[one.at];
  if (value(one, one.steps[one.at]) === what) return;
  (one.pending[item.id] ??= {})[asked.name] = what;
  one.dots?.();
  tell(one);
  keepOn(one);
}

// Until the server has it: a phone may be without a network for minutes. What it refuses is said, and not sent again.
function keepOn(one) {
  clearTimeout(one.later);
  send(one).catch((error) => {
    if (error.status >= 400 && error.status < 500) return;
    clearTimeout(one.later);
    one.later = setTimeout(() => keepOn(one), 2500);
  });
}

async function send(one) {
  while (one.sending) await one.sending;
  if (!Object.keys(one.pending).length) return;
  const batch = JSON.parse(JSON.stringify(one.pending));
  one.sending = one.page.ask("say", { phase: one.phase, answers: batch });
  try {
    await one.sending;
    for (const [item, said] of Object.entries(batch)) {
      for (const [name, what] of Object.entries(said)) {
        (one.kept[item] ??= {})[name] = what;
        if (one.pending[item]?.[name] === what) delete one.pending[item][name];
      }
      if (one.pending[item] && !Object.keys(one.pending[item]).length) delete one.pending[item];
    }
    one.refused = "";
  } catch (error) {
    one.refused = error.status && error.status !== 500 ? error.message : "";
    throw error;
  } finally {
    one.sending = false;
    tell(one);
  }
  if (Object.keys(one.pending).length) await send(one);
}

function tell(one) {
  if (!one.saved) return;
  const waits = Object.keys(one.pending).length > 0;
  const any = Object.values(one.kept).some((said) => Object.values(said).some((what) => what !== null));
  put(one.saved, one.refused || (waits ? "Saving" : any ? "Saved" : "Kept as you go"));
}
