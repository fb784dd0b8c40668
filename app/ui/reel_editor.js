// The editor of a reel. It holds the script as the person sees it; each edit is shown at once, sent whole, and planned
// by the server, which answers with times, sound and what could not be done. One save is under way at a time.

const HINT = "Press space or enter to pick it up, the arrows to move it, space to drop it, Escape to put it back. Delete removes it.";
const AGAIN = 10_000;
const newNonce = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

export function createEditor(root, send, kit) {
  use(kit);
  let data = null;
  let rows = [];
  let kept = [];
  let planned = [];
  let version = "";
  let nodes = new Map();
  let heads = new Map();
  let outbox = [];
  let saving = null;
  let held = null;
  let opened = null;
  let active = null;
  let last = "";
  let waiting = 0;
  let program = null;
  let filledWith = "";
  const seen = new Map();

  const hint = element("p", { class: "cl-hidden", id: newId("moves") }, HINT);
  const live = element("div", { class: "cl-hidden", "aria-live": "assertive" });
  const say = (text) => { live.textContent = text; };
  const note = element("div", { class: "re-warn", role: "alert", hidden: true });
  const trouble = (text) => { note.replaceChildren(text); note.hidden = !text; };
  const list = element("ol", { class: "re-list" });
  const sum = element("p", { class: "re-sum", role: "status" });
  const undo = button("re-do", "Undo", () => turn("undo"), { "aria-keyshortcuts": "Control+Z" });
  const redo = button("re-do", "Redo", () => turn("redo"), { "aria-keyshortcuts": "Control+Y" });
  const doubts = element("ul", { class: "re-doubts" });
  const edge = createMedia({ onTime: () => {}, onTrouble: trouble });
  const sound = createSound({ label: "the reel", make: createPlaylist, onTime: (t, playing) => follow(t, playing), onTrouble: trouble });
  const hear = (src, from = 0, to = null) => {
    if (!src) return;
    sound.pause();
    edge.load(src);
    edge.play(from, to);
  };
  const picker = createPicker({
    add: (one) => { seen.set(one.id, one); put({ kind: "clip", highlight: one.id, home: staged() ? one.stage : undefined }, { focus: false, said: `Added a clip of ${one.person}` }); },
    find: (query, stage) => post({ kind: "find", query, stage }),
    close: () => { picker.shut(); post({ kind: "found" }); adding.querySelector("button").focus(); },
    play: (one) => hear(data.interviews[one.interview]?.sound, Math.max(0, one.start - 0.1), one.end + 0.1),
    stageName: (stage) => stageName(stage),
  });
  const adding = element("div", { class: "re-adding", role: "group", "aria-label": "Add to the reel" },
    button("re-do re-primary", "Add a clip", () => picker.open()),
    button("re-do", "Add a heading", () => put({ kind: "heading", text: "" }, { write: true })),
    button("re-do", "Add a note", () => put({ kind: "note", text: "" }, { write: true })),
    button("re-do", "Add a silence", () => put({ kind: "silence", seconds: 1 }, { said: "Added a second of silence" })));
  const editor = element("div", { class: "cl-player re", role: "region", "aria-label": "Editor of the reel" },
    element("div", { class: "re-top" }, sound.bar, element("div", { class: "re-state" }, sum, undo, redo), note),
    hint, live, list, adding, picker.body, doubts, edge.audio);

  const staged = () => data.order !== "given" && data.stages.length > 0;
  const stageName = (stage) => data.stages.find(({ id }) => id === stage)?.name || stage || "";
  const aboutOf = (row) => (row.kind === "clip" ? data.about[row.highlight] || seen.get(row.highlight) : null);
  const homes = () => {
    const known = data.stages.map(({ id }) => id);
    const other = [...new Set(rows.map(({ home }) => home || ""))].filter((home) => home && !known.includes(home));
    return [...known, ...other, ""];
  };
  const label = (row) => nameOf(row, aboutOf(row));

  // ---- what is told to the server ----

  const post = (event) => {
    outbox.push({ nonce: newNonce(), ...event });
    tell();
    return outbox.at(-1).nonce;
  };
  const tell = () => {
    clearTimeout(waiting);
    if (!outbox.length) return;
    send([...outbox]);
    waiting = setTimeout(tell, AGAIN);
  };
  // As the server keeps it: a stage is said only where the highlight does not say it by itself.
  const told = () => rows.filter((row) => (row.kind !== "heading" && row.kind !== "note") || row.text?.trim()).map((row) => {
    const out = plainRow(row);
    delete out.stage;
    if (row.home && row.home !== (aboutOf(row)?.stage || "")) out.stage = row.home;
    return sorted(out);
  });
  const commit = (done = "") => {
    if (done) say(done);
    draw();
    flush();
  };
  const flush = () => {
    if (saving || held) return status();
    const out = told();
    if (sameRows(out, kept)) return status();
    saving = post({ kind: "save", seen: version, rows: out });
    return status();
  };
  const turn = (kind) => {
    if (saving) return;
    post({ kind });
    say(kind === "undo" ? "Undone" : "Done again");
  };

  // ---- edits ----

  const change = (id, what) => {
    rows = rows.map((row) => (row.id === id ? { ...row, ...what } : row));
    if (opened === id) filledWith = "spoken" in what ? "" : JSON.stringify([id, sorted(plainRow(rows.find((row) => row.id === id)))]);
    commit();
  };
  const put = (row, { focus = true, write = false, said = "" } = {}) => {
    const at = rows.findIndex(({ id }) => id === active);
    const fresh = { id: newId("row"), ...row };
    const ours = staged();
    if (ours && fresh.home === undefined) fresh.home = at >= 0 ? rows[at].home : rows.at(-1)?.home ?? homes()[0];
    fresh.home ??= "";
    let place = at >= 0 ? at + 1 : rows.length;
    if (ours) {
      const order = homes();
      const mine = rows.map(({ home }, i) => [home, i]).filter(([home]) => home === fresh.home);
      if (!(at >= 0 && rows[at].home === fresh.home)) {
        place = mine.length ? mine.at(-1)[1] + 1 : rows.findIndex(({ home }) => order.indexOf(home) > order.indexOf(fresh.home));
        if (place < 0) place = rows.length;
      }
    }
    rows = [...rows.slice(0, place), fresh, ...rows.slice(place)];
    active = fresh.id;
    if (write) draw();
    else commit(said);
    const made = nodes.get(fresh.id);
    if (write) made?.focusText();
    else if (focus) made?.grip.focus();
    made?.node.scrollIntoView({ block: "nearest" });
  };
  const remove = (id) => {
    const at = rows.findIndex((row) => row.id === id);
    if (at < 0) return;
    const was = label(rows[at]);
    const empty = "text" in rows[at] && !rows[at].text;
    rows = rows.filter((row) => row.id !== id);
    if (opened === id) opened = null;
    if (active === id) active = rows[at - 1]?.id ?? null;
    commit(empty ? "" : `Removed ${was}. Undo brings it back.`);
    (nodes.get((rows[at] || rows[at - 1])?.id)?.grip || adding.querySelector("button")).focus();
  };
  const twice = (id) => {
    const at = rows.findIndex((row) => row.id === id);
    const copy = { ...rows[at], id: newId("row") };
    rows = [...rows.slice(0, at + 1), copy, ...rows.slice(at + 1)];
    active = copy.id;
    commit(`Duplicated ${label(copy)}`);
    nodes.get(copy.id)?.grip.focus();
  };
  const where = (id) => {
    const at = rows.findIndex((row) => row.id === id);
    return `place ${at + 1} of ${rows.length}${staged() && rows[at].home ? `, in ${stageName(rows[at].home)}` : ""}`;
  };
  const step = (id, by) => {
    const before = rows;
    rows = stepped(rows, id, by, staged() ? homes().filter((home) => home || rows.some((row) => !row.home)) : null);
    if (before === rows) return say("It can't go any further.");
    say(`${label(rows.find((row) => row.id === id))}: ${where(id)}`);
    draw();
    return flush();
  };
  const pick = (id) => {
    held = { id, before: rows };
    nodes.get(id).node.classList.add("re-held");
    say(`Picked up ${label(rows.find((row) => row.id === id))}, ${where(id)}. Arrows move it, space drops it, Escape puts it back.`);
  };
  const drop = (back = false) => {
    if (!held) return;
    const { id, before } = held;
    held = null;
    if (back) rows = before;
    nodes.get(id)?.node.classList.remove("re-held");
    commit(back ? "Put back where it was." : `Dropped at ${where(id)}.`);
    nodes.get(id)?.grip.focus();
  };
  const drag = createDrag({
    list,
    begin: (id) => { held = { id, before: rows }; active = id; },
    place: (id, others, index) => {
      const row = rows.find((one) => one.id === id);
      const over = others.slice(0, index);
      const home = over.findLast((node) => node.dataset.home !== undefined)?.dataset.home;
      const ahead = over.filter((node) => node.dataset.id).length;
      const rest = rows.filter((one) => one !== row);
      const next = { ...row, home: staged() ? home ?? homes()[0] : row.home };
      const moved = [...rest.slice(0, ahead), next, ...rest.slice(ahead)];
      if (moved.every((one, i) => one.id === rows[i].id) && next.home === row.home) return;
      rows = moved;
      draw(nodes.get(id)?.node);
    },
    drop: () => drop(),
    cancel: () => drop(true),
  });

  // ---- what is shown ----

  const acts = (id) => ({
    play: () => { const at = planned[kept_ids.indexOf(id)]?.at; if (at !== undefined) { edge.pause(); sound.play(at); } },
    step: (by) => step(id, by),
    open: () => { opened = opened === id ? null : id; active = id; draw(); if (opened) panelOf(id); },
    twice: () => twice(id),
    remove: () => remove(id),
    write: (text) => { const was = rows.find((row) => row.id === id); if (text.trim() && text.trim() !== was?.text) change(id, { text: text.trim() }); },
    empty: () => { if (!rows.find((row) => row.id === id)?.text) remove(id); },
    change: (what) => change(id, what),
    stage: (home) => {
      const row = rows.find((one) => one.id === id);
      if (!staged()) return change(id, { home });
      const order = homes();
      const rest = rows.filter((one) => one !== row);
      const at = rest.findIndex((one) => order.indexOf(one.home) > order.indexOf(home));
      rows = at < 0 ? [...rest, { ...row, home }] : [...rest.slice(0, at), { ...row, home }, ...rest.slice(at)];
      return commit(`Now in ${stageName(home) || "no stage"}`);
    },
    speak: () => { flush(); post({ kind: "speak", row: told().findIndex((_, i) => filled()[i]?.id === id) }); },
  });
  const filled = () => rows.filter((row) => (row.kind !== "heading" && row.kind !== "note") || row.text?.trim());
  const panelOf = (id) => {
    const row = rows.find((one) => one.id === id);
    filledWith = JSON.stringify([id, sorted(plainRow(row))]);
    const about = aboutOf(row);
    const address = row.spoken ? data.program.sounds[`spoken:${row.spoken}`] : "";
    fillPanel(nodes.get(id).panel, row, { about, place: about && data.interviews[about.interview], stages: data.stages, spokenAddress: address }, acts(id), { play: hear, hear: (src) => hear(src), say });
  };
  const keys = (id) => (event) => {
    const on = held?.id === id;
    const act = {
      " ": () => (on ? drop() : pick(id)), Enter: () => (on ? drop() : pick(id)),
      ArrowUp: () => (on ? step(id, -1) : neighbour(id, -1)), ArrowDown: () => (on ? step(id, 1) : neighbour(id, 1)),
      Escape: () => { if (drag.dragging()) drag.stop(); else if (on) drop(true); },
      Delete: () => !on && remove(id),
      Tab: on ? () => drop() : null,
    }[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
    act();
  };
  const neighbour = (id, by) => nodes.get(rows[rows.findIndex((row) => row.id === id) + by]?.id)?.grip.focus();
  const nodeOf = (id) => {
    if (nodes.has(id)) return nodes.get(id);
    const made = createRow(acts(id), hint.id);
    made.grip.addEventListener("keydown", keys(id));
    made.node.addEventListener("focusin", () => { active = id; });
    drag.bind(made.grip, id, made.node);
    nodes.set(id, made);
    return made;
  };
  const headOf = (home) => {
    if (!heads.has(home)) {
      const name = element("h2", {}, stageName(home) || "No stage");
      const gap = element("span", { class: "re-gap" });
      const add = button("re-do", "Find a clip", () => { active = null; picker.open(home); picker.body.scrollIntoView({ block: "nearest" }); }, { "aria-label": `Find a clip for ${stageName(home) || "no stage"}` });
      heads.set(home, { node: element("li", { class: "re-stage", "data-home": home }, name, gap, add), gap, add, name });
    }
    return heads.get(home);
  };
  const draw = (pivot = document.activeElement?.closest?.(".re-row")) => {
    const wanted = [];
    const groups = staged();
    const all = groups ? homes().filter((home) => home || rows.some((row) => !row.home)) : [];
    if (groups) rows = all.flatMap((home) => rows.filter((row) => (row.home || "") === home));
    let place = 0;
    const add = (row) => {
      place += 1;
      const made = nodeOf(row.id);
      const at = kept_ids.indexOf(row.id);
      made.update(row, {
        about: aboutOf(row), place, count: rows.length, open: opened === row.id, fixed: data.stages.length > 0,
        plan: at >= 0 ? planned[at] : undefined, stage: groups ? "" : stageName(row.home), locked: at < 0 ? "being planned" : "",
      });
      wanted.push(made.node);
    };
    for (const home of all) {
      const head = headOf(home);
      const clips = rows.filter((row) => row.home === home && row.kind === "clip");
      const heard = clips.some((row) => { const at = kept_ids.indexOf(row.id); return at < 0 || planned[at]?.end || !aboutOf(row)?.refused; });
      head.node.classList.toggle("re-open", !heard && home !== "");
      head.gap.textContent = heard || !home ? "" : `No clip for ${stageName(home)}`;
      head.add.hidden = !home || heard;
      wanted.push(head.node);
      for (const row of rows) if ((row.home || "") === home) add(row);
    }
    if (!groups) for (const row of rows) add(row);
    putInOrder(list, wanted, pivot);
    for (const id of [...nodes.keys()]) if (!rows.some((row) => row.id === id)) nodes.delete(id);
    list.hidden = !wanted.length;
    picker.update(data.found, new Set(rows.map(({ highlight }) => highlight)));
    status();
  };
  const status = () => {
    const state = saving ? "Saving" : sameRows(told(), kept) ? "Saved" : note.hidden ? "Not saved" : "Not saved yet";
    const text = `${clockOf(data.program.duration)} planned · ${data.sum.join(" · ")} · ${state}`;
    if (sum.textContent !== text) sum.textContent = text;
    sum.dataset.state = state;
    undo.disabled = !data.undo || Boolean(saving);
    redo.disabled = !data.redo || Boolean(saving);
  };
  let kept_ids = [];
  let now = null;
  const follow = (t, playing) => {
    const step_ = program?.chapters.findLast((one) => one.index !== null && one.start <= t + 0.05 && t < Math.max(one.end, one.start + 0.01));
    const id = step_ && (t > 0 || playing) ? kept_ids[step_.index] : null;
    if (id === now) return;
    nodes.get(now)?.node.removeAttribute("aria-current");
    now = id;
    nodes.get(now)?.node.setAttribute("aria-current", "true");
  };

  // ---- what the server says ----

  // Rows of the server as rows of this page: those that are still the same keep their node, and with it the focus.
  const adopt = (given, stages) => {
    const free = [...rows];
    rows = given.map((row, i) => {
      const like = (one) => one.kind === row.kind && one.highlight === row.highlight && (row.kind === "clip" || one.text === row.text);
      let at = free.findIndex((one) => like(one) && sameRows([plainRow(one)], [row]));
      if (at < 0) at = free.findIndex(like);
      const id = at >= 0 ? free.splice(at, 1)[0].id : newId("row");
      const { stage, ...rest } = row;
      return { ...rest, id, home: stages[i] || "" };
    });
  };
  const overtaken = (why) => {
    note.replaceChildren(element("span", {}, why),
      button("re-do", "Show theirs", () => { note.hidden = true; adopt(data.rows, data.homes); settle(); draw(); say("The reel as it is saved now."); }),
      button("re-do", "Save mine all the same", () => { note.hidden = true; saving = post({ kind: "save", seen: version, rows: told() }); status(); }));
    note.hidden = false;
  };
  const settle = () => {
    kept = data.rows.map(sorted);
    planned = data.planned;
    program = data.program;
    kept_ids = filled().map(({ id }) => id);
  };
  editor.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if ((event.ctrlKey || event.metaKey) && !event.target.closest("input, textarea") && ["z", "y"].includes(event.key.toLowerCase())) {
      event.preventDefault();
      const kind = event.key.toLowerCase() === "y" || event.shiftKey ? "redo" : "undo";
      if (data[kind]) turn(kind);
    }
  });

  root.append(editor);
  return {
    update(next) {
      const first = data === null;
      data = next;
      version = next.version;
      const done = new Set(next.answered);
      const mine = outbox.filter(({ nonce }) => done.has(nonce));
      outbox = outbox.filter(({ nonce }) => !done.has(nonce));
      if (!outbox.length) clearTimeout(waiting);
      const why = mine.map(({ nonce }) => next.refused[nonce]).find(Boolean) || "";
      const beaten = mine.some(({ nonce }) => nonce === next.overtaken);
      const was = saving;
      if (saving && done.has(saving)) saving = null;
      if (first || (!saving && !was && !beaten && !sameRows(next.rows, told()) && (sameRows(told(), kept) || mine.some(({ kind }) => kind === "undo" || kind === "redo")))) adopt(next.rows, next.homes);
      if (!saving && !beaten) {
        // Words that the server cleaned come back another way: they are taken as they are kept.
        if (was && !why && sameRows(told().map(unworded), next.rows.map(unworded)) && !sameRows(told(), next.rows)) adopt(next.rows, next.homes);
        const equal = sameRows(told(), next.rows);
        kept = next.rows.map(sorted);
        if (equal || first) settle();
      }
      if (beaten) overtaken(why);
      else if (why) trouble(why);
      else if (mine.length) note.hidden = true;
      if (next.elsewhere && !beaten) say("Somebody else saved this reel; it is shown as it is now.");
      doubts.replaceChildren(...next.caveats.map((text) => element("li", {}, text)));
      doubts.hidden = !next.caveats.length;
      if (JSON.stringify(program) !== last) {
        last = JSON.stringify(program);
        sound.update({
          src: program, seconds: program.duration, peaks: [],
          marks: program.chapters.filter(({ kind }) => kind === "clip").map(({ start, end }) => ({ start, end, colour: "var(--accent-fill)", colour_dark: "var(--accent-fill)" })),
        });
      }
      draw();
      // The panel is filled anew when the row was changed from elsewhere: undone, given a voice, saved by another.
      const now_ = rows.find((row) => row.id === opened);
      if (now_ && JSON.stringify([opened, sorted(plainRow(now_))]) !== filledWith && !document.activeElement?.matches?.(".re-panel input")) panelOf(opened);
      if (was && !saving && !why) flush();
    },
    destroy() {
      clearTimeout(waiting);
      sound.destroy();
      edge.destroy();
      editor.remove();
    },
  };
}

const unworded = (row) => ({ ...row, text: row.text ? "-" : "" });
