// The bar above the words: play and pause, the time, a waveform to seek in, speed, and what to skip.

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];

// `make` is createMedia for one file, or createPlaylist for a reel that is not rendered.
function createSound({ label, onTime, onTrouble, skips = [], make = createMedia, onPlaying = () => {} }) {
  const media = make({ onTime: (t, playing) => show(t, playing), onState: (playing) => { face(playing); onPlaying(playing); }, onTrouble });
  const press = element("button", { type: "button", class: "cl-play", "aria-label": "Play", onclick: () => media.toggle() }, icon(ICONS.play));
  const now = element("span", { class: "cl-time" }, "0:00");
  const total = element("span", { class: "cl-time cl-total" }, "");
  const played = element("div", { class: "cl-wave cl-wave-played" });
  const ticks = element("div", { class: "cl-ticks" });
  const hover = element("span", { class: "cl-hover", "aria-hidden": "true" });
  const slider = element(
    "div",
    { class: "cl-slider", role: "slider", tabindex: 0, "aria-label": `Position in ${label}`, "aria-valuemin": 0, "aria-valuenow": 0, "aria-valuetext": "0:00" },
    element("div", { class: "cl-wave" }), played, ticks, hover,
  );
  const speed = element("select", { class: "cl-speed", "aria-label": "Speed", onchange: () => setSpeed(Number(speed.value)) },
    SPEEDS.map((rate) => element("option", { value: rate }, `${rate}×`)));
  const options = element("div", { class: "cl-options" }, speed);
  const bar = element("div", { class: "cl-bar" }, press, now, slider, total, options, media.audio);
  let shape = null;
  let marked = null;
  let drawn = 0;

  const face = (playing) => {
    press.replaceChildren(icon(playing ? ICONS.pause : ICONS.play));
    press.setAttribute("aria-label", playing ? "Pause" : "Play");
  };
  const show = (t, playing) => {
    const d = media.duration();
    const text = clockOf(t);
    if (now.textContent !== text) {
      now.textContent = text;
      slider.setAttribute("aria-valuenow", Math.round(t));
      slider.setAttribute("aria-valuetext", `${text} of ${clockOf(d)}`);
    }
    if (total.dataset.d !== String(d)) {
      total.dataset.d = String(d);
      total.textContent = d ? clockOf(d) : "";
      slider.setAttribute("aria-valuemax", Math.round(d));
    }
    played.style.setProperty("--at", d ? `${(100 * t) / d}%` : "0%");
    onTime(t, playing);
  };
  const setSpeed = (rate) => {
    const near = SPEEDS.reduce((best, one) => (Math.abs(one - rate) < Math.abs(best - rate) ? one : best), 1);
    speed.value = String(near);
    media.speed(near);
    preference.set("speed", near);
    return near;
  };
  setSpeed(preference.get("speed", 1));

  // What can be skipped: each a name, its words, and the stretches it stands for.
  const toggles = skips.map(({ name, text }) => {
    const on = preference.get(name, false);
    const press_ = button("cl-toggle", text, () => { setSkip(name, press_.getAttribute("aria-pressed") !== "true"); }, { "aria-pressed": String(on), hidden: true });
    options.append(press_);
    return { name, press: press_, spans: [] };
  });
  const leap = () => {
    const spans = toggles.filter(({ press: p }) => !p.hidden && p.getAttribute("aria-pressed") === "true").flatMap(({ spans: s }) => s);
    media.leap(joined(spans));
  };
  const setSkip = (name, on) => {
    toggles.find((one) => one.name === name)?.press.setAttribute("aria-pressed", String(on));
    preference.set(name, on);
    leap();
  };

  // As many bars as the width holds: denser ones would blur into a grey band.
  const draw = () => {
    const bars = Math.min(shape.length, Math.max(20, Math.floor((slider.clientWidth || 600) / 3.5)));
    if (bars === drawn) return;
    drawn = bars;
    const heights = Array.from({ length: shape.length ? bars : 0 }, (_, i) => Math.max(
      ...shape.slice(Math.floor((i * shape.length) / bars), Math.max(Math.floor((i * shape.length) / bars) + 1, Math.floor(((i + 1) * shape.length) / bars)))));
    slider.classList.toggle("cl-flat", !heights.length);
    slider.style.setProperty("--wave", heights.length ? `url("data:image/svg+xml,${encodeURIComponent(waveform(heights))}")` : "none");
  };
  const resized = new ResizeObserver(() => { if (shape) draw(); });
  resized.observe(slider);

  const under = (event) => {
    const box = slider.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * media.duration();
  };
  slider.addEventListener("pointerdown", (event) => {
    slider.setPointerCapture(event.pointerId);
    media.seek(under(event));
  });
  slider.addEventListener("pointermove", (event) => {
    const t = under(event);
    hover.textContent = clockOf(t);
    hover.style.left = `${media.duration() ? (100 * t) / media.duration() : 0}%`;
    if (slider.hasPointerCapture(event.pointerId)) media.seek(t);
  });
  slider.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -5, ArrowRight: 5, ArrowDown: -5, ArrowUp: 5, PageDown: -30, PageUp: 30 }[event.key];
    if (step) media.seek(media.position() + step);
    else if (event.key === "Home") media.seek(0);
    else if (event.key === "End") media.seek(media.duration());
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    bar, options,
    play: media.play, seek: media.seek, toggle: media.toggle, pause: media.pause,
    position: media.position, isPlaying: media.isPlaying,
    faster: (by) => setSpeed(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, SPEEDS.indexOf(Number(speed.value)) + by))]),
    skippable(name, spans) {
      const one = toggles.find((toggle) => toggle.name === name);
      one.spans = spans;
      one.press.hidden = !spans.length;
      leap();
    },
    update({ src, seconds, peaks, marks }) {
      media.load(src, seconds);
      bar.classList.toggle("cl-silent", !src);
      press.disabled = !src;
      if (!same(shape, peaks || [])) {
        [shape, drawn] = [peaks || [], -1];
        draw();
      }
      const d = seconds || media.duration() || 1;
      const wanted = (marks || []).map(({ start, end, colour, colour_dark }) => [start / d, (end - start) / d, colour, colour_dark]);
      if (!same(marked, wanted)) {
        marked = wanted;
        ticks.replaceChildren(...wanted.map(([from, long, light, dark]) => element("i", {
          "--from": `${100 * from}%`, "--long": `${100 * long}%`, "--c": light, "--c-dark": dark,
        })));
      }
      show(media.position(), media.isPlaying());
    },
    destroy() {
      resized.disconnect();
      media.destroy();
    },
  };
}

// Stretches in order, those that meet made one.
function joined(spans) {
  const whole = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = whole.at(-1);
    if (last && from <= last[1] + 0.05) last[1] = Math.max(last[1], to);
    else whole.push([from, to]);
  }
  return whole;
}

// A row of bars as an SVG mask: the colours come from the style sheet, so both themes share it.
function waveform(peaks) {
  const bars = peaks.map((peak, i) => `M${i * 3 + 1} ${50 - Math.max(4, peak) / 2}v${Math.max(4, peak)}`).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${peaks.length * 3} 100" preserveAspectRatio="none"><path d="${bars}" stroke="#000" stroke-width="2"/></svg>`;
}
