// The thin adapter for Streamlit's components: it fetches the player once, by URL, so that an event does not send
// its source again; then there is one player for each place it is mounted in, updated when data comes. All events
// without an answer go in one trigger, since of several triggers in one run only the last would arrive.

const mounted = new WeakMap();

const dressed = (href) => new Promise((done) => {
  if (document.querySelector(`link[href="${href}"]`)) {
    done();
    return;
  }
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done });
  document.head.append(link);
});

// Streamlit says on its own root whether the connection is up; when it is again, nothing waits for the next try.
const reconnected = (act) => {
  const app = document.querySelector("[data-test-connection-state]");
  if (!app) return () => {};
  let was = app.dataset.testConnectionState;
  const watch = new MutationObserver(() => {
    const now = app.dataset.testConnectionState;
    if (now === "CONNECTED" && was !== now) act();
    was = now;
  });
  watch.observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
  return () => watch.disconnect();
};

// A dialog lies outside of the app's root, which alone knows whether the page is light or dark.
const tinted = (home) => {
  const app = document.querySelector(".stApp");
  if (app && !app.contains(home)) home.style.colorScheme = getComputedStyle(app).colorScheme;
};

export default function ({ data, parentElement, setTriggerValue }) {
  const home = parentElement.querySelector(".cl-mount");
  const known = mounted.get(home);
  const one = known ?? { player: null, data: null, send: null, gone: false, unwatch: () => {} };
  one.data = data;
  one.send = setTriggerValue;
  tinted(home);
  if (known) {
    one.player?.update(data);
  } else {
    mounted.set(home, one);
    const script = new URL(data.script, document.baseURI).href;
    Promise.all([import(script), dressed(data.style)])
      .then(([player]) => {
        if (one.gone) return;
        const create = { reel: player.createReel, snippets: player.createSnippets }[data.kind] || player.createPlayer;
        one.player = create(home, (events) => one.send("events", events));
        one.player.update(one.data);
        one.unwatch = reconnected(() => one.player.again?.());
      })
      .catch(() => { home.textContent = "The player could not be loaded. Reload the page."; });
  }
  return () => {
    one.gone = true;
    one.unwatch();
    one.player?.destroy();
    mounted.delete(home);
  };
}
