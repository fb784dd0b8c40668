from __future__ import annotations

from cslab.listen.transcript import Word
from cslab.tell.arrange import Cut, announced, by_stage, join
from cslab.tell.edges import widen
from cslab.tell.script import Clip, Element
from cslab.timecode import Span

WORDS = tuple(Word(str(i), i, i + 0.9) for i in range(30))
STAGES = {"one": "First", "two": "Second"}


def cut(number: int, first: int, last: int, stage: str = "one", name: str = "a") -> Cut:
    core = widen(Span(first, last + 0.9), WORDS, duration=30.0)
    stages = (stage,) if stage else ()
    return Cut(
        Clip(highlights=(number,), interview_id=name, start=core.start, end=core.end, stages=stages), core
    )


def shown(kind: str, text: str = "") -> Element:
    return Element(kind=kind, start=0, end=1, text=text)


def order(parts: tuple[Cut | Element, ...]) -> list[object]:
    return [part.clip.highlights[0] if isinstance(part, Cut) else part.text or part.kind for part in parts]


def test_stages_in_order_then_unknown_ones_then_none() -> None:
    parts = [
        cut(1, 0, 1, ""),
        cut(2, 2, 3, "odd"),
        cut(3, 4, 5, "two"),
        cut(4, 6, 7, "one"),
        cut(5, 8, 9, "two"),
    ]
    assert order(by_stage(parts, STAGES)) == [4, 3, 5, 2, 1]


def test_pauses_and_headings_move_with_their_neighbours() -> None:
    parts = [
        shown("heading", "h"),
        cut(1, 0, 1, "two"),
        shown("silence"),
        shown("note", "n"),
        cut(2, 2, 3, "one"),
    ]
    assert order(by_stage(parts, STAGES)) == ["n", 2, "h", 1, "silence"]
    assert order(by_stage([shown("heading", "h"), shown("silence")], STAGES)) == ["h", "silence"]
    assert order(by_stage([cut(1, 0, 1, "two"), shown("heading", "FIRST")], STAGES)) == ["FIRST", 1]


def joined(*parts: Cut | Element, gap: float = 0.3) -> tuple[list[object], tuple[str, ...]]:
    items, remarks = join(parts, {"a": WORDS, "b": WORDS}, {"a": 30.0, "b": 30.0}, gap=gap)
    return [item.clip.highlights if isinstance(item, Cut) else item.kind for item in items], remarks


def test_chains_of_overlaps_become_one() -> None:
    assert joined(cut(1, 0, 4), cut(2, 9, 12), cut(3, 3, 10)) == ([(1, 2, 3)], ()) or joined(
        cut(1, 0, 4), cut(2, 9, 12), cut(3, 3, 10)
    ) == ([(1, 3, 2)], ())


def test_other_interviews_are_not_joined() -> None:
    assert joined(cut(1, 0, 4), cut(2, 0, 4, name="b"))[0] == [(1,), (2,)]


def test_neighbours_are_joined_in_order_and_within_a_stage_only() -> None:
    assert joined(cut(1, 0, 4), cut(2, 5, 8))[0] == [(1, 2)]
    assert joined(cut(2, 5, 8), cut(1, 0, 4))[0] == [(2,), (1,)]
    assert joined(cut(1, 0, 4), cut(2, 5, 8, "two"))[0] == [(1,), (2,)]
    assert joined(cut(1, 0, 4), shown("silence"), cut(2, 5, 8))[0] == [(1,), "silence", (2,)]
    assert joined(cut(1, 0, 4), cut(2, 5, 8), gap=0.05)[0] == [(1,), (2,)]


def test_what_announces_only_who_was_refused_goes_with_them() -> None:
    def line(index: int, kind: str, text: str = "", stage: str = "") -> Element:
        return Element(
            kind=kind, start=0, end=0 if kind == "clip" else 1, text=text, stage=stage, index=index
        )

    ana = [line(0, "heading", "Ana leaves"), line(1, "clip"), line(2, "note", "so she said")]
    ben = [line(3, "heading", "Ben stays"), cut(7, 0, 1), line(4, "clip"), line(5, "silence")]
    kept, gone = announced([*ana, *ben], {1, 4})
    assert (order(kept), gone) == (["Ben stays", 7, "silence"], {0: "heading", 2: "note"})
    # a recording that is merely missing takes nothing along, and a heading above a heading is of its people
    assert order(announced(ana, set())[0]) == ["Ana leaves", "so she said"]
    assert announced([line(9, "heading", "Ana Flores"), *ana], {1})[0] == ()


def test_a_heading_goes_where_its_clip_would_be_though_it_is_left_out() -> None:
    parts = [
        shown("heading", "hers"),
        Element(kind="clip", start=0, end=0, stage="two"),
        shown("heading", "his"),
        cut(1, 0, 1),
    ]
    assert order(by_stage(parts, STAGES)) == ["his", 1, "hers", "clip"]
