// The journey map on its page: cslab writes and escapes it, this puts it in place and says which cell was opened.

export default function ({ data, parentElement, setTriggerValue }) {
  const home = parentElement.querySelector(".jm-mount");
  home.__send = setTriggerValue;
  if (home.__html !== data.html) {
    const chosen = home.querySelector(".jm-choose input:checked")?.value;
    home.__html = data.html;
    home.innerHTML = data.html;
    const same = chosen === undefined ? null : home.querySelector(`.jm-choose input[value="${CSS.escape(chosen)}"]`);
    if (same && !data.stage) same.checked = true;
  }
  mark(home, data);
  if (home.__on) return undefined;
  home.__on = true;
  const click = (event) => {
    const press = event.target.closest?.(".jm-open");
    if (!press) return;
    home.__pressed = true;
    home.__send("open", { stage: press.dataset.stage, lane: press.dataset.lane, at: Date.now() });
  };
  const key = (event) => {
    const away = event.target.closest?.("input, textarea, [role=dialog], [data-testid=stDialog]");
    if (event.key !== "Escape" || away || !home.__opened || document.querySelector("[data-testid=stDialog]")) return;
    home.__send("open", { stage: "", lane: "", at: Date.now() });
  };
  home.addEventListener("click", click);
  document.addEventListener("keydown", key);
  return () => {
    home.__on = false;
    home.removeEventListener("click", click);
    document.removeEventListener("keydown", key);
  };
}

// The cell that is open is marked; a person who opened or closed one goes on where they were.
function mark(home, { stage, lane }) {
  const opened = stage ? `${lane} ${stage}` : "";
  const before = home.__opened || "";
  home.__opened = opened;
  let current = null;
  for (const press of home.querySelectorAll(".jm-open")) {
    const on = Boolean(opened) && `${press.dataset.lane} ${press.dataset.stage}` === opened;
    press.setAttribute("aria-expanded", String(on));
    if (on) current = press;
    if (!opened && before && `${press.dataset.lane} ${press.dataset.stage}` === before) press.focus({ preventScroll: false });
  }
  if (current) home.querySelector(`.jm-choose input[value="${current.closest("[data-at]").dataset.at}"]`).checked = true;
  if (opened && opened !== before && home.__pressed) heading(20);
  home.__pressed = false;
}

// What was opened comes a moment later, from the server.
function heading(left) {
  const title = document.querySelector(".st-key-journey-open .jp-title");
  if (title) title.focus();
  else if (left) setTimeout(() => heading(left - 1), 100);
}
