from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.listen.corrections import Correction, Mended, active, apply_corrections, touch
from cslab.listen.edits import edit_of
from cslab.listen.transcript import Segment, Transcript, Word, build_segments
from tests.listen.mending import TEXT, texts, transcripts


def plain(mended: Mended) -> list[tuple[str, float, float, bool]]:
    return [(w.text, w.start, w.end, w.interpolated) for w in mended.transcript.words]


def said(text: str, *, step: float = 1.0, length: float = 1.0) -> Transcript:
    words = [Word(t, at * step, at * step + length, "Ana", 0.9) for at, t in enumerate(text.split())]
    return Transcript((Segment(tuple(words), "Ana"),), duration=len(words) * step + 10)


def mend(transcript: Transcript, first: int, last: int, after: str) -> Mended:
    return apply_corrections(transcript, [Correction(1, first, last, "", after)])


def test_words_that_stay_keep_their_times() -> None:
    mended = mend(said("we use ledger line today"), 0, 5, "We use Ledgerline today.")
    assert plain(mended) == [
        ("We", 0, 1, False),
        ("use", 1, 2, False),
        ("Ledgerline", 2, 4, True),
        ("today.", 4, 5, False),
    ]
    assert [w.probability for w in mended.transcript.words] == [0.9, 0.9, None, 0.9]
    assert mended.marks == {0: 1, 1: 1, 2: 1, 3: 1}


def test_as_many_words_take_the_times_one_by_one() -> None:
    mended = mend(said("the letter lying here"), 1, 3, "ledger line")
    assert plain(mended)[1:3] == [("ledger", 1, 2, False), ("line", 2, 3, False)]


def test_more_words_share_the_time_by_characters() -> None:
    mended = mend(said("a pennyfold b"), 1, 2, "penny of gold")
    assert plain(mended)[1:4] == [
        ("penny", 1.0, 1 + 5 / 11, True),
        ("of", 1 + 5 / 11, 1 + 7 / 11, True),
        ("gold", 1 + 7 / 11, 2.0, True),
    ]


def test_words_put_in_stand_in_the_gap_and_never_on_a_neighbour() -> None:
    wide = said("one two", step=5.0)
    mended = mend(wide, 1, 1, "and a half")
    put = mended.transcript.words[1:4]
    assert put[0].start == 1.0
    assert put[2].end == pytest.approx(1.0 + 8 * 0.065), "said at an ordinary pace, not drawn out"
    assert all(1.0 <= word.start < word.end <= 5.0 and word.interpolated for word in put)
    tight = mend(said("one two"), 1, 1, "and")
    assert plain(tight)[1] == ("and", 1.0, 1.0, True)
    assert plain(mend(said("one two"), 0, 2, "one and two")) == plain(tight)


def test_at_the_very_start_and_the_very_end() -> None:
    late = Transcript((Segment((Word("two", 4.0, 5.0),)),), duration=9.0)
    first, second = mend(late, 0, 0, "one").transcript.words
    assert (first.text, first.end, second.start) == ("one", 4.0, 4.0)
    assert 0 <= first.start < 4.0
    second, third = mend(late, 1, 1, "three").transcript.words
    assert (third.text, third.start) == ("three", 5.0)
    assert 5.0 < third.end <= 9.0
    brief = Transcript((Segment((Word("two", 0.0, 5.0),)),), duration=5.0)
    assert plain(mend(brief, 0, 0, "one"))[0] == ("one", 0.0, 0.0, True)
    assert plain(mend(brief, 1, 1, "three"))[1] == ("three", 5.0, 5.0, True)


def test_an_empty_text_deletes_and_a_segment_without_words_is_gone() -> None:
    talk = Transcript(
        (Segment((Word("Hm.", 0, 1, "Tom"),), "Tom"), Segment((Word("Well", 2, 3, "Ana"),), "Ana"))
    )
    mended = mend(talk, 0, 1, "")
    assert [(s.speaker, s.text) for s in mended.transcript.segments] == [("Ana", "Well")]
    assert mended.origins == ((1, 2),)
    nothing = mend(talk, 0, 2, "  ")
    assert nothing.transcript.segments == ()


def test_a_correction_over_two_segments_leaves_each_word_with_its_speaker() -> None:
    talk = Transcript(
        (
            Segment((Word("which", 0, 1, "Tom"), Word("one", 1, 2, "Tom")), "Tom"),
            Segment(
                (Word("the", 5, 6, "Ana"), Word("ledger", 6, 7, "Ana"), Word("line", 7, 8, "Ana")), "Ana"
            ),
        )
    )
    mended = mend(talk, 1, 5, "one? The Ledgerline")
    assert [(s.speaker, s.text) for s in mended.transcript.segments] == [
        ("Tom", "which one?"),
        ("Ana", "The Ledgerline"),
    ]
    shared = mend(talk, 0, 5, "whatever Quillbook")
    assert [(s.speaker, s.text, s.start, s.end) for s in shared.transcript.segments] == [
        ("Tom", "whatever", 0, 2),
        ("Ana", "Quillbook", 5, 8),
    ]


