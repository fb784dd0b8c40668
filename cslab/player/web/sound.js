// One media element and what is around it: play and pause, the time, and a waveform to seek in.
// Knows nothing of Streamlit. `onTime(seconds, playing)` is called while it plays and after every seek.

const clockOf = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
};

const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name.startsWith("--")) node.style.setProperty(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};

const icon = (path, label) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(svg.namespaceURI, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  if (label) svg.setAttribute("data-label", label);
  return svg;
};

const ICONS = {
  play: "M8 5.2v13.6c0 .8.9 1.3 1.6.8l10-6.8a1 1 0 0 0 0-1.6l-10-6.8A1 1 0 0 0 8 5.2z",
  pause: "M7.5 5h2.2c.4 0 .8.4.8.8v12.4c0 .4-.4.8-.8.8H7.5a.8.8 0 0 1-.8-.8V5.8c0-.4.4-.8.8-.8zm6.8 0h2.2c.4 0 .8.4.8.8v12.4c0 .4-.4.8-.8.8h-2.2a.8.8 0 0 1-.8-.8V5.8c0-.4.4-.8.8-.8z",
};

function createSound({ label, onTime, onTrouble }) {
  const audio = element("audio", { preload: "metadata" });
  const button = element("button", { type: "button", class: "cl-play", "aria-label": "Play" }, icon(ICONS.play));
  const now = element("span", { class: "cl-time" }, "0:00");
  const total = element("span", { class: "cl-time cl-total" }, "");
  const played = element("div", { class: "cl-wave cl-wave-played" });
  const ticks = element("div", { class: "cl-ticks" });
  const hover = element("span", { class: "cl-hover", "aria-hidden": "true" });
  const slider = element(
    "div",
    { class: "cl-slider", role: "slider", tabindex: 0, "aria-label": `Position in ${label}`, "aria-valuemin": 0 },
    element("div", { class: "cl-wave" }), played, ticks, hover,
  );
  const bar = element("div", { class: "cl-bar" }, button, now, slider, total, audio);
  let known = 0;
  let frame = 0;
  let shape = [];
  let stopAt = null;
  let wanted = null;

  const duration = () => (Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : known);
  const position = () => (wanted === null ? audio.currentTime : wanted);

  const show = () => {
    const [t, d] = [position(), duration()];
    now.textContent = clockOf(t);
    total.textContent = d ? clockOf(d) : "";
    played.style.setProperty("--at", d ? `${(100 * t) / d}%` : "0%");
    slider.setAttribute("aria-valuemax", Math.round(d));
    slider.setAttribute("aria-valuenow", Math.round(t));
    slider.setAttribute("aria-valuetext", `${clockOf(t)} of ${clockOf(d)}`);
    onTime(t, !audio.paused);
  };
  const tick = () => {
    if (stopAt !== null && audio.currentTime >= stopAt) {
      stopAt = null;
      audio.pause();
    }
    show();
    frame = audio.paused ? 0 : requestAnimationFrame(tick);
  };
  const seek = (seconds) => {
    const t = Math.min(Math.max(0, seconds), duration() || seconds);
    stopAt = null;
    if (audio.readyState >= 1) audio.currentTime = t;
    else wanted = t;
    show();
  };
  const play = async (from = null, to = null) => {
    if (from !== null) seek(from);
    stopAt = to;
    try {
      await audio.play();
    } catch (error) {
      if (error.name !== "AbortError") onTrouble("The sound can't be played here. Reload the page, or try another browser.");
    }
  };
  const toggle = () => (audio.paused ? play() : audio.pause());

  audio.addEventListener("loadedmetadata", () => {
    if (wanted !== null) audio.currentTime = wanted;
    wanted = null;
    show();
  });
  for (const event of ["seeked", "pause", "ended", "durationchange"]) audio.addEventListener(event, show);
  const face = () => {
    button.replaceChildren(icon(audio.paused ? ICONS.play : ICONS.pause));
    button.setAttribute("aria-label", audio.paused ? "Play" : "Pause");
    if (!audio.paused && !frame) frame = requestAnimationFrame(tick);
  };
  audio.addEventListener("play", face);
  audio.addEventListener("pause", face);
  audio.addEventListener("error", () => {
    if (audio.getAttribute("src")) onTrouble("The sound could not be loaded. Reload the page; if that does not help, the file is gone.");
  });
  button.addEventListener("click", toggle);

  // As many bars as the width holds: denser ones would blur into a grey band.
  const draw = () => {
    const bars = Math.min(shape.length, Math.max(20, Math.floor((slider.clientWidth || 600) / 3.5)));
    const heights = Array.from({ length: shape.length ? bars : 0 }, (_, i) => Math.max(
      ...shape.slice(Math.floor((i * shape.length) / bars), Math.max(Math.floor((i * shape.length) / bars) + 1, Math.floor(((i + 1) * shape.length) / bars)))));
    slider.classList.toggle("cl-flat", !heights.length);
    slider.style.setProperty("--wave", heights.length ? `url("data:image/svg+xml,${encodeURIComponent(waveform(heights))}")` : "none");
  };
  const resized = new ResizeObserver(draw);
  resized.observe(slider);

  const under = (event) => {
    const box = slider.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * duration();
  };
  slider.addEventListener("pointerdown", (event) => {
    slider.setPointerCapture(event.pointerId);
    seek(under(event));
  });
  slider.addEventListener("pointermove", (event) => {
    const t = under(event);
    hover.textContent = clockOf(t);
    hover.style.left = `${duration() ? (100 * t) / duration() : 0}%`;
    if (slider.hasPointerCapture(event.pointerId)) seek(t);
  });
  slider.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -5, ArrowRight: 5, ArrowDown: -5, ArrowUp: 5, PageDown: -30, PageUp: 30 }[event.key];
    if (step) seek(position() + step);
    else if (event.key === "Home") seek(0);
    else if (event.key === "End") seek(duration());
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  return {
    bar, audio, play, seek, toggle, position,
    pause: () => audio.pause(),
    isPlaying: () => !audio.paused,
    update({ src, seconds, peaks, marks }) {
      known = seconds || 0;
      if (src && audio.getAttribute("src") !== src) audio.src = src;
      bar.classList.toggle("cl-silent", !src);
      button.disabled = !src;
      shape = peaks || [];
      draw();
      const d = known || duration() || 1;
      ticks.replaceChildren(...(marks || []).map((mark) => element("i", {
        "--from": `${(100 * mark.start) / d}%`, "--long": `${(100 * (mark.end - mark.start)) / d}%`,
        "--c": mark.colour, "--c-dark": mark.colour_dark,
      })));
      show();
    },
    destroy() {
      cancelAnimationFrame(frame);
      resized.disconnect();
      audio.pause();
      audio.removeAttribute("src");
      audio.load();
    },
  };
}

// A row of bars as an SVG mask: the colours come from the style sheet, so both themes share it.
function waveform(peaks) {
  const bars = peaks.map((peak, i) => `M${i * 3 + 1} ${50 - Math.max(4, peak) / 2}v${Math.max(4, peak)}`).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${peaks.length * 3} 100" preserveAspectRatio="none"><path d="${bars}" stroke="#000" stroke-width="2"/></svg>`;
}
