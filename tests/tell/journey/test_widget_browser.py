"""The map's script in a real browser, with the kernel's side behind it: a cell opens, plays, and closes."""

from __future__ import annotations

import base64
import io
import math
import struct
import wave
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser, expect

from cslab.challenge.evidence.card import CardSound
from cslab.tell.journey.widget import Line, show
from tests.tell.journey.journeys import clips, spoken_map

pytestmark = pytest.mark.browser
pytest.importorskip("anywidget")

MAP = spoken_map({"find": "Find", "leave": "Leave"}, clips([("a", "find", 1, 1), ("b", "find", -1, 2)]))
HOST = """
const heard = new Set();
const bytes = (coded) => Uint8Array.from(atob(coded), (letter) => letter.charCodeAt(0));
const model = {
  get: () => "mark",
  on: (_name, act) => heard.add(act),
  off: (_name, act) => heard.delete(act),
  send: (message) => window.kernel(message).then((told) => {
    for (const [answer, buffers] of told) for (const act of heard) act(answer, buffers.map(bytes));
  }),
};
const module = await import(URL.createObjectURL(new Blob([window.source], { type: "text/javascript" })));
module.default.render({ model, el: document.getElementById("here") });
"""


def tone(rows: pd.DataFrame) -> CardSound:
    """Two seconds of a tone for each clip."""
    body = io.BytesIO()
    with wave.open(body, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        samples = (int(6000 * math.sin(at / 6)) for at in range(16000 * len(rows)))
        out.writeframes(b"".join(struct.pack("<h", one) for one in samples))
    return CardSound(
        body.getvalue(), "wav", {int(one): (2.0 * at, 2.0 * at + 2) for at, one in enumerate(rows["id"])}
    )


def test_a_cell_opens_below_the_map_and_is_heard(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    told: list[Any] = []
    line = Line(
        replace(MAP, sounds=tone),
        lambda message, buffers: told.append([message, [base64.b64encode(one).decode() for one in buffers]]),
    )

    def kernel(message: Any) -> list[Any]:
        told.clear()
        line.receive(message)
        return list(told)

    widget = show(MAP)
    page.expose_function("kernel", kernel)
    page.set_content(
        f"<body data-jp-theme-light='true'><style>{widget._css}</style><div id='here'></div></body>"
    )
    page.evaluate("(source) => { window.source = source; }", widget._esm)
    page.add_script_tag(content=HOST, type="module")
    press = page.get_by_role("button", name="Find, what they say: open and hear 2 clips")
    press.click()
    title = page.locator(".jm-opened-title")
    expect(title).to_have_text("Find: what they say")
    expect(title).to_be_focused()
    play = page.locator(".jm-opened .cl-play-small")
    expect(play).to_have_count(2)
    expect(play.nth(1)).to_be_enabled()
    play.nth(1).click()
    page.wait_for_function("document.querySelector('.jm-opened audio').currentTime > 2.2")
    title.press("Escape")
    expect(page.locator(".jm-opened")).to_be_hidden()
    expect(press).to_be_focused()
    page.get_by_role("button", name="Leave: hear this stage, no voice").click()
    expect(page.locator(".jm-opened .jm-note")).to_contain_text("Nobody speaks of this stage yet")
    assert failures == []
    page.close()
