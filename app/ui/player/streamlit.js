// The thin adapter for Streamlit's components: one player for each place it is mounted in, updated when data comes.

const mounted = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const home = parentElement.querySelector(".cl-mount");
  let one = mounted.get(home);
  if (!one) {
    const create = data.chapters ? createReel : createPlayer;
    one = { player: create(home, (name, payload) => one.send(name, payload)), send: null };
    mounted.set(home, one);
  }
  one.send = setTriggerValue;
  one.player.update(data);
  return () => {
    one.player.destroy();
    mounted.delete(home);
  };
}
