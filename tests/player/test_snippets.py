"""Passages from many interviews: one voice at a time, each to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.player.conftest import Bench

pytestmark = pytest.mark.browser

ROWS = [
    {
        "interview": "int-01",
        "start": 3.0,
        "end": 4.2,
        "quote": "Nine days <b>for</b> one signature",
        "marks": [[0, 9]],
        "person": "Marcus",
        "speaker": "Marcus",
        "codes": ["trust"],
        "stage": "Setup",
        "source": "/interview?id=int-01&at=3.0",
    },
    {
        "interview": "int-02",
        "start": 10.0,
        "end": 11.0,
        "quote": "It works.",
        "person": "Imogen",
        "speaker": "Maya",
        "codes": [],
        "source": "/interview?id=int-02&at=10.0",
    },
    {"interview": "gone", "start": 1.0, "end": 2.0, "quote": "No sound.", "person": "", "codes": []},
]
DATA: dict[str, Any] = {
    "rows": ROWS,
    "sounds": {"int-01": "/a.wav", "int-02": "/b.wav"},
    "codes": [{"name": "trust", "colour": "#134ca1", "colour_dark": "#d6bdf8"}],
}


def test_a_passage_plays_to_its_end_and_stops(bench: Callable[..., Bench]) -> None:
    here = bench()
    here.mount("createSnippets", **DATA)
    here.page.get_by_role("button", name="Play Marcus, 0:03").click()
    here.wait("!audio.paused && audio.currentTime >= 3")
    here.wait("audio.paused")
    assert 4.1 < here.time < 5.0
    expect(here.page.get_by_role("button", name="Play Marcus, 0:03")).to_be_visible()


def test_all_play_in_turn_and_never_two_at_once(bench: Callable[..., Bench]) -> None:
    here = bench()
    here.mount("createSnippets", **DATA)
    here.page.get_by_role("button", name="Play all").click()
    here.wait("audio.src.endsWith('/b.wav') && !audio.paused && audio.currentTime >= 10")
    assert here.page.locator("audio").count() == 1
    expect(here.page.locator("[aria-current=true]")).to_contain_text("It works.")
    here.page.get_by_role("button", name="Play Marcus, 0:03").click()
    here.wait(
        "audio.src.endsWith('/a.wav') && !audio.paused && audio.currentTime >= 3 && audio.currentTime < 4.2"
    )
    here.wait("audio.paused")
    here.page.wait_for_timeout(300)
    assert here.page.evaluate("document.querySelector('audio').src").endswith("/a.wav")


def test_a_passage_says_who_speaks_and_leads_to_its_place(bench: Callable[..., Bench]) -> None:
    here = bench()
    here.mount("createSnippets", **DATA)
    first, second, third = here.page.locator(".cl-snip").all()
    expect(first.locator("q")).to_have_text("Nine days <b>for</b> one signature")
    expect(first.locator("mark")).to_have_text("Nine days")
    expect(first.get_by_role("link")).to_have_attribute("href", "/interview?id=int-01&at=3.0")
    expect(second).to_contain_text("Maya, in the interview with Imogen")
    expect(third.get_by_role("button")).to_be_disabled()


def test_voices_alone(bench: Callable[..., Bench]) -> None:
    here = bench()
    here.mount("createSnippets", **DATA, hide_text=True)
    expect(here.page.locator("q")).to_have_count(0)
    expect(here.page.get_by_text("signature")).to_have_count(0)


def test_a_passage_is_given_one_of_the_choices_and_given_none_again(bench: Callable[..., Bench]) -> None:
    here = bench()
    rows = [row | {"id": at, "chosen": "", "about": "Marked by <b>Tom</b>"} for at, row in enumerate(ROWS)]
    choices = [{"name": "for", "label": "For"}, {"name": "against", "label": "Against"}]
    here.mount(
        "createSnippets", **DATA | {"rows": rows}, choices=choices, asked="It speaks", label="Both sides"
    )
    expect(here.page.get_by_role("region", name="Both sides")).to_be_visible()
    first = here.page.get_by_role("group", name="It speaks: Marcus, 0:03")
    first.get_by_role("button", name="Against").click()
    expect(first.get_by_role("button", name="Against")).to_have_attribute("aria-pressed", "true")
    first.get_by_role("button", name="Against").click()
    expect(first.get_by_role("button", name="Against")).to_have_attribute("aria-pressed", "false")
    sent = [event for events in here.page.evaluate("window.sent") for event in events]
    assert [(one["kind"], one["id"], one["choice"]) for one in sent] == [
        ("choose", 0, "against"),
        ("choose", 0, ""),
    ]
    assert sent[0]["nonce"] != sent[1]["nonce"]
    expect(here.page.locator(".cl-about").first).to_have_text("Marked by <b>Tom</b>")
    found = Axe().run(here.page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out_of_passages(bench: Callable[..., Bench], scheme: str) -> None:
    here = bench(color_scheme=scheme)
    here.mount("createSnippets", **DATA)
    here.page.get_by_role("button", name="Play Marcus, 0:03").click()
    here.wait("!audio.paused")
    found = Axe().run(here.page)
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found.response["violations"]] == []