def test_what_a_correction_replaced_comes_back_when_it_is_undone() -> None:
    made = [
        Correction(1, 0, 1, "a", "A"),
        Correction(2, 0, 3, "A b c", "x"),
        Correction(3, 2, 5, "c d e", "y"),
    ]
    assert [one.id for one in active(made)] == [1, 3], "the first is not in the way of the third"
    assert [one.id for one in active([*made[:2], replace(made[2], undone=True)])] == [2]
    assert [one.id for one in active(made[:1])] == [1]


def test_a_correction_beyond_the_end_is_passed_over() -> None:
    talk = said("one two")
    assert apply_corrections(talk, [Correction(1, 1, 9, "", "x")]).transcript == talk
    empty = Transcript(())
    assert apply_corrections(empty, [Correction(1, 0, 0, "", "x")]).transcript.segments == ()


RANGES = st.tuples(st.integers(0, 9), st.integers(0, 3)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(st.tuples(RANGES, st.booleans()), max_size=12))
def test_those_that_hold_never_touch_and_every_other_is_touched_by_a_later(
    drawn: list[tuple[tuple[int, int], bool]],
) -> None:
    made = [Correction(at, *span, "", "x", undone=undone) for at, (span, undone) in enumerate(drawn)]
    held = active(made)
    assert list(held) == sorted(held, key=lambda one: (one.first, one.last))
    for one in held:
        assert not one.undone
        assert not any(touch((one.first, one.last), (o.first, o.last)) for o in held if o is not one)
    for one in made:
        if not one.undone and one not in held:
            assert any(o.id > one.id and touch((one.first, one.last), (o.first, o.last)) for o in held)


@settings(max_examples=150, deadline=None)
@given(transcripts(), st.data())
def test_any_edits_and_undos(engine: Transcript, data: st.DataObject) -> None:
    """What is asked for is what is read; times stay in order and in the old span; all undone, all is back."""
    before = engine.to_dict()
    made: list[Correction] = []
    for number in range(1, data.draw(st.integers(1, 6)) + 1):
        mended = apply_corrections(engine, made)
        words = texts(mended.transcript)
        if made and data.draw(st.integers(0, 3)) == 0:
            at = data.draw(st.integers(0, len(made) - 1))
            made[at] = replace(made[at], undone=not made[at].undone)
            continue
        first = data.draw(st.integers(0, len(words)))
        last = data.draw(st.integers(first, min(len(words), first + 5)))
        text = data.draw(st.lists(TEXT, max_size=4))
        edit = edit_of(mended, first, last, " ".join(text))
        if edit is None:
            assert text == words[first:last]
            continue
        made.append(Correction(number, edit.first, edit.last, edit.before, edit.after))
        now = apply_corrections(engine, made)
        assert texts(now.transcript) == [*words[:first], *text, *words[last:]]
        undone = apply_corrections(engine, [*made[:-1], replace(made[-1], undone=True)])
        assert undone.transcript == mended.transcript
        _orderly(engine, now)
    assert engine.to_dict() == before
    assert apply_corrections(engine, [replace(one, undone=True) for one in made]).transcript == engine


def _orderly(engine: Transcript, now: Mended) -> None:
    old, new = engine.words, now.transcript.words
    assert len(now.origins) == len(new)
    assert list(now.origins) == sorted(now.origins)
    earliest, latest = min(word.start for word in old), max(word.end for word in old)
    for segment in now.transcript.segments:
        starts = [word.start for word in segment.words]
        assert starts == sorted(starts)
        assert all(word.start <= word.end for word in segment.words)
    for at, (word, (first, _)) in enumerate(zip(new, now.origins, strict=True)):
        if at not in now.marks:
            assert word == old[first]
            continue
        if any(k not in now.marks for k in range(at)) and any(
            k not in now.marks for k in range(at, len(new))
        ):
            assert earliest <= word.start
            assert word.end <= latest
        assert 0 <= word.start <= word.end <= engine.duration


def test_long_interviews_are_mended_word_for_word() -> None:
    words = [Word(f"w{at % 700}", at * 0.4, at * 0.4 + 0.3, "Ana") for at in range(27_000)]
    engine = Transcript(build_segments(words), duration=11_000)
    made = [Correction(at, at * 20, at * 20 + 2, "", f"x{at}") for at in range(1_000)]
    mended = apply_corrections(engine, made)
    assert len(mended.transcript.words) == 26_000
    assert mended.transcript.words[19 * 10].text == "x10"
