from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.intervals import proportion
from cslab.tell.journey import CLIPS, LANES, Cell, JourneyMap
from cslab.tell.journey.map import Figure as MapFigure
from cslab.tell.parts import Clip, Element
from cslab.tell.script import Plan
from cslab.tell.share import (
    Figure,
    Figures,
    PageSound,
    Passage,
    Piece,
    Points,
    Rows,
    Section,
    SharePage,
    Spoken,
    reel_page,
    sound_page,
)

HOSTILE = '</script></style><img src=x onerror="alert(1)">'
STAGES = {"discover": "Discover", "use": "Use"}
SOUND = PageSound(b"sound", "m4a", 20.0, {1: (0.0, 4.0), 2: (5.0, 9.0)}, ((0.0, 4.0, HOSTILE, HOSTILE),))


def tags(page: str) -> set[str]:
    """Names of all elements of a page, scripts and styles left out."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.S)
    return set(re.findall(r"<([a-z0-9]+)", bare))


def clip(number: int, stage: str, person: str = "Ana", **more: str) -> Element:
    heard = Clip(
        highlights=(number,),
        interview_id="int-1",
        start=0.0,
        end=4.0,
        stages=(stage,) if stage else (),
        person=person,
        text=more.get("text", f"words {number}"),
        note=more.get("note", ""),
        codes=("trust",),
    )
    return Element(kind="clip", start=0.0, end=4.0, stage=stage, text=heard.text, clip=heard)


def plan_of(*elements: Element, stages: dict[str, str] | None = None) -> Plan:
    return Plan(name="first", title="First", elements=elements, stages=STAGES if stages is None else stages)


def test_everything_that_people_wrote_is_escaped() -> None:
    said = Spoken(start=0.0, end=4.0, quote=HOSTILE, who=HOSTILE, facts=(HOSTILE,), note=HOSTILE)
    blocks = [
        Section(
            HOSTILE,
            [
                said,
                Passage(HOSTILE, "warning"),
                Passage(HOSTILE, "heading"),
                Points((HOSTILE,), HOSTILE),
                Figures((Figure(HOSTILE, HOSTILE, HOSTILE),), HOSTILE, note=HOSTILE),
                Rows(pd.DataFrame({HOSTILE: [HOSTILE]}), HOSTILE, HOSTILE),
            ],
            id="stage-one",
            about=HOSTILE,
            folded=True,
        ),
        Section("Two", [Spoken(quote=HOSTILE)], id="stage-two"),
    ]
    page = sound_page(
        HOSTILE, blocks, SOUND, eyebrow=HOSTILE, lead=HOSTILE, facts=[HOSTILE], badge=HOSTILE, foot=[HOSTILE]
    )
    assert "img" not in tags(page)
    assert page.count("<script") == 3
    assert page.count("</script>") == 3
    assert page.count("</style>") == 1
    assert 'onerror="' not in page


def test_a_page_asks_the_network_for_nothing() -> None:
    page = sound_page("Ours", [Section("One", [Spoken(start=0.0, end=4.0)], id="one")], SOUND)
    bare = re.sub(r'<script type="(text/plain|application)[^<]*</script>', "", page)
    found = set(re.findall(r"https?://[^\s\"'<>)]+", bare))
    assert found <= {"http://www.w3.org/2000/svg"}
    assert "default-src &#x27;none&#x27;" in page
    assert "connect-src" not in page


def test_figures_have_their_interval_and_their_doubts() -> None:
    figure = Figure("Stay", proportion(3, 4), "of those asked")
    page = sound_page("Ours", [Section("One", [Passage("x"), Figures((figure,))])])
    assert "<b>75\u00a0%</b> <span>30–95\u00a0%, n = 4</span>" in page
    assert "only 4 observations" in page
    down = Figure("Change", Estimate(-1.5, -3, -1, 9, "by hand", unit="points"))
    assert "<b>\u2212150 points" in sound_page("Ours", [Figures((down,))])


def test_voices_that_follow_each_other_are_one_list_and_figures_stand_beside() -> None:
    section = Section(
        "One",
        [
            Spoken(quote="a"),
            Spoken(quote="b"),
            Passage("between"),
            Spoken(quote="c"),
            Figures((Figure("n", "3"),)),
        ],
    )
    page = sound_page("Ours", [section])
    assert page.count('<ul class="sp-clips">') == 2
    assert page.index("between") < page.index("<aside")
    assert "<aside" not in sound_page("Ours", [Section("One", [Spoken(quote="a")])])


def test_chapters_are_named_and_gaps_are_seen() -> None:
    sections = [
        Section("Use", [Spoken(start=0.0, end=1.0, quote="a")], id="stage-use"),
        Section("Renew", [Passage("Nobody.", "gap")], id="stage-renew", missing=True),
        Section("Rest", [Passage("x")], id="rest"),
    ]
    page = sound_page("Ours", sections, SOUND)
    assert '<li><a href="#stage-use">Use</a><span>1 clip</span></li>' in page
    assert "<li class='sp-gap'><a href=\"#stage-renew\">Renew</a><span>no clip</span></li>" in page
    assert '<section class="sp-section" id="rest">' in page
    assert (
        "sp-band"
        not in re.sub(r"<style>.*?</style>", "", sound_page("Ours", sections[:1], SOUND), flags=re.S).split(
            '<script type="module">'
        )[0]
    )
    assert 'aria-label="Chapters"' not in sound_page("Ours", sections, SOUND, journey=False)
    with pytest.raises(InputError, match="can't be called"):
        sound_page("Ours", [Section("Use", [], id="no spaces")])


def test_without_sound_there_is_no_player_and_the_words_stay() -> None:
    page = sound_page("Ours", [Section("One", [Spoken(start=0.0, end=1.0, quote="read me")], id="one")])
    assert "read me" in page
    assert 'class="sp-play"' not in page
    assert 'id="cslab-sound"' not in page


def test_a_piece_brings_its_style_once() -> None:
    piece = Piece("<p>made</p>", ".ours { color: red }")
    page = sound_page("Ours", [piece, Section("One", [piece])])
    assert page.count(".ours { color: red }") == 1


def test_a_reel_has_a_chapter_for_each_stage_with_its_figures() -> None:
    scored = (MapFigure("Mean of ease", proportion(9, 20)),)
    cells = {
        (lane, stage): Cell(lane, stage, figures=scored if (lane, stage) == ("score", "discover") else ())
        for lane in LANES
        for stage in STAGES
    }
    none = pd.DataFrame(columns=list(CLIPS))
    journey = JourneyMap("Ours", STAGES, cells, none, questions={"use": "How is it?"})
    codes = pd.DataFrame(
        {
            "code": ["trust", "fee", "trust", "few"],
            "group": ["discover", "discover", "use", "use"],
            "people": [3, 5, 0, 1],
            "of": [8, 8, 8, 4],
        }
    )
    heading = Element(kind="heading", start=0, end=1, stage="discover", text="How it began")
    alone = Element(kind="heading", start=0, end=1, stage="discover", text="Said by nobody who agreed")
    note = Element(kind="note", start=0, end=0, stage="use", text="Ask more people.")
    page = reel_page(
        plan_of(heading, clip(1, "discover"), alone, note),
        SOUND,
        audience="company",
        journey=journey,
        codes=codes,
        study="Ours",
        withheld=2,
        made_on=date(2026, 3, 1),
    )
    assert isinstance(page, SharePage)
    assert page.chapters == ("stage-discover", "stage-use")
    assert "How it began" in page.html
    assert "Said by nobody" not in page.html
    assert '<p class="sp-gap">' in page.html
    assert "Ask more people." in page.html
    assert page.html.index("<dt>fee</dt>") < page.html.index("<dt>trust</dt>")
    assert "<b>5 of 8</b> <small>31–86\u00a0%</small>" in page.html
    assert "<dt>few</dt>" not in page.html
    assert "2 people are left out" in page.html
    assert "1 March 2026" in page.html
    assert "How is it?" in page.html
    assert "<dt>Mean of ease</dt><dd><b>45\u00a0%</b> <span>26–66\u00a0%, n = 20</span>" in page.html
    assert page.html.count("How they score it") == 1
    assert page.left_out == ("2 people are left out, who did not agree to be heard by them.",)


def test_a_reel_in_its_own_order_keeps_it() -> None:
    plan = plan_of(clip(1, "use"), clip(2, "discover"), clip(3, ""))
    given = replace(plan, options=replace(plan.options, order="given"))
    assert reel_page(plan, SOUND, audience="team").chapters == ("stage-discover", "stage-use")
    assert reel_page(given, SOUND, audience="team").chapters == ("stage-use", "stage-discover")
    assert "Besides" in reel_page(plan, SOUND, audience="team").html


def test_teammates_notes_stand_in_for_words_except_before_the_public() -> None:
    plan = plan_of(clip(1, "use", text="", note="Worth hearing."))
    assert "Noted by a teammate: Worth hearing." in reel_page(plan, SOUND, audience="team").html
    assert "Worth hearing." not in reel_page(plan, SOUND, audience="public").html


def test_a_page_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    page = reel_page(plan_of(clip(1, "use")), SOUND, audience="team", synthetic=True, credits="Ana & Ben")
    path = page.save(tmp_path / "page.html")
    assert path.read_text(encoding="utf-8") == page.html
    assert page.size == path.stat().st_size
    assert "Everybody in this study is invented" in page.html
    assert "Thanks to: Ana &amp; Ben" in page.html
    with pytest.raises(InputError):
        page.save(tmp_path / "no" / "such" / "page.html")
    assert "<code>.save(path)</code>" in page._repr_html_()
    assert repr(page).startswith("SharePage('First', for the team, 0.")
