// The thin adapter for notebooks (anywidget). Words and sound are asked of the kernel and kept in the page alone: never
// in the widget's state, which a notebook may save. One line to the kernel serves every view of one widget.

const ASLEEP = "Run this cell to read the words and hear the sound.";
const IN_FLIGHT = 4;
const lines = new WeakMap();

function lineTo(model) {
  if (lines.has(model)) return lines.get(model);
  const views = new Set();
  const line = { state: null, words: null, views, sound: null };
  const parts = [];
  let take = null;
  let asked = 0;
  model.on("msg:custom", (message, buffers) => {
    if (message.is === "piece") {
      parts[message.at] = buffers[0];
      take?.(message.at);
    } else if (message.is === "state") {
      if (message.words) line.words = message.words;
      line.state = message;
      for (const view of views) view.update();
    }
  });
  line.ask = (what) => model.send({ ask: "state", ...what });
  line.tell = (events) => model.send({ ask: "act", events });
  // The whole recording as a Blob, in pieces of about a megabyte, a few asked for at a time.
  line.hear = (onShare) => {
    line.sound ||= new Promise((done) => {
      const count = line.state.sound.pieces;
      let came = 0;
      const next = () => { if (asked < count) model.send({ ask: "piece", at: asked++ }); };
      take = () => {
        came += 1;
        for (const view of views) view.share(came / count);
        if (came === count) done(URL.createObjectURL(new Blob(parts.splice(0), { type: line.state.sound.type })));
        else next();
      };
      for (let i = 0; i < IN_FLIGHT; i += 1) next();
    });
    onShare(0);
    return line.sound;
  };
  lines.set(model, line);
  return line;
}

// Light or dark as the page around it is: JupyterLab and VS Code say so on the body.
function follow(el) {
  const body = document.body;
  const look = () => {
    const said = body.dataset.jpThemeLight ?? (body.classList.contains("vscode-dark") ? "false" : body.classList.contains("vscode-light") ? "true" : null);
    el.style.colorScheme = said === null ? "light dark" : said === "false" ? "dark" : "light";
  };
  const watch = new MutationObserver(look);
  watch.observe(body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  look();
  return () => watch.disconnect();
}

function render({ model, el }) {
  const line = lineTo(model);
  el.classList.add("cl-notebook");
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const asleep of document.querySelectorAll(`.cslab-asleep-${CSS.escape(model.get("_mark"))}`)) {
    (asleep.closest(".jp-OutputArea-child") || asleep).style.display = "none";
  }
  const unfollow = follow(el);
  const said = element("p", { class: "cl-arriving", role: "status" });
  const home = element("div", {});
  el.append(said, home);
  const say = (text) => { said.textContent = text; said.hidden = !text; };
  say("");
  let player = null;
  let address = null;
  let near = false;

  const listen = () => {
    if (!near || address || !line.state?.sound) return;
    address = "";
    line.hear(view.share).then((url) => {
      address = url;
      say("");
      view.update();
    });
  };
  const view = {
    update() {
      if (!line.state) return;
      clearTimeout(patience);
      if (!player) {
        say("");
        player = (line.state.data.kind === "reel" ? createReel : createPlayer)(home, line.tell);
      }
      player.update({ ...line.state.data, words: line.words, audio: address || null });
      listen();
    },
    share(part) {
      say(part < 1 ? `The sound is on its way: ${Math.round(100 * part)} %.` : "");
    },
  };
  const patience = setTimeout(() => say(ASLEEP), 4000);
  const seen = new IntersectionObserver((entries) => {
    near = near || entries.some((entry) => entry.isIntersecting);
    listen();
  }, { rootMargin: "400px" });
  seen.observe(el);
  line.views.add(view);
  if (line.state) view.update();
  else line.ask({});
  return () => {
    clearTimeout(patience);
    line.views.delete(view);
    seen.disconnect();
    unfollow();
    player?.destroy();
  };
}

export default { render };
