// A page with sound: one player for all its voices, chapters that an address can open, captions, and keys.

const told = document.getElementById("cslab-page");
const held = document.getElementById("cslab-sound");
const dock = document.getElementById("cslab-dock");
const sections = [...document.querySelectorAll("section[id]")];
const inView = () => ({ behavior: calm() ? "auto" : "smooth" });

const opened = (node) => {
  for (let one = node; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
  const own = node.querySelector(":scope > details");
  if (own) own.open = true;
};

// On paper everything is open.
addEventListener("beforeprint", () => { for (const one of document.querySelectorAll("details")) one.open = true; });

function listening() {
  const facts = JSON.parse(told.textContent);
  const bytes = Uint8Array.from(atob(held.textContent.trim()), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: held.type.replace("text/plain; of=", "") }));
  held.remove();

  const clips = [...document.querySelectorAll("button[data-from]")]
    .map((press) => ({ press, row: press.closest("li"), from: Number(press.dataset.from), to: Number(press.dataset.to), who: press.dataset.who }))
    .sort((a, b) => a.from - b.from);
  const chapters = sections
    .filter((one) => one.hasAttribute("data-chapter"))
    .map((one) => ({ id: one.id, name: one.querySelector("h2, h3")?.textContent || "", from: Math.min(...clips.filter((clip) => one.contains(clip.press)).map((clip) => clip.from)) }));
  const heard = chapters.filter((one) => Number.isFinite(one.from)).sort((a, b) => a.from - b.from);
  const links = new Map([...document.querySelectorAll(".sp-band a")].map((link) => [link.hash.slice(1), link.closest("li")]));

  const caption = element("p", { class: "sp-caption" });
  const where = element("p", { class: "sp-where" });
  const live = element("div", { class: "cl-hidden", "aria-live": "polite" });
  const trouble = element("p", { class: "cl-notice", role: "status", hidden: true });
  let current = null;
  let chapter = null;
  let touched = 0;

  const face = (playing) => {
    for (const clip of clips) {
      const on = clip === current && playing;
      if (clip.press.dataset.on === String(on)) continue;
      clip.press.dataset.on = String(on);
      clip.press.replaceChildren(icon(on ? ICONS.pause : ICONS.play));
      clip.press.setAttribute("aria-label", `${on ? "Pause" : "Play"} ${clip.who}`);
    }
  };
  const mark = (clip, playing) => {
    if (clip === current) return;
    current?.row.removeAttribute("aria-current");
    current?.row.style.removeProperty("--at");
    current = clip;
    current?.row.setAttribute("aria-current", "true");
    if (current && playing && performance.now() - touched > 4000) current.row.scrollIntoView({ block: "nearest", ...inView() });
  };
  const inChapter = (one) => {
    if (one === chapter) return;
    links.get(chapter?.id)?.removeAttribute("aria-current");
    chapter = one;
    links.get(chapter?.id)?.setAttribute("aria-current", "true");
    where.textContent = chapter?.name || "";
  };
  const onTime = (t, playing) => {
    const clip = clips.find((one) => t >= one.from - 0.02 && t < one.to && (t > 0 || playing));
    if (clip || t > 0) mark(clip || null, playing);
    if (current) current.row.style.setProperty("--at", `${Math.min(100, Math.max(0, (100 * (t - current.from)) / (current.to - current.from)))}%`);
    inChapter(heard.findLast((one) => t >= one.from - 2) || heard[0] || null);
    const cue = facts.cues.find(([from, to]) => t >= from - 0.05 && t < to + 0.15);
    const words = cue && (t > 0 || playing) ? cue[3] : "";
    if (caption.dataset.words !== words) {
      caption.dataset.words = words;
      caption.replaceChildren(...(words ? [cue[2] ? element("b", {}, `${cue[2]}: `) : "", words] : []));
    }
    face(playing);
  };
  const sound = createSound({ label: "the sound of this page", onTime, onTrouble: (text) => { trouble.textContent = text; trouble.hidden = false; } });
  for (const type of ["wheel", "touchmove"]) addEventListener(type, () => { touched = performance.now(); }, { passive: true });

  const go = (one) => {
    if (!one) return;
    sound.seek(one.from);
    live.textContent = one.name;
    opened(document.getElementById(one.id));
    document.getElementById(one.id).scrollIntoView({ block: "start", ...inView() });
  };
  const near = (by) => {
    const at = heard.findLastIndex((one) => sound.position() >= one.from - 0.05);
    if (by > 0) return heard[at + 1];
    // once a few seconds in, "back" goes to where this chapter begins
    return heard[at >= 0 && sound.position() > heard[at].from + 3 ? at : Math.max(0, at - 1)];
  };
  const step = (label, path, by) => element("button", { type: "button", class: "sp-step", "aria-label": label, title: label, onclick: () => go(near(by)) }, icon(path));
  if (heard.length > 1) {
    sound.options.append(
      step("Chapter before", "M6 5h2v14H6zM19 5.6v12.8c0 .6-.7 1-1.2.6L9.4 12.6a.8.8 0 0 1 0-1.2l8.4-6.4c.5-.4 1.2 0 1.2.6z", -1),
      where,
      step("Next chapter", "M16 5h2v14h-2zM5 5.6v12.8c0 .6.7 1 1.2.6l8.4-6.4a.8.8 0 0 0 0-1.2L6.2 5C5.7 4.6 5 5 5 5.6z", 1),
    );
  }
  const hint = element("span", { class: "sp-keys", "aria-hidden": "true" }, "Space plays, J and L go 5 s back and on", heard.length > 1 ? ", N and P a chapter" : "");
  sound.options.append(hint);
  dock.append(caption, sound.bar, trouble, live);
  dock.setAttribute("role", "region");
  dock.setAttribute("aria-label", "Player");
  dock.hidden = false;
  document.body.classList.add("sp-sounds");
  sound.update({
    src: address, seconds: facts.duration, peaks: [],
    marks: clips.map((one) => ({ start: one.from, end: one.to, colour: "var(--accent-fill)", colour_dark: "var(--accent-fill)" })),
  });

  for (const clip of clips) {
    clip.press.hidden = false;
    clip.press.addEventListener("click", () => {
      if (clip === current && sound.isPlaying()) sound.pause();
      else if (clip === current && sound.position() > clip.from + 0.05) sound.play();
      else sound.play(clip.from);
    });
  }
  onTime(0, false);

  const keys = { " ": sound.toggle, k: sound.toggle, j: () => sound.seek(sound.position() - 5), l: () => sound.seek(sound.position() + 5),
    n: () => go(near(1)), p: () => go(near(-1)), "<": () => sound.faster(-1), ">": () => sound.faster(1) };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    if (event.key === " " && event.target.closest("button, a, summary, [tabindex='0']")) return;
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  return (id) => {
    const one = chapters.find((known) => known.id === id);
    if (!one || !Number.isFinite(one.from)) return;
    sound.seek(one.from);
    live.textContent = one.name;
  };
}

const seek = held && told ? listening() : () => {};

// An address may name a part of the page: a poster's square code opens its stage.
const arrive = () => {
  let id = "";
  try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
  const section = sections.find((one) => one.id === id);
  for (const one of sections) one.classList.toggle("sp-here", one === section);
  if (!section) return;
  opened(section);
  section.scrollIntoView({ block: "start" });
  section.querySelector("h2, h3")?.focus({ preventScroll: true });
  seek(id);
};
addEventListener("hashchange", arrive);
// after the browser has gone there itself, which would take the focus away again
addEventListener("load", () => { setTimeout(arrive); });
