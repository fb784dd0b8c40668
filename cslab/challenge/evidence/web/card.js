// A card's clips: each plays to its end and stops, or all play in turn. One sound for all of them, so that two
// voices never speak at once.

const held = document.getElementById("cslab-sound");
const presses = [...document.querySelectorAll("button[data-from]")];
const trouble = document.getElementById("cslab-trouble");
const everything = document.getElementById("cslab-all");

if (held && presses.length) {
  const bytes = Uint8Array.from(atob(held.textContent.trim()), (letter) => letter.charCodeAt(0));
  const kind = held.type.replace("text/plain; of=", "");
  let current = null;
  let inTurn = false;
  const media = createMedia({
    onTime: (t) => {
      if (!current) return;
      const { from, to } = spanOf(current);
      const part = Math.min(1, Math.max(0, (t - from) / (to - from)));
      current.closest("li").style.setProperty("--at", `${100 * part}%`);
    },
    onState: (playing) => face(playing),
    onTrouble: (text) => { trouble.textContent = text; trouble.hidden = false; },
  });
  const spanOf = (press) => ({ from: Number(press.dataset.from), to: Number(press.dataset.to) });
  const face = (playing) => {
    for (const press of presses) {
      const on = press === current && playing;
      press.replaceChildren(icon(on ? ICONS.pause : ICONS.play));
      press.setAttribute("aria-label", `${on ? "Pause" : "Play"} ${press.dataset.who}`);
    }
    everything.textContent = inTurn && playing ? "Pause" : "Hear both sides";
  };
  const start = (press, all) => {
    if (current) {
      current.closest("li").removeAttribute("aria-current");
      current.closest("li").style.setProperty("--at", "0%");
    }
    [current, inTurn] = [press, all];
    press.closest("li").setAttribute("aria-current", "true");
    const { from, to } = spanOf(press);
    media.play(from, to, () => {
      const next = presses[presses.indexOf(press) + 1];
      if (inTurn && next) start(next, true);
      else inTurn = false;
    });
  };
  const toggle = (press) => {
    const { from, to } = spanOf(press);
    const within = press === current && media.position() > from - 0.05 && media.position() < to - 0.05;
    if (press === current && media.isPlaying()) media.pause();
    else if (within) media.play(media.position(), to);
    else start(press, false);
  };

  document.body.append(media.audio);
  media.load(URL.createObjectURL(new Blob([bytes], { type: kind })));
  for (const press of presses) {
    press.hidden = false;
    press.addEventListener("click", () => toggle(press));
  }
  everything.hidden = presses.length < 2;
  everything.addEventListener("click", () => (inTurn && media.isPlaying() ? media.pause() : start(presses[0], true)));
  face(false);
}
