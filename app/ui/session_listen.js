// Listening: together the facilitator's play and pause are followed, alone everybody has their own.
// One sound for the whole reel; nobody holds a single interview.

const DRIFT = 0.5;

function listen(page, state) {
  const leads = state.role === "room" || state.role === "desk";
  const own = state.mode === "alone" && !leads;
  const node = element("section", { class: "sx-hearing" });
  const audio = element("audio", { preload: "auto", playsinline: true });
  const one = { page, audio, node, script: null, sound: state.role === "desk" ? "off" : "asked", now: state, at: 0, moved: 0, ended: false, base: performance.now() };
  node.append(element("p", { class: "sx-small" }, "One moment."));
  let frame = 0;
  let stopped = false;

  const stop = load(page, "script", (script) => {
    one.script = script;
    audio.src = `${page.at}/sound?v=${encodeURIComponent(script.version)}`;
    if (own) resume(one, page.at);
    face(one, leads, own);
    tick();
  }, (text) => node.replaceChildren(element("div", { class: "sx-quiet" }, element("h1", { tabindex: -1 }, state.title), element("p", { class: "sx-why", role: "status" }, text))));

  const place = () => {
    if (own || (one.sound === "on" && leads && !audio.paused)) return audio.currentTime;
    const play = one.now.play;
    if (!play) return 0;
    const since = play.playing ? (performance.now() - play.origin) / 1000 : 0;
    return Math.min(Math.max(0, play.at + since), one.script.duration);
  };

  // What the server says is followed; a small drift is let be, since every jump is heard.
  const follow = () => {
    if (own || one.sound !== "on" || !one.script) return;
    const play = one.now.play;
    const since = play?.playing ? (performance.now() - play.origin) / 1000 : 0;
    const target = play ? Math.min(play.at + since, one.script.duration) : 0;
    const ended = target >= one.script.duration - 0.05;
    if (play?.playing && !ended) {
      if (Math.abs(audio.currentTime - target) > DRIFT) audio.currentTime = target;
      if (audio.paused) start(one);
    } else {
      if (!audio.paused) audio.pause();
      if (Math.abs(audio.currentTime - target) > 0.05) audio.currentTime = target; // nobody hears this jump
    }
  };

  const tick = () => {
    if (stopped || page.over) return;
    one.at = place();
    one.keep?.(one.at);
    one.paint?.(one.at);
    // who has neither turned the sound on nor said that the room is loud has heard nothing
    if (one.script && one.sound !== "asked" && one.at >= one.script.duration - 1 && !one.ended) {
      one.ended = true;
      if (state.role === "seat") page.ask("finish", {}).then(() => page.look()).catch(() => setTimeout(() => { one.ended = false; }, 3000));
      else if (one.now.play?.playing) lead(one, false, one.script.duration);
    }
    frame = setTimeout(tick, 200);
  };
  const keys = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    if (key === "m" && one.press) { event.preventDefault(); one.press(); }
    if (key === " " && (own || leads) && !event.target.closest?.("button, a") && one.toggle) { event.preventDefault(); one.toggle(); }
  };
  // on the desk the page has other things; there the keys are those of the desk alone
  const listener = state.role === "desk" ? node : document;
  listener.addEventListener("keydown", keys);

  one.follow = follow;
  one.place = place;
  return {
    node,
    update(now) { one.now = now; follow(); one.refresh?.(); },
    leave() {
      stopped = true;
      stop();
      clearTimeout(frame);
      listener.removeEventListener("keydown", keys);
      audio.pause();
      audio.removeAttribute("src");
      audio.load();
    },
  };
}

// Alone, whoever drops out and comes back goes on a little before where they were; nothing can be skipped otherwise.
function resume(one, at) {
  const name = `session-at-${at.slice(-40)}`;
  const was = Number(preference.get(name, 0)) || 0;
  if (was > 3 && was < one.script.duration - 1) {
    one.audio.addEventListener("loadedmetadata", () => { one.audio.currentTime = was - 3; }, { once: true });
  }
  one.keep = (now) => { if (now > 0 && !one.audio.paused) preference.set(name, Math.round(now * 10) / 10); };
}

