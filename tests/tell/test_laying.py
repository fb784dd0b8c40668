"""Overlaps are where they are asked for, words never sound at once, and pictures change once."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.tell.laying import lay, place
from cslab.tell.script import Clip, Element, Options

OPTIONS = Options()
EXACT = 2e-6


def clip(length: float, *, before: float = 0.0, after: float = 0.0, number: int = 1, **cut: float) -> Element:
    """A clip in which nobody speaks for so long at its beginning and at its end."""
    heard = Clip(
        highlights=(number,),
        interview_id="a",
        start=10.0,
        end=10.0 + length,
        quiet_before=before,
        quiet_after=after,
    )
    return Element(kind="clip", start=0, end=length, clip=heard, **cut)


def heading(length: float, sound: float = 0.0) -> Element:
    name = "spoken/a.wav" if sound else ""
    return Element(kind="heading", start=0, end=length, text="Then", sound=name, sound_seconds=sound)


NOTE = Element(kind="note", start=0, end=0, text="Listen")


@st.composite
def parts(draw: st.DrawFn) -> list[Element]:
    made: list[Element] = []
    for number in range(draw(st.integers(1, 8))):
        length = draw(st.floats(0.05, 6))
        kind = draw(st.sampled_from(["clip", "clip", "mute", "heading", "spoken", "silence", "note"]))
        cut = {name: draw(st.sampled_from([0.0, 0.0, 0.4, 2.0, 9.0])) for name in ("lead", "lag")}
        if kind == "clip":
            before, after = (draw(st.floats(0, length / 2.1)) for _ in range(2))
            made.append(clip(length, before=before, after=after, number=number, **cut))
        elif kind == "mute":
            made.append(clip(length, before=length, after=length, number=number, **cut))
        elif kind == "note":
            made.append(NOTE)
        elif kind == "silence":
            made.append(Element(kind="silence", start=0, end=length))
        else:
            made.append(heading(length, draw(st.floats(0.01, length)) if kind == "spoken" else 0.0))
    return made


def says(part: Element) -> tuple[float, float] | None:
    """When somebody speaks in it."""
    if part.clip is not None:
        if part.clip.quiet_before >= part.duration - 1e-6:
            return None
        return part.start + part.clip.quiet_before, part.end - part.clip.quiet_after
    return (part.start, part.start + part.sound_seconds) if part.sound else None


@given(parts())
def test_words_never_sound_at_once_and_time_never_goes_back(given_parts: list[Element]) -> None:
    laid = lay(given_parts, OPTIONS)
    assert [one.duration for one in laid.elements] == pytest.approx(
        [one.duration for one in given_parts], abs=EXACT
    )
    voices = [span for span in map(says, laid.elements) if span is not None]
    for one, other in combinations(voices, 2):
        assert one[1] <= other[0] + EXACT
    lasting = [one for one in laid.elements if one.duration > 0]
    for one, other in pairwise(lasting):
        assert one.start <= other.start + EXACT
        assert one.end <= other.end + EXACT
        assert other.start <= one.end + OPTIONS.gap + EXACT
    for one, other in pairwise(laid.elements):
        assert one.picture_start <= one.picture_end + EXACT
        assert one.picture_end <= other.picture_start + EXACT
    for part, asked in zip(laid.elements, given_parts, strict=True):
        assert 0 <= part.lead <= asked.lead
        assert 0 <= part.lag <= asked.lag


@given(parts())
def test_a_cut_is_as_long_as_asked_or_there_is_a_reason(given_parts: list[Element]) -> None:
    laid = lay(given_parts, OPTIONS)
    short = any(
        part.lead < asked.lead - 0.01 or part.lag < asked.lag - 0.01
        for part, asked in zip(laid.elements, given_parts, strict=True)
    )
    assert laid.remarks or not short
    lasting = [one for one in laid.elements if one.duration > 0]
    for one, other in pairwise(lasting):
        assert other.picture_start - other.start == pytest.approx(other.lead, abs=EXACT)
        if one.lag or other.lead:
            assert one.end - other.start == pytest.approx(one.lag + other.lead, abs=EXACT)
            assert one.picture_end == pytest.approx(other.picture_start, abs=EXACT)


@given(parts())
def test_laying_again_changes_nothing(given_parts: list[Element]) -> None:
    laid = place(given_parts, OPTIONS)
    again = place(laid, OPTIONS)
    for one, other in zip(laid, again, strict=True):
        assert other.start == pytest.approx(one.start, abs=1e-4)
        assert other.picture_start == pytest.approx(one.picture_start, abs=1e-4)


def test_a_j_cut_begins_before_the_picture_changes() -> None:
    first, second = place([clip(5, after=2.0), clip(4, before=1.0, lead=1.5)], OPTIONS)
    assert (first.end, first.picture_end) == (5.0, 5.0)
    assert (second.start, second.picture_start, second.end) == (3.5, 5.0, 7.5)


def test_in_an_l_cut_the_picture_changes_before_the_sound_ends() -> None:
    first, second = place([clip(5, after=2.0, lag=1.5), clip(4)], OPTIONS)
    assert (first.end, first.picture_end) == (5.0, 3.5)
    assert (second.start, second.picture_start, second.end) == (3.5, 3.5, 7.5)


def test_both_at_one_join_add_up_around_one_change_of_picture() -> None:
    first, second = place([clip(5, after=2.0, lag=1.0), clip(4, before=1.0, lead=0.5)], OPTIONS)
    assert first.picture_end == second.picture_start == 4.0
    assert second.start == 3.5


def test_a_clip_runs_out_under_the_card_that_follows() -> None:
    first, card, second = place([clip(5, lag=1.5), heading(1.5), clip(4)], OPTIONS)
    assert (card.start, card.end, first.end) == (3.5, 5.0, 5.0)
    assert second.start == 5.0


def test_where_there_is_no_quiet_the_overlap_is_shorter_and_it_is_said() -> None:
    laid = lay([clip(5, after=0.3, number=4), clip(4, before=0.2, lead=2.0, number=7)], OPTIONS)
    assert laid.elements[1].start == pytest.approx(4.5)
    assert laid.elements[1].lead == pytest.approx(0.5)
    assert laid.remarks == (
        "Highlight 7: the overlap is 0.5 s and not 2.0 s, because else two voices would speak at once.",
    )
    alone = lay([clip(5), heading(0.5), clip(4, lead=2.0, number=7)], OPTIONS)
    assert alone.elements[2].start == 5.0
    assert "0.5 s and not 2.0 s, because what it overlaps is no longer than that" in alone.remarks[0]


def test_words_that_run_on_under_a_short_card_are_not_spoken_over() -> None:
    laid = lay([clip(5, lag=1.0, number=1), heading(1.0), clip(4, lead=1.0, number=2)], OPTIONS)
    assert [one.start for one in laid.elements] == [0.0, 4.0, 5.0]
    assert "Highlight 2: there is no overlap of 1.0 s, because else two" in laid.remarks[0]


def test_a_spoken_heading_is_not_spoken_over() -> None:
    laid = lay([heading(3.0, sound=2.0), clip(4, lead=2.5)], OPTIONS)
    assert laid.elements[1].start == 2.0
    quiet = lay([heading(3.0, sound=2.0), clip(4, before=1.5, lead=2.5)], OPTIONS)
    assert quiet.elements[1].start == 0.5


def test_sounds_in_a_row_are_parted_by_the_pause() -> None:
    found = place([clip(2), heading(1.0, sound=1.0), clip(3), heading(1.5), clip(1)], OPTIONS)
    assert [one.start for one in found] == [0.0, 2.5, 4.0, 7.0, 8.5]


def test_notes_stand_where_the_picture_changes() -> None:
    _, note, second = place([clip(5, after=2.0, lag=1.5), NOTE, clip(4)], OPTIONS)
    assert note.start == note.end == second.picture_start == 3.5
    assert place([NOTE], OPTIONS)[0].start == 0.0


def test_a_cut_with_nothing_to_overlap_is_no_cut_and_it_is_said() -> None:
    laid = lay([clip(5, lead=1.0, lag=1.0, number=3)], OPTIONS)
    assert (laid.elements[0].start, laid.elements[0].end, laid.elements[0].picture_end) == (0.0, 5.0, 5.0)
    assert laid.remarks == (
        "Highlight 3: nothing comes before it, so its lead has no effect.",
        "Highlight 3: nothing comes after it, so its lag has no effect.",
    )
