// One sheet of the mirror: an item at a time, three lines to touch. A line nobody touched is no answer.
// Every answer is sent until the server has it: what is sent is all that it is not known to have.

const NOWHERE = 50.3;

export default function ({ data, parentElement, setTriggerValue }) {
  const home = parentElement.querySelector(".ms-mount");
  home.__send = setTriggerValue;
  if (home.__sheet !== data.sheet) start(home, data);
  else take(home, data);
}

function start(home, data) {
  home.__sheet = data.sheet;
  home.__pending = {};
  home.__kept = data.answers;
  home.__items = data.items;
  home.__at = Math.max(0, data.items.findIndex((one) => !complete(home, one.id)));
  home.replaceChildren();
  const root = element("div", "ms");
  root.innerHTML =
    '<div class="ms-top"><p class="ms-count"></p><p class="ms-saved" role="status"></p></div>' +
    '<div class="ms-dots" role="group" aria-label="Questions"></div>' +
    '<p class="ms-wording" tabindex="-1"></p><div class="ms-asks"></div>' +
    '<div class="ms-move"><button type="button" class="ms-back">Back</button><button type="button" class="ms-next">Next</button></div>';
  home.append(root);
  root.querySelector(".ms-back").addEventListener("click", () => go(home, home.__at - 1));
  root.querySelector(".ms-next").addEventListener("click", () => go(home, home.__at + 1));
  data.items.forEach((one, at) => {
    const dot = element("button", "ms-dot");
    dot.type = "button";
    dot.addEventListener("click", () => go(home, at));
    root.querySelector(".ms-dots").append(dot);
  });
  for (const ask of data.asks) root.querySelector(".ms-asks").append(line(home, ask));
  paint(home, true);
}

// What came from the server: answers it has, from here or from another window.
function take(home, data) {
  home.__kept = data.answers;
  for (const [item, said] of Object.entries(home.__pending)) {
    for (const [name, value] of Object.entries(said)) {
      if ((home.__kept[item]?.[name] ?? null) === value) delete said[name];
    }
    if (!Object.keys(said).length) delete home.__pending[item];
  }
  paint(home, false);
}

function line(home, ask) {
  const row = element("fieldset", "ms-ask");
  row.dataset.name = ask.name;
  row.innerHTML =
    '<legend></legend><div class="ms-line"><input type="range" min="0" max="100" step="1"><output></output></div>' +
    '<div class="ms-ends"><span></span><span></span></div><button type="button" class="ms-clear">Take back</button>';
  const range = row.querySelector("input");
  row.querySelector("legend").textContent = ask.words;
  range.setAttribute("aria-label", ask.words);
  const keep = () => say(home, ask.name, Math.round(range.value));
  const touched = () => {
    range.step = "1";
    row.classList.remove("ms-empty");
    tell(row, Math.round(range.value));
  };
  range.addEventListener("input", touched);
  range.addEventListener("change", keep);
  // The thumb of an empty line can't be seen, but who presses just there moves nothing that is told of.
  range.addEventListener("click", (event) => {
    if (!row.classList.contains("ms-empty")) return;
    range.value = Math.min(100, Math.max(0, Math.round((100 * event.offsetX) / range.clientWidth)));
    touched();
    keep();
  });
  range.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); touched(); keep(); }
    if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); say(home, ask.name, null); paint(home, false); }
    event.stopPropagation();
  });
  row.querySelector(".ms-clear").addEventListener("click", () => { say(home, ask.name, null); paint(home, false); range.focus(); });
  return row;
}

function say(home, name, value) {
  const item = home.__items[home.__at].id;
  if (value === null && said(home, item, name) === null) return;
  (home.__pending[item] ??= {})[name] = value;
  home.__send("said", { answers: home.__pending, nonce: crypto.randomUUID?.() ?? String(Math.random()) });
  progress(home);
}

function said(home, item, name) {
  const mine = home.__pending[item];
  return mine && name in mine ? mine[name] : home.__kept[item]?.[name] ?? null;
}

const complete = (home, item) => said(home, item, "own") !== null && said(home, item, "predicted") !== null;

function go(home, to) {
  home.__at = Math.min(Math.max(to, 0), home.__items.length - 1);
  paint(home, true);
  home.querySelector(".ms-wording").focus({ preventScroll: true });
  if (home.getBoundingClientRect().top < 0) home.scrollIntoView({ block: "start" });
}

function paint(home, moved) {
  const item = home.__items[home.__at];
  home.querySelector(".ms-wording").textContent = item.wording;
  for (const row of home.querySelectorAll(".ms-ask")) {
    const range = row.querySelector("input");
    if (!moved && document.activeElement === range && item.id in home.__pending) continue;
    const value = said(home, item.id, row.dataset.name);
    const ends = row.dataset.name === "certainty" ? ["Only a guess", "Certain"] : [item.lowest, item.highest];
    row.classList.toggle("ms-empty", value === null);
    // Between two steps while it is empty, so that a touch right in the middle moves it, too.
    range.step = value === null ? "any" : "1";
    range.value = value ?? NOWHERE;
    tell(row, value);
    row.querySelectorAll(".ms-ends span").forEach((span, at) => { span.textContent = ends[at]; });
  }
  progress(home);
}

function tell(row, value) {
  const range = row.querySelector("input");
  const ends = [...row.querySelectorAll(".ms-ends span")].map((span) => span.textContent);
  row.querySelector("output").textContent = value === null ? "–" : Math.round(value);
  range.setAttribute("aria-valuetext", value === null ? "not answered" : `${Math.round(value)} of 100, from ${ends[0]} to ${ends[1]}`);
  range.style.setProperty("--at", `${value ?? 0}%`);
}

function progress(home) {
  const done = home.__items.filter((one) => complete(home, one.id)).length;
  const last = home.__items.length - 1;
  home.querySelector(".ms-count").textContent = `Question ${home.__at + 1} of ${last + 1} · ${done} answered`;
  const waits = Object.keys(home.__pending).length > 0;
  const any = Object.keys(home.__kept).length > 0;
  home.querySelector(".ms-saved").textContent = waits ? "Saving" : any ? "Saved" : "Touch each line";
  home.querySelectorAll(".ms-dot").forEach((dot, at) => {
    const full = complete(home, home.__items[at].id);
    dot.classList.toggle("ms-full", full);
    dot.setAttribute("aria-label", `Question ${at + 1}, ${full ? "answered" : "open"}`);
    if (at === home.__at) dot.setAttribute("aria-current", "step");
    else dot.removeAttribute("aria-current");
  });
  home.querySelector(".ms-back").disabled = home.__at === 0;
  home.querySelector(".ms-next").disabled = home.__at === last;
}

function element(name, kind) {
  const made = document.createElement(name);
  made.className = kind;
  return made;
}
