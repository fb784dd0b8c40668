"""What a line of the script asks for: trims on whole words, stages, gain, fades, cards, and what can't be."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.study.reelscript import Reel, ReelElement
from cslab.tell.plan import Options, Plan, plan_reel
from cslab.tell.spoken import Spoken
from tests.tell.test_plan import DURATIONS, LEVELS, STAGES, TALKS, TRANSCRIPTS, at, many, plan_of, table


def clip(highlight: int = 1, **cut: object) -> ReelElement:
    return ReelElement("clip", highlight=highlight, **cut)


def planned(reel: Reel, *rows: dict[str, object], **more: object) -> Plan:
    return plan_reel(reel, table(*rows), TRANSCRIPTS, LEVELS, STAGES, durations=DURATIONS, **more)


times = st.none() | st.floats(0, 70)


@given(start=times, end=times, first=st.integers(0, 20), last=st.integers(0, 20))
def test_a_trim_never_cuts_a_word_and_keeps_to_the_recording(
    start: float | None, end: float | None, first: int, last: int
) -> None:
    if start is not None and end is not None and start >= end:
        start, end = end, start if start > end else None
    plan = plan_of(
        table(at("int-00", first, first + last)), ReelElement("clip", 1, trim_start=start, trim_end=end)
    )
    (one,) = plan.clips
    assert 0 <= one.start <= one.end <= 60
    for word in TALKS["int-00"]:
        inside = one.start <= word.start + 0.031 and word.end <= one.end + 0.031
        outside = word.end <= one.start + 0.031 or one.end <= word.start + 0.031
        assert inside if word in one.words else outside


@given(first=st.integers(5, 30), last=st.integers(5, 15), earlier=st.integers(0, 5), later=st.integers(0, 5))
def test_a_trim_plays_the_words_it_names_wider_or_narrower(
    first: int, last: int, earlier: int, later: int
) -> None:
    words, rows = TALKS["int-01"], table(at("int-01", first, first + last))
    for a, b in ((first - earlier, first + last + later), (first + earlier // 2, first + last - later // 2)):
        trimmed = clip(trim_start=words[a].start, trim_end=words[b].end)
        assert plan_of(rows, trimmed).clips[0].words == words[a : b + 1]
    (one,) = plan_of(rows, clip(trim_end=words[first].end)).clips
    assert one.words == words[first : first + 1]


def test_a_trim_that_holds_no_word_or_can_not_be_says_so() -> None:
    words = TALKS["int-00"]
    gaps = [i for i in range(len(words) - 1) if words[i + 1].start - words[i].end > 0.4]
    a, b = words[gaps[0]].end + 0.1, words[gaps[0] + 1].start - 0.1
    rows = table(at("int-00", 2, 9))
    quiet = plan_of(rows, clip(trim_start=a, trim_end=b))
    assert quiet.caveats == ("Highlight 1, as it is trimmed, holds no word.",)
    assert quiet.clips[0].quiet_before == pytest.approx(quiet.clips[0].duration)
    assert quiet.clips[0].duration > 0.4
    for wrong, why in (
        ({"trim_start": words[9].end + 1}, "to end before it begins"),
        ({"trim_end": words[2].start - 0.2}, "to end before it begins"),
        ({"trim_start": 65.0, "trim_end": 66.0}, "after the end of its recording"),
    ):
        plan = plan_of(rows, clip(**wrong))
        assert plan.clips[0].words == words[2:10]
        assert plan.caveats == (f"Highlight 1 is trimmed {why}, so it is played as it was marked.",)
    over = plan_of(rows, clip(trim_end=80.0))
    assert over.clips[0].end == 60.0
    assert "goes on after the recording of int-00 ends" in over.caveats[0]


cuts = st.fixed_dictionaries(
    {name: st.sampled_from([0.0, 0.3, 1.5, 9.0]) for name in ("lead", "lag")}
    | {"gain": st.sampled_from([0.0, 3.0]), "stage": st.sampled_from(["", "start", "renew"])}
)


@settings(max_examples=40)
@given(many(), st.lists(cuts, min_size=12, max_size=12), st.sampled_from(["stage", "given"]))
def test_whatever_is_cut_no_two_words_sound_at_once_and_none_is_lost(
    highlights: pd.DataFrame, own: list[dict[str, object]], order: str
) -> None:
    script = [clip(number, **cut) for number, cut in zip(highlights["id"], own, strict=False)]
    script.insert(len(script) // 2, ReelElement("heading", text="Then"))
    plan = plan_of(highlights, *script, options=Options(order=order))
    assert sorted(n for one in plan.clips for n in one.highlights) == sorted(highlights["id"])
    said = [
        [
            (part.start + w.start - part.clip.start, part.start + w.end - part.clip.start)
            for w in part.clip.words
        ]
        for part in plan.elements
        if part.clip is not None and part.clip.words
    ]
    for one, other in pairwise(said):
        assert one[-1][1] <= other[0][0] + 0.07, "word times may lie 0.03 s beyond a cut"


def test_room_that_a_trim_leaves_is_where_others_may_be_heard() -> None:
    words = TALKS["int-00"]
    wide = max(range(4, 40), key=lambda i: words[i + 1].start - words[i].end)
    rows = table(at("int-00", wide - 3, wide), at("int-01", 2, 8))
    room = words[wide + 1].start - words[wide].end
    tail = clip(1, trim_end=words[wide + 1].start - 0.01, lag=room)
    first, second = plan_of(rows, tail, clip(2)).elements[1:3]
    assert first.clip.quiet_after == pytest.approx(room - 0.03, abs=0.05)
    assert first.end - second.start == pytest.approx(first.lag)
    assert 0.3 < first.lag <= first.clip.quiet_after + second.clip.quiet_before + 1e-6
    assert second.picture_start == second.start == first.picture_end
    assert plan_of(rows, tail, clip(2)).summary()["lag"].tolist()[1] == first.lag
    assert f"L {first.lag:.1f} s" in plan_of(rows, tail, clip(2, gain=-2.0)).describe()
    assert "-2.0 dB" in plan_of(rows, tail, clip(2, gain=-2.0)).describe()


def test_the_script_says_under_which_stage_and_in_which_order() -> None:
    rows = at("int-00", 2, 5, stage="renew"), at("int-01", 2, 5, stage="discover")
    script = (
        clip(1, stage="discover"),
        clip(2),
        ReelElement("note", text="Then", stage="start"),
        ReelElement("heading", text="Before us", stage="discover"),
    )
    plan = planned(Reel("r", "R", script), *rows)
    assert [(e.kind, e.stage, e.index) for e in plan.elements] == [
        ("heading", "discover", 3),
        ("clip", "discover", 0),
        ("clip", "discover", 1),
        ("note", "start", 2),
        ("gap", "start", None),
        ("gap", "renew", None),
    ]
    given = planned(Reel("r", "R", script, order="given"), *rows)
    assert [(e.kind, e.stage, e.index) for e in given.elements] == [
        ("clip", "discover", 0),
        ("clip", "discover", 1),
        ("note", "start", 2),
        ("heading", "discover", 3),
    ]
    assert given.options.order == "given"
    assert planned(Reel("r", "R", script, order="given"), *rows, options=Options(order="stage")) == plan
    nowhere = planned(Reel("r", "R", (clip(1, stage="retire"),)), *rows)
    assert "is in the stage 'retire', which the study does not have" in nowhere.caveats[0]


def test_what_is_joined_keeps_what_its_ends_ask_for() -> None:
    rows = at("int-00", 2, 9), at("int-00", 6, 14)
    plan = planned(
        Reel("r", "R", (clip(2, lag=0.5, fade_out=1.0, gain=2.0), clip(1, lead=0.3, fade_in=0.2))), *rows
    )
    (one,) = plan.clips
    assert (one.highlights, one.gain, one.fade_in, one.fade_out) == ((2, 1), 2.0, 0.2, 1.0)
    assert plan.elements[1].index == 0
    near = at("int-00", 2, 5), at("int-00", 6, 9)
    assert len(planned(Reel("r", "R", (clip(1), clip(2))), *near).clips) == 1
    for cut in ({"gain": 1.0}, {"lead": 0.5}, {"fade_in": 0.5}):
        assert len(planned(Reel("r", "R", (clip(1), clip(2, **cut))), *near).clips) == 2


def test_first_and_last_cards() -> None:
    rows = (at("int-00", 2, 5),)
    reel = Reel("r", "First\ndays", (clip(1),), credits="With thanks\nto all eight.")
    plan = planned(reel, *rows, options=Options(order="given"))
    card = plan.elements[-1]
    assert (card.kind, card.text, card.duration, card.index) == (
        "credits",
        "With thanks to all eight.",
        3.0,
        None,
    )
    assert plan.duration == card.end == pytest.approx(plan.elements[0].end + 3.0)
    titled = planned(reel, *rows, options=Options(order="given", title_seconds=2.0, credits_seconds=0.0))
    assert (titled.elements[0].kind, titled.elements[0].text) == ("title", "First days")
    assert titled.duration == pytest.approx(plan.duration - 1.0)


def test_a_heading_is_heard_where_its_sound_is_known() -> None:
    rows = (at("int-00", 2, 5, stage="start"),)
    line = ReelElement("heading", text="Get started", spoken="spoken/a.wav")
    reel = Reel("r", "R", (line, clip(1)), order="given")
    heading, heard = planned(reel, *rows, sounds={"spoken/a.wav": Spoken(2.25, "0f")}).elements
    assert (heading.sound, heading.sound_seconds, heading.duration) == ("spoken/a.wav", 2.25, 2.25)
    assert heard.start == pytest.approx(2.75)
    longer = Reel("r", "R", (ReelElement("heading", text="A", spoken="x", seconds=4.0), clip(1)))
    shown = planned(longer, *rows, sounds={"x": Spoken(2.25, "0f")}).elements[1]
    assert (shown.duration, shown.sound_seconds) == (4.0, 2.25)
    for sounds, why in (({"spoken/a.wav": "It is gone."}, "It is gone."), (None, "is not in the study.")):
        silent = planned(reel, *rows, sounds=sounds)
        assert (silent.elements[0].sound, silent.elements[0].duration) == ("", 1.5)
        assert silent.caveats[0].startswith("The heading “Get started” is shown in silence. ")
        assert silent.caveats[0].endswith(why)


def test_what_is_left_out_is_known_by_its_line() -> None:
    rows = at("int-00", 2, 5), at("int-02", 2, 5)
    plan = planned(
        Reel("r", "R", (clip(9), clip(1), clip(2))), *rows, refused={"int-02": "Ben agreed to none"}
    )
    assert plan.left_out == {
        0: "Highlight 9 no longer exists, so it was left out.",
        2: "Highlight 2 was left out: Ben agreed to none.",
    }
    assert set(plan.left_out.values()) == set(plan.caveats)


def test_the_fingerprint_follows_every_cut() -> None:
    rows = (at("int-00", 2, 5), at("int-01", 2, 5))

    def print_of(*script: ReelElement, credits: str = "", **more: object) -> str:  # noqa: A002 (the reel's word)
        return planned(Reel("r", "R", script, credits=credits), *rows, **more).fingerprint()

    heading = ReelElement("heading", text="One", spoken="a")
    usual = (heading, clip(1), clip(2))
    known = {"a": Spoken(1.0, "0f")}
    others = [
        print_of(*usual),
        print_of(*usual, sounds=known),
        print_of(*usual, sounds={"a": Spoken(1.0, "1f")}),
        print_of(*usual, credits="Thanks"),
        print_of(heading, clip(1, gain=1.0), clip(2)),
        print_of(heading, clip(1, fade_in=1.0), clip(2)),
        print_of(heading, clip(1), clip(2, lead=0.1)),
        print_of(heading, clip(1, lag=0.1), clip(2)),
        print_of(heading, clip(1), clip(2, stage="renew")),
        print_of(heading, clip(1), clip(2, trim_end=20.0)),
    ]
    assert len(set(others)) == len(others)
    note = ReelElement("note", text="Only for us, never heard")
    assert print_of(*usual, note) == print_of(*usual)
