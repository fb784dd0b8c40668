// The thin adapter for Streamlit's components: it fetches the player once, by URL, so that an event does not send
// its source again; then there is one player for each place it is mounted in, updated when data comes.

const mounted = new WeakMap();

const dressed = (href) => new Promise((done) => {
  if (document.querySelector(`link[href="${href}"]`)) {
    done();
    return;
  }
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done });
  document.head.append(link);
});

export default function ({ data, parentElement, setTriggerValue }) {
  const home = parentElement.querySelector(".cl-mount");
  const known = mounted.get(home);
  const one = known ?? { player: null, data: null, send: null, gone: false };
  one.data = data;
  one.send = setTriggerValue;
  if (known) {
    one.player?.update(data);
  } else {
    mounted.set(home, one);
    const script = new URL(data.script, document.baseURI).href;
    Promise.all([import(script), dressed(data.style)])
      .then(([player]) => {
        if (one.gone) return;
        const create = { reel: player.createReel, snippets: player.createSnippets }[data.kind] || player.createPlayer;
        one.player = create(home, (name, payload) => one.send(name, payload));
        one.player.update(one.data);
      })
      .catch(() => { home.textContent = "The player could not be loaded. Reload the page."; });
  }
  return () => {
    one.gone = true;
    one.player?.destroy();
    mounted.delete(home);
  };
}
