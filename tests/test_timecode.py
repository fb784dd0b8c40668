"""Spans hold their laws on any input, and times read back as they were written."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.timecode import (
    Span,
    complement_spans,
    format_time,
    intersect_spans,
    merge_spans,
    nearest_edge,
    parse_time,
    subtract_spans,
)

# Whole numbers of eighths are exact in binary, so lengths add up without rounding.
instants = st.integers(-80, 800).map(lambda n: n / 8)
spans = st.tuples(instants, instants).map(lambda pair: Span(min(pair), max(pair)))
many = st.lists(spans, max_size=12)
any_time = st.floats(0, 360_000)


def covered(parts: list[Span] | tuple[Span, ...], time: float) -> bool:
    return any(part.contains(time) for part in parts)


def total(parts: tuple[Span, ...]) -> float:
    return sum(part.duration for part in parts)


@pytest.mark.parametrize(
    ("start", "end"), [(2, 1), (math.nan, 1), (0, math.nan), (0, math.inf), (-math.inf, 0)]
)
def test_a_span_that_is_no_span_is_refused(start: float, end: float) -> None:
    with pytest.raises(InputError, match="must end at or after its start"):
        Span(start, end)


def test_spans_sort_by_start_then_end() -> None:
    assert sorted([Span(2, 3), Span(0, 9), Span(0, 1)]) == [Span(0, 1), Span(0, 9), Span(2, 3)]


@given(spans, spans)
def test_overlap_is_the_same_seen_from_either_side(a: Span, b: Span) -> None:
    assert a.overlaps(b) == b.overlaps(a)
    assert a.overlaps(b) == bool(intersect_spans([a], [b]))


@given(spans, spans)
def test_clamp_stays_inside_and_is_idempotent(a: Span, limits: Span) -> None:
    clamped = a.clamp(limits.start, limits.end)
    assert limits.start <= clamped.start <= clamped.end <= limits.end
    assert clamped.clamp(limits.start, limits.end) == clamped


def test_taking_more_than_there_is_raises() -> None:
    with pytest.raises(InputError):
        Span(1, 2).pad(-1, -1)


@given(many, st.integers(0, 16).map(lambda n: n / 8))
def test_merged_spans_lie_apart_and_lose_nothing(parts: list[Span], gap: float) -> None:
    merged = merge_spans(parts, gap=gap)
    assert all(b.start - a.end > gap for a, b in pairwise(merged))
    assert all(any(m.start <= part.start and part.end <= m.end for m in merged) for part in parts)
    edges = {edge for part in parts for edge in (part.start, part.end)}
    assert all(m.start in edges and m.end in edges for m in merged)
    assert merge_spans(merged, gap=gap) == merged
    assert merge_spans(reversed(parts), gap=gap) == merged


def test_a_nested_span_does_not_shorten_the_outer_one() -> None:
    given_spans = [Span(0, 10), Span(2, 3)]
    assert merge_spans(given_spans) == (Span(0, 10),)
    assert given_spans == [Span(0, 10), Span(2, 3)]


@given(many, many, instants)
def test_set_operations_agree_with_asking_each_instant(a: list[Span], b: list[Span], time: float) -> None:
    assert covered(intersect_spans(a, b), time) == (covered(a, time) and covered(b, time))
    assert covered(subtract_spans(a, b), time) == (covered(a, time) and not covered(b, time))
    free = complement_spans(a, start=0, end=50)
    assert covered(free, time) == (0 <= time < 50 and not covered(a, time))


@given(many, many)
def test_what_is_shared_and_what_is_left_make_the_whole(a: list[Span], b: list[Span]) -> None:
    assert total(intersect_spans(a, b)) + total(subtract_spans(a, b)) == total(merge_spans(a))
    assert all(part.duration > 0 for part in (*intersect_spans(a, b), *subtract_spans(a, b)))


@given(many, instants)
def test_the_nearest_edge_is_an_edge_and_nearest(parts: list[Span], time: float) -> None:
    edges = [edge for part in parts for edge in (part.start, part.end)]
    edge = nearest_edge(time, parts)
    assert edge in edges or (not edges and edge == time)
    assert all(abs(edge - time) <= abs(other - time) for other in edges)
    assert nearest_edge(time, parts, reach=0) == time


@pytest.mark.parametrize("gap", [-1.0, math.nan, math.inf])
def test_a_gap_that_is_no_length_is_refused(gap: float) -> None:
    with pytest.raises(InputError, match="gap"):
        merge_spans([], gap=gap)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1:02:03.5", 3723.5),
        ("02:03,500", 123.5),
        ("63.5", 63.5),
        (" 63 ", 63.0),
        (".5", 0.5),
        ("75:10", 4510.0),
        ("100:00:00.000", 360000.0),
        ("1h02m", 3720.0),
        ("1h 2m 3.5s", 3723.5),
        ("90s", 90.0),
        ("2M", 120.0),
        ("0", 0.0),
    ],
)
def test_times_as_people_write_them(text: str, seconds: float) -> None:
    assert parse_time(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", " ", "-1", "1:60", "1:60:00", "1:2:3:4", "nan", "inf", "1e3", "h", "s", "１:02", "9" * 13, "one"],
)
def test_what_is_no_time_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InputError, match=r"time.*\.$"):
        parse_time(text)


@given(any_time)
def test_subtitle_times_read_back_to_the_millisecond(seconds: float) -> None:
    assert parse_time(format_time(seconds, style="vtt")) == pytest.approx(seconds, abs=0.00051)
    assert parse_time(format_time(seconds, style="srt")) == parse_time(format_time(seconds, style="vtt"))
    written = format_time(seconds, style="vtt")
    assert format_time(parse_time(written), style="vtt") == written


@given(st.integers(0, 360_000_000))
def test_whole_milliseconds_read_back_exactly(thousandths: int) -> None:
    assert parse_time(format_time(thousandths / 1000, style="vtt")) == thousandths / 1000


@given(any_time)
def test_the_clock_never_runs_ahead_of_the_millisecond(seconds: float) -> None:
    assert 0 <= parse_time(format_time(seconds, style="vtt")) - parse_time(format_time(seconds)) < 1


@pytest.mark.parametrize("seconds", [-0.001, math.nan, math.inf])
def test_what_can_not_be_written_is_refused(seconds: float) -> None:
    with pytest.raises(InputError, match="zero or more"):
        format_time(seconds)


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(InputError, match="clock, vtt or srt"):
        format_time(1, style="ass")  # type: ignore[arg-type]  # the wrong value is the point
