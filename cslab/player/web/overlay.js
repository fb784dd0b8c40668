// What a person sees before the host has answered: stored highlights and words, with their unanswered events done.

function withHighlights(stored, events) {
  const shown = new Map(stored.map((one) => [`#${one.id}`, one]));
  for (const event of events) {
    const key = `#${event.id}`;
    const before = shown.get(key);
    if (event.kind === "add" || event.kind === "accept") shown.set(event.nonce, { ...event, codes: event.codes || [event.code], id: null, pending: true });
    else if (event.kind === "restore") shown.set(key, { ...event.was, pending: true });
    else if (event.kind === "remove") shown.delete(key);
    else if (event.kind === "change" && before) {
      const codes = [...before.codes.filter((name) => !event.drop.includes(name)), ...event.put.filter((name) => !before.codes.includes(name))];
      shown.set(key, { ...before, ...event.set, codes, pending: true });
    }
  }
  return [...shown.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

const withSuggestions = (given, events) => {
  const decided = new Set(events.filter(({ kind }) => kind === "accept" || kind === "decline").map(suggestionKey));
  return (given || []).filter((one) => !decided.has(suggestionKey(one)));
};
const suggestionKey = ({ code, start, end }) => `${code}/${start}/${end}`;

function withWords(given, events) {
  let document_ = given;
  for (const event of events) document_ = (WORD_EVENTS[event.kind] || ((same_) => same_))(document_, event);
  return document_;
}

const WORD_EVENTS = {
  // The new words take the time of the old: shared out by their letters where their number differs.
  correct(given, { first, last, before, text }) {
    const said = text.split(/\s+/).filter(Boolean);
    let [at, put] = [0, false];
    const segments = given.segments.map((row) => {
      const [speaker, words] = row;
      const [from, to] = [Math.max(first - at, 0), Math.min(last - at, words.length)];
      at += words.length;
      if (from >= to) return row;
      const fresh = put ? [] : timed(said, words.slice(from, to));
      put = true;
      return [speaker, [...words.slice(0, from), ...fresh, ...words.slice(to)]];
    });
    const grown = said.length - (last - first);
    const others = (given.corrections || []).filter(([, from, to]) => to <= first || from >= last)
      .map(([id, from, to, ...rest]) => (from >= last ? [id, from + grown, to + grown, ...rest] : [id, from, to, ...rest]));
    return { ...given, segments, corrections: [...others, [null, first, first + said.length, before, ""]] };
  },
  uncorrect: (given, { id }) => ({ ...given, corrections: (given.corrections || []).filter((one) => one[0] !== id) }),
  speaker: (given, { label, was, name, role }) => ({
    ...given,
    voices: given.voices?.map((voice) => (voice.label === label ? { ...voice, name: name || voice.name, role: role || voice.role } : voice)),
    speakers: given.speakers.map(([known, asks]) => (known === was ? [name || known, role ? role === "interviewer" : asks] : [known, asks])),
  }),
  swap(given) {
    if (given.speakers.length !== 2) return given;
    return { ...given, speakers: [...given.speakers].reverse() };
  },
  reassign(given, { start, end, name }) {
    let to = given.speakers.findIndex(([known]) => known === name);
    const speakers = to < 0 ? [...given.speakers, [name, false]] : given.speakers;
    if (to < 0) to = given.speakers.length;
    const inside = ([, from, till]) => (from + till) / 2 >= start && (from + till) / 2 <= end;
    const segments = given.segments.flatMap((row) => {
      const [speaker, words] = row;
      if (speaker === to || !words.some(inside)) return [row];
      const runs = [];
      for (const word of words) {
        const who = inside(word) ? to : speaker;
        if (runs.at(-1)?.[0] === who) runs.at(-1)[1].push(word);
        else runs.push([who, [word]]);
      }
      return runs;
    });
    return { ...given, speakers, segments };
  },
};

function timed(said, old) {
  if (said.length === old.length) return said.map((text, i) => [text, old[i][1], old[i][2], old[i][3]]);
  const [from, to] = [old[0][1], old.at(-1)[2]];
  const letters = said.reduce((sum, text) => sum + text.length + 1, 0);
  let done = 0;
  return said.map((text) => {
    const start = from + ((to - from) * done) / letters;
    done += text.length + 1;
    return [text, start, from + ((to - from) * done) / letters, 1];
  });
}
