// One media element: play from here to there, at some speed, leaping over what is to be skipped.
// `onTime(seconds, playing)` is called while it plays and after every seek.

function createMedia({ onTime, onState = () => {}, onTrouble }) {
  const audio = element("audio", { preload: "metadata" });
  let known = 0;
  let frame = 0;
  let stopAt = null;
  let atStop = null;
  let wanted = null;
  let leaps = [];
  let spared = null;

  const duration = () => (Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : known);
  const position = () => (wanted === null ? audio.currentTime : wanted);
  const leapAt = (t) => leaps.find(([from, to]) => from <= t && t < to) || null;

  const step = () => {
    if (audio.paused || audio.seeking || wanted !== null) return;
    const t = audio.currentTime;
    const leap = leapAt(t);
    if (!leap) spared = null;
    else if (leap !== spared) {
      if (leap[1] >= duration() - 0.05) audio.pause();
      else audio.currentTime = leap[1];
    }
    if (stopAt !== null && audio.currentTime >= stopAt) {
      const done = atStop;
      stopAt = atStop = null;
      audio.pause();
      done?.();
    }
  };
  const tick = () => {
    step();
    onTime(position(), !audio.paused);
    frame = audio.paused ? 0 : requestAnimationFrame(tick);
  };
  const seek = (seconds) => {
    const t = Math.min(Math.max(0, seconds), duration() || seconds);
    stopAt = atStop = spared = null;
    if (audio.readyState >= 1) audio.currentTime = t;
    else wanted = t;
    onTime(t, !audio.paused);
  };
  const play = async (from = null, to = null, then = null) => {
    if (from !== null) {
      seek(from);
      spared = leapAt(from);
    }
    [stopAt, atStop] = [to, then];
    if (!audio.getAttribute("src")) return;
    try {
      await audio.play();
    } catch (error) {
      if (error.name !== "AbortError") onTrouble("The sound can't be played here. Reload the page, or try another browser.");
    }
  };

  audio.addEventListener("loadedmetadata", () => {
    if (wanted !== null) audio.currentTime = wanted;
    wanted = null;
    onTime(position(), !audio.paused);
  });
  for (const name of ["seeked", "pause", "durationchange"]) audio.addEventListener(name, () => onTime(position(), !audio.paused));
  audio.addEventListener("timeupdate", step);
  audio.addEventListener("ended", () => {
    const done = atStop;
    stopAt = atStop = null;
    onTime(position(), false);
    done?.();
  });
  const changed = () => {
    onState(!audio.paused);
    if (!audio.paused && !frame) frame = requestAnimationFrame(tick);
  };
  audio.addEventListener("play", changed);
  audio.addEventListener("pause", changed);
  audio.addEventListener("error", () => {
    if (audio.getAttribute("src")) onTrouble("The sound could not be loaded. Reload the page; if that does not help, the file is gone.");
  });

  return {
    audio, play, seek, position, duration,
    pause: () => audio.pause(),
    toggle: () => (audio.paused ? play() : audio.pause()),
    isPlaying: () => !audio.paused,
    load(src, seconds = 0) {
      known = seconds || 0;
      if (!src || audio.getAttribute("src") === src) return;
      const [playing, at] = [!audio.paused, position()];
      const again = Boolean(audio.getAttribute("src"));
      audio.src = src;
      audio.playbackRate = audio.defaultPlaybackRate;
      if (again) wanted = at;
      if (playing) play();
    },
    speed(rate) { audio.defaultPlaybackRate = audio.playbackRate = rate; },
    leap(spans) { leaps = spans; },
    destroy() {
      cancelAnimationFrame(frame);
      audio.pause();
      audio.removeAttribute("src");
      audio.load();
    },
  };
}
