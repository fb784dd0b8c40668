// The rows of a reel's editor: what each shows, and the buttons that change it. What the player's module holds is
// handed over once (`use`); nothing is ever written as markup, so what customers said can't become part of the page.

let element, button, icon, ICONS, clockOf, newId, createPlaylist, createSound, createMedia;
const use = (kit) => { ({ element, button, icon, ICONS, clockOf, newId, createPlaylist, createSound, createMedia } = kit); };

const KIND = { clip: "Clip", heading: "Heading", note: "Note", silence: "Silence" };
const seconds = (n) => `${Math.round(n * 10) / 10} s`;
const short = (text, most = 60) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

// A row of the script as the server keeps it: without what only this page knows.
const plainRow = ({ id, home, ...row }) => row;
const sameRows = (one, other) => JSON.stringify(one.map(sorted)) === JSON.stringify(other.map(sorted));
const sorted = (row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined && value !== "").sort(([a], [b]) => (a < b ? -1 : 1)));

const nameOf = (row, about) => {
  if (row.kind === "clip") return about?.person ? `Clip, ${about.person}` : "Clip";
  if (row.kind === "silence") return `Silence, ${seconds(row.seconds || 0)}`;
  return `${KIND[row.kind]}, ${short(row.text || "empty", 40)}`;
};

const trimmed = (row) => row.trim_start !== undefined || row.trim_end !== undefined;

// What was done to a clip, in a few words each.
const cuts = (row) => [
  trimmed(row) ? "trimmed" : "",
  row.lead ? `J cut ${seconds(row.lead)}` : "", row.lag ? `L cut ${seconds(row.lag)}` : "",
  row.gain ? `${row.gain > 0 ? "+" : "−"}${Math.abs(row.gain)} dB` : "",
  row.fade_in !== undefined ? `fades in ${seconds(row.fade_in)}` : "", row.fade_out !== undefined ? `fades out ${seconds(row.fade_out)}` : "",
  row.spoken ? "spoken" : "",
].filter(Boolean);

// One row. `act` has what its buttons do; `update` is given the row as it is now.
function createRow(act, hint) {
  const grip = element("button", { type: "button", class: "re-grip", "aria-describedby": hint, "aria-keyshortcuts": "Space Enter ArrowUp ArrowDown Delete" });
  const play = element("button", { type: "button", class: "cl-play cl-play-small", onclick: () => act.play() }, icon(ICONS.play));
  const what = element("div", { class: "re-what" });
  const up = button("re-do re-step", "↑", () => act.step(-1));
  const down = button("re-do re-step", "↓", () => act.step(1));
  const more = button("re-do", "Adjust", () => act.open(), { "aria-expanded": "false" });
  const twice = button("re-do", "Duplicate", () => act.twice());
  const gone = button("re-do", "Remove", () => act.remove());
  const panel = element("div", { class: "re-panel", hidden: true });
  const node = element("li", { class: "re-row" }, grip, play, what, element("div", { class: "re-doing" }, up, down, more, twice, gone), panel);
  let words = null;
  let shown = "";

  const text = (row) => {
    if (!words) {
      words = element("textarea", {
        class: "re-text", rows: 1, maxlength: 2000, "aria-label": `Text of the ${row.kind}`, placeholder: row.kind === "heading" ? "What the heading says" : "What the note says",
        onchange: () => act.write(words.value), oninput: () => fit(words),
        onblur: () => { if (!words.value.trim()) act.empty(); },
        onkeydown: (event) => {
          if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); words.blur(); grip.focus(); }
          if (event.key === "Escape") { words.value = row.text || ""; grip.focus(); }
          event.stopPropagation();
        },
      });
    }
    if (document.activeElement !== words && words.value !== (row.text || "")) words.value = row.text || "";
    requestAnimationFrame(() => fit(words));
    return words;
  };
  const fit = (area) => { area.style.height = "auto"; area.style.height = `${area.scrollHeight + 2}px`; };
  const long = (row) => {
    const input = element("input", {
      type: "number", class: "re-number", min: 0.1, max: 3600, step: 0.5, value: row.seconds || 1, "aria-label": "Seconds of silence",
      onchange: () => act.change({ seconds: Math.min(3600, Math.max(0.1, Number(input.value) || 1)) }),
      onkeydown: (event) => { event.stopPropagation(); if (event.key === "Enter") grip.focus(); },
    });
    return element("label", { class: "re-silence" }, input, " seconds of silence");
  };
  const facts = (row, { about, plan, stage, locked }) => {
    const heard = plan?.end > plan?.at ? `${clockOf(plan.at)}, ${seconds(plan.end - plan.at)}` : "";
    const left = plan?.end || row.kind === "silence" ? "" : plan?.why || locked || (row.kind === "clip" ? "played with another clip that has the same words" : "");
    const parts = [about?.person, stage, (about?.codes || []).join(", "), heard, ...cuts(row)].filter(Boolean);
    return element("p", { class: "re-from" }, parts.map((part) => element("span", {}, part)), left ? element("b", { class: "re-left" }, left) : null);
  };

  return {
    node, grip, panel, more,
    focusText: () => words?.focus(),
    update(row, more_) {
      const { about, place, count, open, fixed, plan } = more_;
      const name = nameOf(row, about);
      const key = JSON.stringify([sorted(plainRow(row)), more_]);
      if (key === shown) return;
      shown = key;
      node.className = `re-row re-${row.kind}`;
      node.dataset.id = row.id;
      grip.textContent = "⠿";
      grip.setAttribute("aria-label", `Move ${name}, ${place} of ${count}`);
      play.setAttribute("aria-label", `Play from ${name}`);
      play.disabled = !plan?.end && plan?.at === undefined;
      for (const [press, label] of [[up, "up"], [down, "down"]]) press.setAttribute("aria-label", `Move ${name} ${label}`);
      for (const [press, label] of [[more, "Adjust"], [twice, "Duplicate"], [gone, "Remove"]]) press.setAttribute("aria-label", `${label} ${name}`);
      more.setAttribute("aria-expanded", String(open));
      more.hidden = row.kind === "silence" && !fixed;
      if (row.kind === "clip") what.replaceChildren(element("q", { class: "re-quote" }, (trimmed(row) && plan?.said) || about?.quote || about?.note || "A clip without words"), facts(row, more_));
      else {
        const body = row.kind === "silence" ? long(row) : text(row);
        if (body.parentNode !== what) what.replaceChildren(body);
        what.querySelector(".re-from")?.remove();
        what.append(facts(row, more_));
      }
      panel.hidden = !open;
    },
  };
}
