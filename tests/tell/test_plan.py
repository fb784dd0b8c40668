from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.listen.transcript import Segment, Transcript, Word
from cslab.study.reelscript import ReelElement
from cslab.tell.edges import sliver
from cslab.tell.plan import Options, Plan, plan_reel
from tests.tell.voices import levels_of, reel_of, sound_of, talk, transcript_of, words_at

STAGES = {"discover": "Discover", "start": "Get started", "renew": "Renew"}
TALKS = {f"int-0{i}": talk(60, seed=i, speaker=f"P{i}") for i in range(3)}
TRANSCRIPTS = {name: transcript_of(words, 60) for name, words in TALKS.items()}
LEVELS = {name: levels_of(sound_of(words, 60, rate=8000, seed=7), 8000) for name, words in TALKS.items()}
DURATIONS = dict.fromkeys(TALKS, 60.0)


def table(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"id": i, "codes": (), "stage": "start", "note": ""} | row for i, row in enumerate(rows, start=1)],
        columns=["id", "interview_id", "start", "end", "codes", "stage", "note"],
    )


def plan_of(highlights: pd.DataFrame, *order: int | ReelElement, **more: object) -> Plan:
    reel = reel_of(*(order or tuple(highlights["id"])))
    given = {"transcripts": TRANSCRIPTS, "levels": LEVELS, "stages": STAGES, "durations": DURATIONS} | more
    return plan_reel(
        reel, highlights, given.pop("transcripts"), given.pop("levels"), given.pop("stages"), **given
    )


@st.composite
def many(draw) -> pd.DataFrame:
    """Highlights that overlap, nest and touch, in three interviews."""
    rows = []
    for _ in range(draw(st.integers(1, 12))):
        start = draw(st.floats(0, 55))
        rows.append(
            {
                "interview_id": draw(st.sampled_from(sorted(TALKS))),
                "start": start,
                "end": min(60.0, start + draw(st.sampled_from([0.3, 2.0, 6.0, 15.0]))),
                "stage": draw(st.sampled_from(["renew", "start", "discover", "", None, "other"])),
                "codes": tuple(draw(st.sets(st.sampled_from("abc")))),
            }
        )
    return table(*rows)


orders = st.sampled_from(["stage", "given"])


@given(many(), orders)
def test_every_word_is_wholly_inside_or_outside_and_heard_once(highlights: pd.DataFrame, order: str) -> None:
    plan = plan_of(highlights, options=Options(order=order))
    for name, words in TALKS.items():
        clips = [clip for clip in plan.clips if clip.interview_id == name]
        for word in words:
            holding = [clip for clip in clips if word in clip.words]
            assert len(holding) <= 1
            for clip in clips:
                inside = clip.start <= word.start + 0.031 and word.end <= clip.end + 0.031
                outside = word.end <= clip.start + 0.031 or clip.end <= word.start + 0.031
                assert inside if clip in holding else outside


@given(many(), orders)
def test_nothing_marked_is_lost(highlights: pd.DataFrame, order: str) -> None:
    plan = plan_of(highlights, options=Options(order=order))
    assert sorted(number for clip in plan.clips for number in clip.highlights) == sorted(highlights["id"])
    for row in highlights.to_dict("records"):
        (clip,) = (clip for clip in plan.clips if row["id"] in clip.highlights)
        for word in TALKS[row["interview_id"]]:
            shared = min(row["end"], word.end) - max(row["start"], word.start)
            assert word in clip.words or shared <= sliver(word) + 1e-9
        assert set(row["codes"]) <= set(clip.codes)
        assert row["stage"] not in STAGES or row["stage"] in clip.stages


@given(many(), orders)
def test_clips_lie_in_their_recordings_and_parts_add_up(highlights: pd.DataFrame, order: str) -> None:
    options = Options(order=order, gap=0.7)
    plan = plan_of(highlights, options=options)
    assert all(0 <= clip.start <= clip.end <= 60 for clip in plan.clips)
    pauses = sum(after.start - before.end for before, after in pairwise(plan.elements))
    assert pauses == pytest.approx(0.7 * (len(plan.clips) - 1), abs=1e-4)
    assert plan.duration == pytest.approx(sum(part.duration for part in plan.elements) + pauses, abs=1e-4)


@given(many())
def test_clips_follow_the_journey(highlights: pd.DataFrame) -> None:
    plan = plan_of(highlights)
    rank = {stage: i for i, stage in enumerate([*STAGES, "other", ""])}
    ranks = [rank[clip.stage] for clip in plan.clips]
    assert ranks == sorted(ranks)
    for stage in {clip.stage for clip in plan.clips}:  # as given within a stage
        firsts = [clip.highlights[0] for clip in plan.clips if clip.stage == stage]
        assert firsts == sorted(firsts)


