"""How quick the player is in the real app: python benchmarks/player.py [repeats]

A synthetic interview of 9,000 words (an hour) and one of 27,000 (three hours) are opened in Debian's Chromium,
scrolled, sought in and coded. The wishes: 9,000 words visible within 1.0 s of opening, selection to stored
highlight to repaint within 150 ms at the median, under 30 KB of websocket an event, and no stutter at 27,000.
Times depend on the machine and its load, so no test asserts them. Results: benchmarks/results/player.json.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.long_interview import make
from tests.app.app_server import serving
from tests.conftest import CHROMIUM, FLAGS

IDLE = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
RESULTS = Path(__file__).parent / "results" / "player.json"

READY = """() => new Promise((done) => {
  const look = () => {
    const player = document.querySelector(".cl-player[data-words]");
    if (player && document.querySelector(".w")?.getBoundingClientRect().height) done(performance.now());
    else requestAnimationFrame(look);
  };
  look();
})"""

SCROLL = """() => new Promise((done) => {
  const home = document.querySelector("[data-testid=stMain]");
  const frames = [];
  let [last, at] = [performance.now(), 0];
  const step = (now) => {
    frames.push(now - last);
    last = now;
    at += home.scrollHeight / 240;
    home.scrollTop = at;
    if (at < home.scrollHeight) requestAnimationFrame(step);
    else done(frames.slice(2));
  };
  requestAnimationFrame(step);
})"""

SEEK = """(index) => new Promise((done) => {
  const word = document.querySelectorAll(".w")[index];
  word.scrollIntoView({ block: "center" });
  const audio = document.querySelector("audio");
  const from = performance.now();
  audio.addEventListener("playing", () => done([performance.now() - from, audio.currentTime, word.word.start]), { once: true });
  audio.pause();
  for (const name of ["pointerdown", "mousedown", "pointerup", "mouseup"]) {
    const Kind = name.startsWith("pointer") ? PointerEvent : MouseEvent;
    word.dispatchEvent(new Kind(name, { bubbles: true, button: 0 }));
  }
})"""

WATCH = """() => {
  const rail = document.querySelector(".cl-rail");
  const count = () => rail.querySelectorAll(".cl-card:not(.cl-pending):not(.cl-gone)").length;
  const before = count();
  window.times = {};
  document.addEventListener("keydown", () => { window.times.key = performance.now(); }, { once: true, capture: true });
  window.stored = new Promise((done) => {
    const watch = new MutationObserver(() => {
      if (!window.times.painted && rail.querySelector(".cl-pending")) window.times.painted = performance.now();
      if (count() > before) {
        watch.disconnect();
        requestAnimationFrame(() => done([performance.now() - window.times.key, window.times.painted - window.times.key]));
      }
    });
    watch.observe(rail, { childList: true, subtree: true, attributes: true });
  });
}"""


def rest(page: Page) -> None:
    """Wait until the app is idle."""
    page.wait_for_selector(IDLE)


def wire(page: Page) -> list[int]:
    """Count the bytes of every websocket frame, both ways."""
    sizes: list[int] = []
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    for name in ("Network.webSocketFrameReceived", "Network.webSocketFrameSent"):
        client.on(
            name,
            lambda e: sizes.append(
                len(e["response"]["payloadData"]) * (3 / 4 if e["response"]["opcode"] == 2 else 1)
            ),
        )
    return sizes


def opening(browser: Browser, url: str) -> tuple[float, float]:
    """Seconds until the words are visible: from a click in the Library, and with the whole app loaded anew."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(url)
    rest(page)
    page.evaluate(
        "document.addEventListener('click', () => { window.clicked = performance.now(); }, { once: true, capture: true })"
    )
    page.get_by_role("link", name="Marcus Bell").click()
    inside = page.evaluate(READY) - page.evaluate("window.clicked")
    rest(page)
    page.goto("about:blank")
    page.goto(f"{url}/interview?id=int-01", wait_until="commit")
    anew = page.evaluate(READY)
    page.close()
    return inside / 1000, anew / 1000


def measure(browser: Browser, url: str, words: int, repeats: int) -> dict[str, Any]:
    """Open, scroll, seek and code one interview."""
    opening(browser, url)
    opened = [opening(browser, url) for _ in range(repeats)]
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    sizes = wire(page)
    page.goto(f"{url}/interview?id=int-01")
    page.evaluate(READY)
    rest(page)
    frames = page.evaluate(SCROLL)
    seeks = [page.evaluate(SEEK, int(words * part)) for part in (0.1, 0.9, 0.5, 0.3, 0.7, 0.2, 0.95)]
    page.evaluate("document.querySelector('audio').pause()")
    coded, painted, bytes_ = [], [], []
    page.locator(".cl-words").focus()
    for _ in range(max(9, repeats * 3)):
        for key in ("ArrowDown", "ArrowRight", *["Shift+ArrowRight"] * 8):
            page.keyboard.press(key)
        page.evaluate(WATCH)
        rest(page)
        page.wait_for_timeout(200)
        sizes.clear()
        page.keyboard.press("1")
        whole, first = page.evaluate("window.stored")
        rest(page)
        page.wait_for_timeout(100)
        coded.append(whole)
        painted.append(first)
        bytes_.append(sum(sizes))
    heap = page.evaluate("performance.memory.usedJSHeapSize")
    page.close()
    return {
        "words": words,
        "words visible after a click in the Library, s (median)": round(
            statistics.median(o[0] for o in opened), 3
        ),
        "words visible with the whole app loaded anew, s (median)": round(
            statistics.median(o[1] for o in opened), 3
        ),
        "frame while scrolling, ms (median)": round(statistics.median(frames), 1),
        "frame while scrolling, ms (95 %)": round(statistics.quantiles(frames, n=20)[-1], 1),
        "click to sound, ms (median)": round(statistics.median(s[0] for s in seeks), 1),
        "worst error of a seek, s": round(max(abs(s[1] - s[2]) for s in seeks), 3),
        "selection to repaint, ms (median)": round(statistics.median(painted), 1),
        "selection to stored and repainted, ms (median)": round(statistics.median(coded), 1),
        "selection to stored and repainted, ms (worst)": round(max(coded), 1),
        "websocket an event, KB (median)": round(statistics.median(bytes_) / 1000, 1),
        "heap, MB": round(heap / 1e6),
    }


def main(repeats: int) -> None:
    """Measure both lengths, print and keep the figures."""
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for words in (9_000, 27_000):
            with tempfile.TemporaryDirectory() as folder:
                study = make(Path(folder) / "study", words)
                start = time.perf_counter()
                with serving(study) as url:
                    rows.append(measure(browser, url, words, repeats))
                print(f"{words} words took {time.perf_counter() - start:.0f} s to measure", file=sys.stderr)
        browser.close()
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n")
    print("| measured | " + " | ".join(f"{row['words']:,} words" for row in rows) + " |")
    print("|---|" + "---|" * len(rows))
    for name in [name for name in rows[0] if name != "words"]:
        print(f"| {name} | " + " | ".join(str(row[name]) for row in rows) + " |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
