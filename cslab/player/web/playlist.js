// Plays a reel that nobody rendered: its plan, step by step, from the recordings themselves. It has the ways of
// createMedia, so that the same bar stands above both. Two decks, since a clip may begin before the one before it
// is over; where nothing sounds (a heading that is shown, a pause), a clock goes on by itself.
//
// load({steps, sounds, duration}): a step is {kind, at, end, source, start, stop, gain, fade_in, fade_out, channel};
// `source` names one of `sounds`, {name: address}. A step whose sound is not there is passed over, and that is said.

const TICK = 30;

function createPlaylist({ onTime, onState = () => {}, onTrouble = () => {} }) {
  let mixer = null;
  const decks = [createDeck(() => mixer), createDeck(() => mixer)];
  const audio = element("span", { hidden: true }, decks.map((deck) => deck.audio));
  let program = null;
  let heard = [];
  let length = 0;
  let at = 0;
  let rate = 1;
  let timer = 0;
  let seen = 0;
  let stopAt = null;
  let atStop = null;

  const source = (step) => (step.source ? program.sounds[step.source] : null);
  const absent = (step) => step.broken || !source(step);
  const within = (step) => step.at <= at && at < step.end - 0.005;
  const complain = (step) => {
    if (step.told) return;
    step.told = true;
    onTrouble(`The sound of ${step.person || step.text || "one part"} is not here, so it is passed over.`);
  };

  // The earliest step that sounds leads the clock: while its recording loads, everything waits for it.
  const lead = () => decks.filter((deck) => deck.step && deck.on).sort((a, b) => a.step.at - b.step.at)[0];
  const tick = () => {
    const now = performance.now();
    const leader = lead();
    if (leader) at = Math.max(leader.step.at, leader.step.at + leader.where() - leader.step.start);
    else at += (rate * (now - seen)) / 1000;
    seen = now;
    for (const deck of decks) {
      if (!deck.step) continue;
      if (deck.failed) {
        deck.step.broken = true;
        complain(deck.step);
        deck.free();
      } else if (deck.on && (deck.where() >= deck.step.stop - 0.004 || deck.audio.ended)) {
        if (deck === leader) at = Math.max(at, deck.step.end);
        deck.free();
      } else if (deck.on) deck.shape(rate);
    }
    for (const step of heard) {
      if (!within(step)) continue;
      if (absent(step)) {
        complain(step);
        if (!lead()) at = step.end;
      } else start(step);
    }
    prepare();
    if (stopAt !== null && at >= stopAt - 0.01) return finish(stopAt);
    if (at >= length - 0.005) return finish(length);
    return onTime(at, true);
  };
  const start = (step) => {
    const deck = decks.find((one) => one.step === step) || decks.find((one) => !one.step) || decks.find((one) => !one.on);
    if (!deck || deck.on) return;
    deck.cue(step, source(step), step.start + Math.max(0, at - step.at));
    deck.go(rate, (error) => {
      if (error.name === "NotAllowedError") { halt(); onTrouble("The browser wants a click before it plays; press Play again."); }
    });
  };
  const prepare = () => {
    const next = heard.find((step) => step.at > at && !absent(step) && !decks.some((deck) => deck.step === step));
    const idle = decks.find((deck) => !deck.step);
    if (next && idle && next.at - at < 30) idle.cue(next, source(next), next.start);
  };
  const halt = () => {
    if (!timer) return;
    clearInterval(timer);
    timer = 0;
    for (const deck of decks) deck.pause();
    onState(false);
    onTime(at, false);
  };
  const finish = (where) => {
    const done = atStop;
    stopAt = atStop = null;
    halt();
    at = where;
    onTime(at, false);
    done?.();
  };
  const seek = (seconds) => {
    at = Math.min(Math.max(0, seconds), length);
    stopAt = atStop = null;
    seen = performance.now();
    for (const deck of decks) deck.free();
    if (timer) tick();
    else onTime(at, false);
  };
  const play = async (from = null, to = null, then = null) => {
    if (!program || !length) return;
    if (from !== null) seek(from);
    else if (at >= length - 0.05) seek(0);
    [stopAt, atStop] = [to, then];
    mixer ??= createMixer();
    mixer?.resume();
    if (timer) return;
    seen = performance.now();
    for (const deck of decks) if (deck.on) deck.go(rate, () => {});
    timer = setInterval(tick, TICK);
    onState(true);
    tick();
  };

  return {
    audio, play, seek,
    pause: halt,
    toggle: () => (timer ? halt() : play()),
    position: () => at,
    duration: () => length,
    isPlaying: () => Boolean(timer),
    load(next) {
      if (!next || same(next, program)) return;
      const [playing, was] = [Boolean(timer), at];
      program = next;
      heard = next.steps.filter((step) => step.source).map((step) => ({ ...step }));
      length = next.duration || Math.max(0, ...next.steps.map(({ end }) => end));
      seek(was);
      if (!playing) prepare();
    },
    speed(to) {
      rate = to;
      for (const deck of decks) deck.audio.defaultPlaybackRate = deck.audio.playbackRate = to;
    },
    leap() {},
    destroy() {
      halt();
      for (const deck of decks) deck.destroy();
      mixer?.close();
    },
  };
}

