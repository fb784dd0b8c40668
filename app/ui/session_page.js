// One page of an empathy session: a colleague's seat, the room's screen, or the facilitator's desk.
// It asks the server once a second how far the session is, and shows that one step; what a step shows is asked
// for when it begins. What the server does not send yet can't be shown.

const EVERY = 1000;
const ASLEEP = 5000;

export default function ({ data, parentElement }) {
  const home = parentElement.querySelector(".sx-mount");
  if (home.__at !== data.at) {
    home.__end?.();
    home.__at = data.at;
    home.__end = begin(home, data);
  }
  return () => {
    home.__end?.();
    home.__at = home.__end = null;
  };
}

function begin(home, { at, alone }) {
  const page = { at, home, state: null, heard: 0, view: null, over: false, timer: 0, trouble: null };
  const root = element("div", { class: "sx", "data-alone": String(Boolean(alone)) });
  const stage = element("div", { class: "sx-stage" });
  page.lost = element("p", { class: "sx-lost", role: "status", hidden: true });
  root.append(page.lost, stage);
  home.replaceChildren(root);

  page.ask = (path, body) => ask(`${at}/${path}`, body);
  page.look = () => { clearTimeout(page.timer); return look(page, stage); };
  page.act = async (path, body = {}) => {
    const answer = await page.ask(path, body);
    await page.look();
    return answer;
  };
  const wake = () => { if (!document.hidden) page.look(); };
  document.addEventListener("visibilitychange", wake);
  page.look();
  return () => {
    page.over = true;
    clearTimeout(page.timer);
    document.removeEventListener("visibilitychange", wake);
    page.view?.leave?.();
  };
}

async function look(page, stage) {
  if (page.over) return;
  if (!page.home.isConnected) { page.home.__end?.(); page.home.__at = null; return; }
  const sent = performance.now();
  try {
    const state = await page.ask("state");
    if (page.over) return;
    const now = performance.now();
    // where the sound is now, on this browser's own clock: half of the way there and back was on the way here
    if (state.play) state.play.origin = now - (now - sent) / 2;
    page.state = state;
    page.lost.hidden = true;
    show(page, stage, state);
  } catch (error) {
    if (page.over) return;
    if (error.status === 403 || error.status === 404) {
      page.view?.leave?.();
      page.view = { key: "wrong" };
      stage.replaceChildren(message("This link does not lead anywhere", error.message));
      return;
    }
    page.lost.textContent = "The connection is lost. What you wrote is kept here; it goes on by itself.";
    page.lost.hidden = false;
  }
  clearTimeout(page.timer);
  page.timer = setTimeout(() => look(page, stage), document.hidden ? ASLEEP : EVERY);
}

const STEPS = { welcome, sheet, wait, listen, reveal, result, late, over };

function show(page, stage, state) {
  const key = `${state.role} ${state.step} ${state.phase}`;
  if (page.view?.key === key) {
    page.view.update?.(state);
    return;
  }
  page.view?.leave?.();
  const made = (STEPS[state.step] || over)(page, state);
  page.view = { ...made, key };
  stage.className = `sx-stage sx-${state.step} sx-as-${state.role}`;
  stage.replaceChildren(made.node);
  if (page.heard) made.node.querySelector("[tabindex='-1']")?.focus({ preventScroll: true });
  page.heard += 1;
  window.scrollTo(0, 0);
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  made.update?.(state);
}

// ---- the quiet steps ----

function welcome(page, state) {
  const press = button("sx-main", `Begin as ${state.you}`, async () => {
    press.disabled = true;
    try { await page.act("join"); } catch (error) { said.textContent = error.message; press.disabled = false; }
  });
  const said = element("p", { class: "sx-error", role: "alert" });
  const minutes = Math.max(1, Math.round((state.items * 20) / 60));
  const node = element("section", { class: "sx-quiet" },
    element("p", { class: "sx-over" }, `A session with ${state.facilitator}`),
    element("h1", { tabindex: -1 }, state.title),
    element("ol", { class: "sx-steps" },
      element("li", {}, element("b", {}, "First you write"), ` what you believe: ${state.items === 1 ? "one question" : `${state.items} questions`}, about ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`),
      element("li", {}, element("b", {}, "Then you listen"), state.mode === "together" ? " to customers, together with the others." : " to customers, in your own time."),
      element("li", {}, element("b", {}, "Then you see"), " what customers answered, talk about it, and answer once more.")),
    element("p", { class: "sx-small" }, "Nothing of what customers said is sent to this page before you have locked your answers. What listening changes in you is shown to you alone."),
    said,
    element("div", { class: "sx-move sx-one" }, press));
  return { node };
}

function wait(page, state) {
  const head = element("h1", { tabindex: -1 });
  const why = element("p", { class: "sx-why" });
  const many = element("p", { class: "sx-small", role: "status" });
  const node = element("section", { class: "sx-quiet sx-waiting" },
    element("div", { class: "sx-breath", "aria-hidden": "true" }, element("i"), element("i"), element("i")), head, why, many);
  const names = state.role === "room" ? element("ul", { class: "sx-who" }) : null;
  if (names) node.append(names);
  return {
    node,
    update(now) {
      put(head, now.role === "room" ? now.title : now.head);
      put(why, now.why);
      put(many, now.count);
      if (names && names.dataset.was !== JSON.stringify(now.people)) {
        names.dataset.was = JSON.stringify(now.people);
        names.replaceChildren(...now.people.map((one) => element("li", { "data-did": one.did },
          element("span", { class: "sx-mark", "aria-hidden": "true" }), element("b", {}, one.name), element("span", {}, one.said))));
      }
    },
  };
}

function over(page, state) {
  return { node: message(state.head || "This session is over", state.why || "") };
}

function message(title, text) {
  return element("section", { class: "sx-quiet" }, element("h1", { tabindex: -1 }, title), element("p", { class: "sx-why" }, text));
}

// ---- what the steps share ----

async function ask(path, body) {
  const answer = await fetch(path, body === undefined
    ? { headers: { Accept: "application/json" }, cache: "no-store" }
    : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (answer.ok) return answer.json();
  const text = await answer.text();
  throw Object.assign(new Error(text.length < 400 && !text.startsWith("<") ? text : "The server can't answer now."), { status: answer.status });
}

function put(node, text) {
  if (node.textContent !== (text || "")) node.textContent = text || "";
  node.hidden = !text;
}

// Something that is asked for once and may not be there yet: it is asked for again until it is.
function load(page, path, done, said) {
  let gone = false;
  const once = async () => {
    if (gone || page.over) return;
    try {
      const answer = await page.ask(path);
      if (!gone) done(answer);
    } catch (error) {
      if (gone) return;
      said(error.message);
      setTimeout(once, 2000);
    }
  };
  once();
  return () => { gone = true; };
}