@given(many(), orders)
def test_planning_is_the_same_every_time_and_of_its_own_clips(highlights: pd.DataFrame, order: str) -> None:
    options = Options(order=order)
    plan = plan_of(highlights, options=options)
    assert plan == plan_of(highlights, options=options)
    again = table(
        *(
            {
                "interview_id": c.interview_id,
                "start": c.start,
                "end": c.end,
                "stage": c.stage,
                "codes": c.codes,
            }
            for c in plan.clips
        )
    )
    replanned = plan_of(again, options=options)
    assert [clip.words for clip in replanned.clips] == [clip.words for clip in plan.clips]
    np.testing.assert_allclose(
        [(clip.start, clip.end) for clip in replanned.clips],
        [(clip.start, clip.end) for clip in plan.clips],
        atol=1e-5,
    )


def at(name: str, first: int, last: int, **more: object) -> dict[str, object]:
    words = TALKS[name]
    return {"interview_id": name, "start": words[first].start, "end": words[last].end} | more


def test_a_nested_highlight_does_not_shorten_the_longer() -> None:
    plan = plan_of(
        table(at("int-00", 2, 20, codes=("a",), note="long"), at("int-00", 5, 8, codes=("b",), note="in"))
    )
    (clip,) = plan.clips
    assert clip.words == TALKS["int-00"][2:21]
    assert (clip.highlights, clip.codes, clip.note) == ((1, 2), ("a", "b"), "long; in")


def test_clips_that_follow_closely_are_joined_only_in_that_order() -> None:
    rows = table(at("int-00", 2, 5), at("int-00", 6, 9))
    gap = TALKS["int-00"][6].start - TALKS["int-00"][5].end
    assert gap <= 0.3
    assert len(plan_of(rows, 1, 2).clips) == 1
    assert [clip.highlights for clip in plan_of(rows, 2, 1).clips] == [(2,), (1,)]
    between = ReelElement("note", text="Later:")
    assert len(plan_of(rows, 1, between, 2).clips) == 2
    assert len(plan_of(rows, 1, 2, options=Options(merge_gap=0.0)).clips) == 2


def test_words_shared_across_stages_are_played_once_and_it_is_said() -> None:
    plan = plan_of(table(at("int-00", 2, 9, stage="discover"), at("int-00", 7, 12, stage="renew")))
    (clip,) = plan.clips
    assert clip.stages == ("discover", "renew")
    assert plan.gaps == ("start",)
    assert "Highlights 1, 2 share words, so they are played once, under 'discover'." in plan.caveats


def test_stages_without_a_clip_are_named() -> None:
    rows, given = table(at("int-00", 2, 5, stage="start")), Options(order="given")
    plan = plan_of(rows)
    assert plan.gaps == ("discover", "renew")
    assert [e.text for e in plan.elements if not e.clip] == ["No clip for Discover", "No clip for Renew"]
    assert (
        plan.describe().count("No clip for") == plan_of(rows, options=given).describe().count("No clip") == 2
    )
    assert plan.remarks[:2] == ("No clip for Discover.", "No clip for Renew.")
    asked = plan_of(rows, options=Options(show_gaps=2.0))
    assert asked.duration == pytest.approx(plan.duration + 4.0)
    assert asked.elements[1].start == 2.0


def test_headings_notes_and_silences_go_with_their_clips() -> None:
    rows = table(at("int-00", 2, 5, stage="renew"), at("int-01", 2, 5, stage="discover"))
    plan = plan_of(
        rows,
        ReelElement("heading", text="Later on"),
        1,
        ReelElement("silence", seconds=2.0),
        ReelElement("note", text="Listen for the sigh"),
        2,
        ReelElement("heading", text="get started"),
    )
    assert [(e.kind, e.stage) for e in plan.elements] == [
        ("note", "discover"),
        ("clip", "discover"),
        ("heading", "start"),
        ("gap", "start"),
        ("heading", "renew"),
        ("clip", "renew"),
        ("silence", "renew"),
    ]
    assert [round(e.duration, 2) for e in plan.elements if e.kind != "clip"] == [0.0, 1.5, 0.0, 1.5, 2.0]


def test_an_own_pause_takes_the_place_of_the_usual_one() -> None:
    rows = table(at("int-00", 2, 5), at("int-01", 2, 5), at("int-02", 2, 5))
    plan = plan_of(rows, 1, ReelElement("silence", seconds=0.2), 2, ReelElement("note", text="And:"), 3)
    clips = [element for element in plan.elements if element.clip]
    assert clips[1].start - clips[0].end == pytest.approx(0.2)
    assert clips[2].start - clips[1].end == pytest.approx(0.5)


def test_what_is_missing_or_refused_is_left_out_and_said() -> None:
    rows = table(
        at("int-00", 2, 5),
        at("int-01", 2, 5),
        at("int-02", 2, 5),
        {"interview_id": "int-00", "start": 70, "end": 80},
    )
    plan = plan_of(
        rows,
        *(1, 2, 3, 4, 99),
        durations={"int-00": 60.0, "int-02": 60.0},
        refused={"int-02": "Ben agreed to use by the team only"},
    )
    assert [clip.highlights for clip in plan.clips] == [(1,)]
    assert plan.caveats == (
        "The recording of int-01 is missing, so highlight 2 was left out.",
        "Highlight 3 was left out: Ben agreed to use by the team only.",
        "Highlight 4 lies after the end of the recording of int-00, so it was left out.",
        "Highlight 99 no longer exists, so it was left out.",
    )