// Browsers play nothing before a touch: it is asked for once.
function start(one) {
  one.audio.play().catch((error) => {
    if (error.name !== "NotAllowedError") return;
    one.sound = "asked";
    one.refresh?.();
  });
}

async function lead(one, playing, at) {
  const told = one.now.play ||= { playing: false, at: 0, origin: performance.now() };
  Object.assign(told, { playing, at, origin: performance.now() });
  one.refresh?.();
  one.follow();
  try { await one.page.act("play", { playing, at }); } catch (error) { one.said?.(error.message); }
}

function face(one, leads, own) {
  const { script, audio, node, page } = one;
  const stageName = element("p", { class: "sx-stage-name" });
  const who = element("h1", { class: "sx-person", tabindex: -1 });
  const words = element("blockquote", { class: "sx-words" });
  const bar = element("div", { class: "sx-heard", "aria-hidden": "true" }, element("i"));
  const clock = element("p", { class: "sx-clock" });
  const said = element("p", { class: "sx-noted", role: "status" });
  const alert = element("p", { class: "sx-error", role: "alert" });
  one.said = (text) => { alert.textContent = text; };
  const text = keepsWords();
  const hide = button("sx-quietly", "", () => { text.set(!text.on()); one.refresh(); });
  const mute = button("sx-quietly", "", () => { one.sound = one.sound === "on" ? "off" : "on"; if (one.sound === "on") turnOn(); else audio.pause(); one.refresh(); });
  const play = button("sx-play", "", () => one.toggle(), {}, );
  const back = button("sx-quietly", "Back 10 s", () => jump(-10));
  const moved = button("sx-moved", "", () => one.press());
  moved.append(element("span", { "aria-hidden": "true", class: "sx-heart" }), element("b", {}, "This moved me"));

  const turnOn = () => {
    one.sound = "on";
    audio.currentTime = one.place();
    const going = one.now.play?.playing || own;
    audio.play().then(() => { if (!own && !one.now.play?.playing) audio.pause(); }).catch(() => {});
    if (going) one.follow();
    one.refresh();
  };
  const jump = (by) => {
    const to = Math.min(Math.max(0, one.place() + by), script.duration);
    if (own) audio.currentTime = to;
    else lead(one, Boolean(one.now.play?.playing), to);
  };
  one.toggle = () => {
    if (own) {
      if (audio.paused) start(one); else audio.pause();
      one.sound = "on";
    } else {
      const playing = !one.now.play?.playing;
      const ended = one.place() >= script.duration - 1;
      if (ended) one.ended = false;
      lead(one, playing, playing && ended ? 0 : one.place());
    }
    one.refresh();
  };
  if (!leads) {
    one.press = () => {
      const at = one.place();
      moved.classList.remove("sx-beat");
      void moved.offsetWidth;
      moved.classList.add("sx-beat");
      one.moved += 1;
      put(said, `Noted at ${clockOf(at)}`);
      const nonce = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
      const tap = (again) => page.ask("tap", { at, nonce }).catch(() => { if (again) setTimeout(() => tap(again - 1), 2000); else put(said, "That could not be kept; press it again."); });
      tap(3);
    };
  }

  const gate = element("div", { class: "sx-gate" },
    element("p", { class: "sx-stage-name" }, leads ? "" : "Ready to listen"),
    element("h1", { tabindex: -1 }, script.title),
    element("p", { class: "sx-why" }, own ? `${clockOf(script.duration)} of customers in their own voices. Find a quiet place.` : `${clockOf(script.duration)} of customers in their own voices. ${leads ? "Everybody hears it when you press play." : "It begins when the facilitator presses play."}`),
    element("p", { class: "sx-small" }, leads ? "" : "When something moves you, press the large button: it notes the moment, and only what moved how many is ever shown."),
    element("div", { class: "sx-move sx-two" },
      button("sx-main", own ? "Listen" : leads ? "Sound on this screen" : "Sound on this phone or computer", () => { turnOn(); if (own) start(one); }),
      own ? null : button("sx-back", leads ? "No sound here" : "I hear it in the room", () => { one.sound = "off"; one.refresh(); })));

  const chapters = page.state.role === "desk" ? element("ol", { class: "sx-clips" }, script.parts.filter((part) => part.kind === "clip").map((part) =>
    element("li", {}, button("sx-clip", "", () => lead(one, true, part.start), { "data-start": part.start }, )))) : null;
  chapters?.querySelectorAll(".sx-clip").forEach((press, at) => {
    const part = script.parts.filter((other) => other.kind === "clip")[at];
    press.append(element("span", { class: "sx-at" }, clockOf(part.start)), element("b", {}, part.person), element("span", {}, part.stage));
  });

  const live = element("div", { class: "sx-live" },
    element("div", { class: "sx-saying" }, stageName, who, words),
    element("div", { class: "sx-deck" }, bar,
      element("div", { class: "sx-row-of" }, clock, element("div", { class: "sx-tools" }, leads || own ? back : null, hide, own ? null : mute)),
      leads || own ? element("div", { class: "sx-move sx-one" }, play) : null,
      leads ? null : moved, said, alert),
    chapters);
  node.replaceChildren(gate, live, audio);

  let shown = null;
  one.paint = (at) => {
    bar.firstChild.style.width = `${(100 * at) / script.duration}%`;
    put(clock, `${clockOf(at)} of ${clockOf(script.duration)}`);
    const part = script.parts.findLast((other) => other.start <= at + 0.05) || script.parts[0];
    const key = `${script.parts.indexOf(part)} ${text.on()}`;
    if (key === shown || !part) return;
    shown = key;
    put(stageName, part.kind === "clip" || part.kind === "note" ? part.stage : "");
    put(who, part.kind === "clip" ? part.person : part.text);
    node.classList.toggle("sx-heading", part.kind !== "clip");
    put(words, part.kind === "clip" && text.on() ? part.text : "");
    chapters?.querySelectorAll(".sx-clip").forEach((press) => {
      if (part.kind === "clip" && Number(press.dataset.start) === part.start) press.setAttribute("aria-current", "true");
      else press.removeAttribute("aria-current");
    });
  };
  one.refresh = () => {
    const gated = one.sound === "asked";
    const inside = gate.contains(document.activeElement);
    gate.hidden = !gated;
    live.hidden = gated;
    if (inside && !gated) who.focus({ preventScroll: true });
    const playing = own ? !audio.paused : Boolean(one.now.play?.playing);
    play.replaceChildren(icon(playing ? ICONS.pause : ICONS.play), element("span", {}, playing ? (own ? "Pause" : "Pause for all") : own ? "Play" : "Play for all"));
    hide.textContent = text.on() ? "Hide the words" : "Show the words";
    mute.textContent = one.sound === "on" ? "Mute" : "Sound on";
    node.classList.toggle("sx-paused", !playing);
    if (!leads) {
      // what was noted stays until something else is to be said
      const rest = one.now.heard ? "You have heard it to the end. It goes on when everybody is ready."
        : own || playing ? "" : one.place() < 0.5 ? "It begins when the facilitator presses play." : "Paused by the facilitator.";
      if (rest !== one.rest) put(said, rest);
      one.rest = rest;
    }
    one.paint(one.at);
  };
  for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, () => one.refresh());
  one.refresh();
}

// Whether words are shown is everybody's own choice, kept in their browser.
function keepsWords() {
  let on = preference.get("session-words", true) !== false;
  return { on: () => on, set(to) { on = to; preference.set("session-words", to); } };
}