// One of the two that play: what it plays, whether that sounds now, and how loud.
function createDeck(mixer) {
  const audio = element("audio", { preload: "auto" });
  let wanted = null;
  let channel = null;
  const deck = {
    audio, step: null, on: false, failed: false,
    where: () => wanted ?? audio.currentTime,
    cue(step, src, from) {
      if (deck.step === step && Math.abs(deck.where() - from) < 0.05) return;
      Object.assign(deck, { step, failed: false });
      const other = audio.getAttribute("src") !== src;
      if (other) audio.src = src;
      if (!other && audio.readyState >= 1) [audio.currentTime, wanted] = [from, null];
      else wanted = from;
      deck.level(0);
    },
    go(rate, refused) {
      deck.on = true;
      if (!channel && mixer()) {
        channel = mixer().channel(audio);
        audio.volume = 1;
      }
      channel?.only(deck.step.channel);
      audio.playbackRate = rate;
      audio.play()?.catch((error) => { if (error.name !== "AbortError") refused(error); });
    },
    // As loud as the step says at this moment, and already on its way to what it says at the next.
    shape(rate) {
      const { start, stop, gain, fade_in: rise, fade_out: fall } = deck.step;
      const t = audio.currentTime + (rate * TICK) / 1000;
      const share = Math.min(1, rise ? (t - start) / rise : 1, fall ? (stop - t) / fall : 1);
      deck.level(10 ** ((gain || 0) / 20) * Math.sin((Math.PI / 2) * Math.max(0, share)));
    },
    level(to) {
      if (channel) channel.level(to);
      else audio.volume = Math.min(1, to);
    },
    pause() { audio.pause(); },
    free() {
      audio.pause();
      Object.assign(deck, { step: null, on: false });
    },
    destroy() {
      audio.pause();
      audio.removeAttribute("src");
      audio.load();
    },
  };
  audio.addEventListener("loadedmetadata", () => {
    if (wanted !== null) audio.currentTime = wanted;
    wanted = null;
  });
  audio.addEventListener("error", () => { if (audio.getAttribute("src")) deck.failed = true; });
  return deck;
}

// Gains above one, one channel of two, and changes without a click need Web Audio; without it they are left out.
function createMixer() {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!Context) return null;
  const context = new Context();
  return {
    resume: () => { if (context.state === "suspended") context.resume(); },
    close: () => context.close(),
    channel(audio) {
      const gain = context.createGain();
      gain.gain.value = 0;
      gain.connect(context.destination);
      const from = context.createMediaElementSource(audio);
      const split = context.createChannelSplitter(2);
      let heard;
      return {
        only(which) {
          const next = which === 0 || which === 1 ? which : null;
          if (next === heard) return;
          heard = next;
          from.disconnect();
          split.disconnect();
          if (next === null) from.connect(gain);
          else {
            from.connect(split);
            split.connect(gain, next);
          }
        },
        level(to) {
          const now = context.currentTime;
          gain.gain.cancelScheduledValues(now);
          gain.gain.setValueAtTime(gain.gain.value, now);
          gain.gain.linearRampToValueAtTime(to, now + TICK / 1000);
        },
      };
    },
  };
}