def test_a_reel_with_nothing_to_hear_says_so() -> None:
    plan = plan_of(table(), 7)
    assert plan.duration == 0
    assert plan.gaps == tuple(STAGES)
    assert plan.caveats[-1] == "The reel has no clip that can be heard."
    assert [(e.kind, e.stage) for e in plan.elements] == [("gap", stage) for stage in STAGES]
    assert plan.left_out == {0: "Highlight 7 no longer exists, so it was left out."}
    assert plan.describe()


def test_a_recording_without_transcript_is_cut_by_level_and_it_is_said() -> None:
    rows = table(at("int-00", 2, 5))
    by_level = plan_of(rows, transcripts={})
    assert by_level.caveats == (
        "int-00 has no transcript, so its clips are cut where the sound is quiet, not by word.",
    )
    assert by_level.clips[0].text == ""
    blind = plan_of(rows, transcripts={}, levels=None)
    assert blind.caveats == (
        "int-00 has no transcript, so its clips are cut exactly as marked, with a little room.",
    )


def test_a_highlight_that_outlasts_the_recording_is_cut_there() -> None:
    plan = plan_of(table(at("int-00", 2, 5) | {"end": 90.0}))
    assert plan.clips[0].end == 60.0
    assert "goes on after the recording of int-00 ends" in plan.caveats[0]


def test_doubtful_edges_are_said() -> None:
    words = (Word("Sixteen", 1.0, 1.5, interpolated=True), Word("euros.", 1.5, 2.0))
    heard = {"int-00": Transcript((Segment(words, "Ana"),), "en", 60.0)}
    plan = plan_of(table({"interview_id": "int-00", "start": 1.0, "end": 2.0}), transcripts=heard)
    assert "a word whose time is an estimate" in plan.caveats[0]
    assert plan.clips[0].words[0].speaker == "Ana"


@pytest.mark.parametrize(("speakers", "channel"), [(("left", "left"), 0), (("left", "right"), None)])
def test_in_a_call_the_customer_alone_is_heard_alone(speakers: tuple[str, str], channel: int | None) -> None:
    a, b = words_at([(1.0, 1.5), (1.5, 2.0)])
    words = (Word(a.text, a.start, a.end, speakers[0]), Word(b.text, b.start, b.end, speakers[1]))
    rows = table({"interview_id": "int-00", "start": 1.0, "end": 2.0})
    heard = {"int-00": Transcript((Segment(words),), "en", 60.0)}
    plan = plan_of(rows, transcripts=heard, channels={"int-00": 0}, people={"int-00": "Ana"})
    assert plan.clips[0].channel == channel
    mixed = plan_of(rows, transcripts=heard, channels={"int-00": 0}, options=Options(voices="mix"))
    assert mixed.clips[0].channel is None


def test_options_and_elements_are_checked() -> None:
    rows = table(at("int-00", 2, 5))
    for bad in (Options(gap=-1), Options(loudness=0), Options(pad=float("nan")), Options(order="random")):
        with pytest.raises(InputError):
            plan_of(rows, options=bad)


def test_the_fingerprint_follows_what_is_heard() -> None:
    rows = table(at("int-00", 2, 5, codes=("a",)))
    plan = plan_of(rows)
    same = plan_of(table(at("int-00", 2, 5, codes=("b",), note="new")))
    assert plan.fingerprint() == same.fingerprint()
    others = [
        plan_of(rows, options=Options(gap=0.6)),
        plan_of(rows, people={"int-00": "Ana"}),
        plan_of(rows, hashes={"int-00": "0" * 64}),
        plan_of(table(at("int-00", 2, 6))),
        plan_of(rows, ReelElement("heading", text="One"), 1),
    ]
    assert len({plan.fingerprint(), *(other.fingerprint() for other in others)}) == 6


def test_a_plan_can_be_shown_whoever_wrote_the_words() -> None:
    text = "<script>alert(1)</script>\x1b[2J\n& more"
    heard = {"int-00": Transcript((Segment((Word(text, 1.0, 2.0, "Ana"),)),), "en", 60.0)}
    rows = table({"interview_id": "int-00", "start": 1.0, "end": 2.0})
    plan = plan_of(rows, transcripts=heard, people={"int-00": "<b>Ana</b>"})
    assert "<script>" not in plan._repr_html_()
    assert "<b>" not in plan._repr_html_()
    assert "\x1b" not in plan.describe()
    assert json.loads(json.dumps(plan.to_dict()))["elements"][1]["clip"]["words"][0]["text"] == text
    assert plan.summary().loc[1, "highlights"] == (1,)
