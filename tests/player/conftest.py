"""A bench for the player without any host: the real script and style in Chromium, a tone as its sound."""

from __future__ import annotations

import io
import json
import math
import struct
import wave
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from cslab.player import assets

HOME = "http://player.test"
SECONDS = 30


def tone(seconds: int = SECONDS) -> bytes:
    """A quiet tone as WAV."""
    rate = 4000
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        one = struct.pack(f"<{rate}h", *(int(900 * math.sin(0.5 * i)) for i in range(rate)))
        file.writeframes(one * seconds)
    return out.getvalue()


PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bench</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/player.css">
<style>
:root { color-scheme: light dark }
body { margin: 1rem; background: light-dark(#fcfbf8, #171613) }
</style>
</head><body><main><h1>Bench</h1><div id="root"></div></main><script type="module">
import * as player from "/player.js";
window.sent = [];
window.make = (name) => {
  const keep = (events) => window.sent.push(structuredClone(events));
  window.one = player[name](document.getElementById("root"), keep);
};
window.ready = true;
</script></body></html>"""


class Bench:
    """A page with the player on it: hand it data, see what it sends."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.data: dict[str, Any] = {}

    def mount(self, create: str, **data: Any) -> None:
        """Open the page and put a player on it."""
        self.page.goto(HOME)
        self.page.wait_for_function("window.ready")
        self.page.evaluate(f"make({json.dumps(create)})")
        self.data = {}
        self.update(**data)

    def update(self, **changes: Any) -> None:
        """Hand the player its data again, some of it changed."""
        self.data |= changes
        self.page.evaluate("(data) => one.update(data)", self.data)

    @property
    def sent(self) -> list[list[dict[str, Any]]]:
        """Every list of events that the player sent."""
        return list(self.page.evaluate("sent"))

    @property
    def time(self) -> float:
        """Second at which the sound is."""
        return float(self.page.evaluate("document.querySelector('audio').currentTime"))

    def wait(self, condition: str) -> None:
        """Wait until something is true in the page; ``audio`` is its media element."""
        self.page.wait_for_function(
            f"(() => {{ const audio = document.querySelector('audio'); return {condition}; }})()"
        )


@pytest.fixture
def bench(browser: Browser) -> Iterator[Callable[..., Bench]]:
    """Make benches; no script may fail on any."""
    pages: list[Page] = []
    failures: list[str] = []
    sound = tone()
    served = {
        "/": ("text/html", PAGE.encode()),
        "/player.js": ("text/javascript", assets.script().body.encode()),
        "/player.css": ("text/css", assets.style().body.encode()),
        "/a.wav": ("audio/wav", sound),
        "/b.wav": ("audio/wav", sound),
    }

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(HOME).split("?")[0]
        kind, body = served.get(path, ("text/plain", b""))
        ranged = route.request.headers.get("range", "")
        headers = {"Accept-Ranges": "bytes"}
        if not ranged or not body:
            route.fulfill(
                status=200 if path in served else 404, content_type=kind, body=body, headers=headers
            )
            return
        first, _, last = ranged.removeprefix("bytes=").partition("-")
        part = body[int(first) : int(last) + 1 if last else len(body)]
        headers["Content-Range"] = f"bytes {first}-{int(first) + len(part) - 1}/{len(body)}"
        route.fulfill(status=206, content_type=kind, body=part, headers=headers)

    def make(**how: Any) -> Bench:
        page = browser.new_page(
            **({"reduced_motion": "reduce", "viewport": {"width": 1280, "height": 900}} | how)
        )
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.route(f"{HOME}/**", answer)
        pages.append(page)
        return Bench(page)

    yield make
    for page in pages:
        page.close()
    assert failures == []
