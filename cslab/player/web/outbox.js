// What a person did and the host has not answered yet. It is kept in the browser, so a lost connection or a reload
// loses nothing; each event bears a nonce, so one that arrives twice counts once.

const newNonce = () => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`);

function createOutbox({ send, onState }) {
  let shelf = null;
  let events = [];
  let timer = 0;
  let tries = 0;

  // One entry an event: two tabs on one interview never overwrite what the other keeps.
  const keep = (event) => {
    try { localStorage.setItem(`${shelf}${event.nonce}`, JSON.stringify(event)); } catch { /* kept while the page is open */ }
  };
  const forget = ({ nonce }) => {
    try { localStorage.removeItem(`${shelf}${nonce}`); } catch { /* nothing was kept */ }
  };
  const kept = () => {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(shelf))
        .map((key) => JSON.parse(localStorage.getItem(key)))
        .sort((a, b) => a.at - b.at);
    } catch { return []; }
  };
  const post = () => {
    clearTimeout(timer);
    if (events.length) {
      tries += 1;
      try { send(events); } catch { /* the next try may reach it */ }
      timer = setTimeout(post, Math.min(20000, 1500 * 2 ** Math.min(tries - 1, 4)));
    }
    onState({ count: events.length, late: tries > 1 });
  };
  const again = () => {
    if (!events.length) return;
    tries = Math.max(tries, 1);
    post();
  };
  window.addEventListener("online", again);

  return {
    again,
    events: () => events,
    // Opens the shelf of one person's unsent events on one interview; what lies there is sent again.
    open(name) {
      const next = `cslab-unsent/${name}/`;
      if (next === shelf) return;
      shelf = next;
      events = kept();
      tries = 0;
      clearTimeout(timer);
      if (events.length) timer = setTimeout(post, 200);
      onState({ count: events.length, late: false });
    },
    put(kind, what) {
      const event = { nonce: newNonce(), kind, at: Date.now(), ...what };
      events = [...events, event];
      keep(event);
      tries = 0;
      post();
      return event;
    },
    // Drops what the host answered; returns the events it refused, with its sentences.
    settle(answered, refused) {
      const known = new Set([...answered, ...Object.keys(refused)]);
      const done = events.filter(({ nonce }) => known.has(nonce));
      if (!done.length) return [];
      done.forEach(forget);
      events = events.filter(({ nonce }) => !known.has(nonce));
      if (!events.length) { clearTimeout(timer); tries = 0; }
      onState({ count: events.length, late: events.length > 0 && tries > 1 });
      return done.filter(({ nonce }) => refused[nonce]).map((event) => ({ event, sentence: refused[event.nonce] }));
    },
    destroy() {
      clearTimeout(timer);
      window.removeEventListener("online", again);
    },
  };
}
