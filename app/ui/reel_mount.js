// Mounts the editor of a reel: its script and the player's are fetched once, by URL, and updated when data comes.

const mounted = new WeakMap();
export default function ({ data, parentElement, setTriggerValue }) {
  const home = parentElement.querySelector(".re-mount");
  const known = mounted.get(home);
  const one = known ?? { editor: null, data: null, send: null, gone: false };
  one.data = data;
  one.send = setTriggerValue;
  if (known) {
    one.editor?.update(data);
  } else {
    mounted.set(home, one);
    const at = (address) => new URL(address, document.baseURI).href;
    if (!document.querySelector(`link[href="${data.style}"]`)) {
      document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: data.style }));
    }
    Promise.all([import(at(data.script)), import(at(data.editor))])
      .then(([kit, { createEditor }]) => {
        if (one.gone) return;
        one.editor = createEditor(home, (events) => one.send("events", events), kit);
        one.editor.update(one.data);
      })
      .catch(() => { home.textContent = "The editor could not be loaded. Reload the page."; });
  }
  return () => {
    one.gone = true;
    one.editor?.destroy();
    mounted.delete(home);
  };
}
