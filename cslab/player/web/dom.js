// Small things that every part of the player uses: elements, icons, times and inks.

const clockOf = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
};

// Children are nodes or plain text, never markup: what customers said can't become part of the page's code.
const element = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name.startsWith("--")) node.style.setProperty(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
};

const button = (name, label, act, more = {}) => element("button", { type: "button", class: name, onclick: act, ...more }, label);

const icon = (path) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(svg.namespaceURI, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
};

const ICONS = {
  play: "M8 5.2v13.6c0 .8.9 1.3 1.6.8l10-6.8a1 1 0 0 0 0-1.6l-10-6.8A1 1 0 0 0 8 5.2z",
  pause: "M7.5 5h2.2c.4 0 .8.4.8.8v12.4c0 .4-.4.8-.8.8H7.5a.8.8 0 0 1-.8-.8V5.8c0-.4.4-.8.8-.8zm6.8 0h2.2c.4 0 .8.4.8.8v12.4c0 .4-.4.8-.8.8h-2.2a.8.8 0 0 1-.8-.8V5.8c0-.4.4-.8.8-.8z",
};

const PLAIN_INK = ["#6b665c", "#a39d91"];

const dot = (light, dark) => element("i", { class: "cl-dot", "aria-hidden": "true", "--c": light, "--c-dark": dark });

const inksOf = (codes) => {
  const known = new Map((codes || []).map((code) => [code.name, [code.colour, code.colour_dark]]));
  return (name) => known.get(name) || PLAIN_INK;
};

const codeChips = (names, inkOf) => element("span", { class: "cl-codes" },
  names.map((name) => element("span", { class: "cl-code" }, dot(...inkOf(name)), name)));

const same = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);

let serials = 0;
const newId = (name) => { serials += 1; return `cl-${name}-${serials}`; };

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// What a person prefers (speed, what to skip) is kept in their browser; without storage it lasts for the visit.
const preference = {
  get(name, fallback) {
    try { return JSON.parse(localStorage.getItem(`cslab-player-${name}`)) ?? fallback; } catch { return fallback; }
  },
  set(name, value) {
    try { localStorage.setItem(`cslab-player-${name}`, JSON.stringify(value)); } catch { /* it lasts for the visit */ }
  },
};
