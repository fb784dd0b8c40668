// Moving rows: by pointer and touch, by keyboard, and by the two buttons of each row. All three change the same list.

// Puts nodes in order without ever moving `pivot`, which may hold the focus or the pointer.
function putInOrder(list, wanted, pivot) {
  const now = [...list.children];
  if (now.length === wanted.length && now.every((node, i) => node === wanted[i])) return;
  const keep = new Set(wanted);
  for (const node of now) if (!keep.has(node)) node.remove();
  const at = pivot?.parentNode === list ? wanted.indexOf(pivot) : -1;
  if (at < 0) {
    list.replaceChildren(...wanted);
    return;
  }
  for (const node of wanted.slice(0, at)) list.insertBefore(node, pivot);
  for (const node of wanted.slice(at + 1)) list.append(node);
}

// One step up or down. Along the stages, the step over a stage's edge is a step into the next stage.
function stepped(rows, id, by, homes) {
  const from = rows.findIndex((row) => row.id === id);
  const row = rows[from];
  const next = rows[from + by];
  if (homes && next?.home !== row.home) {
    const home = homes[homes.indexOf(row.home) + by];
    return home === undefined ? rows : rows.map((one) => (one === row ? { ...row, home } : one));
  }
  if (!next) return rows;
  const moved = [...rows];
  [moved[from], moved[from + by]] = [next, row];
  return moved;
}

// Drag by the grip: the others make room while the pointer passes them. `now` gives the list's nodes in order, each
// with its row or, for a stage's heading, its home.
function createDrag({ list, begin, place, drop, cancel }) {
  let held = null;
  let from = 0;
  let moving = false;
  let scroller = null;

  const home = (node) => {
    let up = node.parentElement;
    while (up && !(/auto|scroll/.test(getComputedStyle(up).overflowY) && up.scrollHeight > up.clientHeight + 1)) up = up.parentElement;
    return up || document.scrollingElement;
  };
  const over = (y) => {
    const others = [...list.children].filter((node) => node !== held.node && !node.hidden);
    let index = 0;
    for (const node of others) {
      const box = node.getBoundingClientRect();
      if (y > box.top + box.height / 2) index += 1;
    }
    place(held.id, others, index);
  };
  const move = (event) => {
    if (!held) return;
    if (!moving && Math.abs(event.clientY - from) < 5) return;
    if (!moving) {
      moving = true;
      begin(held.id);
      held.node.classList.add("re-lifted");
    }
    const edge = 80;
    if (event.clientY < edge) scroller.scrollBy(0, -14);
    else if (event.clientY > window.innerHeight - edge) scroller.scrollBy(0, 14);
    over(event.clientY);
    event.preventDefault();
  };
  const end = (done) => {
    if (!held) return;
    const { id, node } = held;
    node.classList.remove("re-lifted");
    held = null;
    if (moving) (done ? drop : cancel)(id);
    moving = false;
  };
  return {
    bind(grip, id, node) {
      grip.addEventListener("pointerdown", (event) => {
        if (event.button) return;
        held = { id, node };
        from = event.clientY;
        moving = false;
        scroller = home(list);
        grip.setPointerCapture(event.pointerId);
      });
      grip.addEventListener("pointermove", move);
      grip.addEventListener("pointerup", () => end(true));
      grip.addEventListener("pointercancel", () => end(false));
    },
    dragging: () => moving,
    stop: () => end(false),
  };
}
