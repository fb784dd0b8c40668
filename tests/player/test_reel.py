"""A reel that nobody rendered is played from its recordings: in order, overlapping, never stuck."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.player.conftest import Bench

pytestmark = pytest.mark.browser

LISTEN = """
window.gains = [];
const plain = AudioContext.prototype.createGain;
AudioContext.prototype.createGain = function () {
  const gain = plain.call(this);
  const ear = this.createAnalyser();
  gain.connect(ear);
  window.gains.push(ear);
  return gain;
};
window.loud = () => window.gains.map((ear) => {
  const heard = new Float32Array(512);
  ear.getFloatTimeDomainData(heard);
  return Math.max(...heard.map(Math.abs));
});
"""


def step(at: float, end: float, **more: Any) -> dict[str, Any]:
    """One step, silent unless told otherwise."""
    plain = {"kind": "clip", "at": at, "end": end, "source": "", "start": 0, "stop": 0, "gain": 0}
    return plain | {"fade_in": 0.02, "fade_out": 0.02, "channel": None, "index": None, "person": ""} | more


def chapter(start: float, end: float, quote: str, **more: Any) -> dict[str, Any]:
    """What is shown of a step."""
    return {
        "kind": "clip",
        "start": start,
        "end": end,
        "quote": quote,
        "person": "Dana",
        "stage": "Setup",
    } | more


STEPS = [
    step(0.0, 0.6, kind="heading"),
    step(0.6, 2.0, source="a", start=3.0, stop=4.4, gain=6),
    step(1.6, 3.0, source="b", start=10.0, stop=11.4),
    step(3.4, 9.0, source="gone", start=1.0, stop=6.6, person="Leon"),
    step(9.0, 9.6, source="a", start=20.0, stop=20.6),
]
CHAPTERS = [
    chapter(0.0, 0.6, "Before <b>us</b>", kind="heading", person=""),
    chapter(0.6, 2.0, "Nine days."),
    chapter(2.0, 3.0, "It works."),
    chapter(3.4, 9.0, "Nothing.", person="Leon"),
    chapter(9.0, 9.6, "At last."),
]
DATA: dict[str, Any] = {
    "steps": STEPS,
    "chapters": CHAPTERS,
    "sounds": {"a": "/a.wav", "b": "/b.wav"},
    "duration": 9.6,
    "card": True,
    "report": True,
    "which": "Played from the recordings.",
}
DECKS = "[...document.querySelectorAll('audio')].map((one) => [one.paused, one.currentTime])"


def mounted(bench: Callable[..., Bench], **more: Any) -> Bench:
    """The reel on its bench, with an ear at each of its decks."""
    here = bench()
    here.page.add_init_script(LISTEN)
    here.mount("createReel", **(DATA | more))
    return here


def test_a_plan_is_heard_to_its_end(bench: Callable[..., Bench]) -> None:
    here = mounted(bench)
    here.page.get_by_role("button", name="Play").click()
    expect(here.page.locator(".cl-card")).to_have_text("Before <b>us</b>")
    here.page.wait_for_function("loud().some((one) => one > 0.02)")
    expect(here.page.locator(".cl-card q")).to_have_text("Nine days.")
    here.page.wait_for_function(f"{DECKS}.every(([paused]) => !paused)")  # the J cut: two at once
    here.page.wait_for_function("one.position() > 9.2")  # what is not there took no time
    expect(here.page.get_by_role("status").filter(has_text="The sound of Leon is not here")).to_be_visible()
    expect(here.page.locator(".cl-clip[aria-current=true]")).to_contain_text("At last.")
    here.page.wait_for_function("!one.isPlaying()")
    assert here.page.evaluate("one.position()") == pytest.approx(9.6, abs=0.01)
    told = [event for events in here.sent for event in events]
    assert [event["kind"] for event in told if event["kind"] != "at"] == ["play", "pause"]
    assert [event["index"] for event in told if event["kind"] == "at"] == [0, 1, 2, 3, 4, -1]


def test_it_begins_where_it_is_told_to_and_goes_on_after_a_pause(bench: Callable[..., Bench]) -> None:
    here = mounted(bench)
    here.page.locator(".cl-chapter").nth(1).click()
    here.page.wait_for_function(f"{DECKS}.some(([paused, at]) => !paused && at > 10.45)")
    here.page.keyboard.press("k")
    here.page.wait_for_function(f"{DECKS}.every(([paused]) => paused)")
    at = here.page.evaluate("one.position()")
    assert 2.0 < at < 3.1
    here.page.get_by_role("slider").focus()
    here.page.keyboard.press("Home")
    assert here.page.evaluate("one.position()") == 0
    here.page.evaluate("one.play(0.7, 1.1)")
    here.page.wait_for_function("!one.isPlaying()")
    assert here.page.evaluate("one.position()") == pytest.approx(1.1, abs=0.06)


def test_one_channel_of_two_and_no_louder_than_told(bench: Callable[..., Bench]) -> None:
    steps = [step(0, 2, source="a", start=1.0, stop=3.0, gain=-20, channel=1)]
    here = mounted(bench, steps=steps, chapters=CHAPTERS[1:2], duration=2.0)
    here.page.evaluate("one.play()")
    here.page.wait_for_function("one.position() > 0.5")
    assert max(here.page.evaluate("loud()")) < 0.005  # the tone has one channel, so the second is silent


def test_a_host_may_hold_the_reins_and_hide_the_words(bench: Callable[..., Bench]) -> None:
    here = mounted(bench, led=True, hide_text=True)
    assert here.page.get_by_role("button", name="Play", exact=True).count() == 0
    here.page.evaluate("one.play(0.7)")
    here.page.wait_for_function("one.position() > 0.9")
    text = here.page.locator("#root").inner_text()
    assert "Nine days" not in text
    assert "Dana" in text
    here.page.evaluate("one.pause()")
    here.page.wait_for_function("!one.isPlaying()")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out_of_a_reel(bench: Callable[..., Bench], scheme: str) -> None:
    here = bench(color_scheme=scheme)
    here.mount("createReel", **DATA)
    found = Axe().run(here.page)
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found.response["violations"]] == []
