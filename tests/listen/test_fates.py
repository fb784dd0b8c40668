from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.listen.carry import Passage
from cslab.listen.corrections import Correction, apply_corrections
from cslab.listen.fates import Fate, carry_corrections
from cslab.listen.transcript import Segment, Transcript, Word
from cslab.study.corrections import Edit
from tests.listen.mending import texts


def heard(text: str, *, late: float = 0.0) -> Transcript:
    words = [Word(t, at + late, at + late + 1, "Ana") for at, t in enumerate(text.split())]
    return Transcript((Segment(tuple(words), "Ana"),) if words else (), duration=len(words) + late)


def fates(old: str, made: list[Correction], new: str) -> tuple[Fate, ...]:
    return carry_corrections(Passage.between(apply_corrections(heard(old), made), heard(new)))


def fate(old: str, made: Correction, new: str) -> Fate:
    (only,) = fates(old, [made], new)
    return only


LEDGER = Correction(7, 2, 4, "ledger line", "Ledgerline")


def test_a_correction_of_what_is_misheard_again() -> None:
    assert fate("we use ledger line now", LEDGER, "we use letter lying now").edit == Edit(
        2, 4, "letter lying", "Ledgerline"
    )
    assert fate("we use ledger line now", LEDGER, "so we use ledger line now").edit == Edit(
        3, 5, "ledger line", "Ledgerline"
    )


def test_only_the_words_that_are_alike_are_replaced() -> None:
    moved = fate("we use ledger line now", LEDGER, "we use the ledger line product now")
    assert moved.edit == Edit(3, 5, "ledger line", "Ledgerline")


@pytest.mark.parametrize(
    "new", ["we use Ledgerline now", "we use Ledgerline, now.", "well we use Ledgerline now"]
)
def test_what_is_heard_rightly_now_needs_nothing(new: str) -> None:
    assert fate("we use ledger line now", LEDGER, new).outcome == "already"


def test_capitals_and_signs_are_the_persons() -> None:
    assert fate("we use ledger line now", LEDGER, "we use ledgerline now").edit == Edit(
        2, 3, "ledgerline", "Ledgerline"
    )
    comma = Correction(1, 1, 2, "no", "no,")
    assert fate("oh no he said", comma, "oh no he said").edit == Edit(1, 2, "no", "no,")
    assert fate("oh no he said", comma, "oh no, he said").outcome == "already"


def test_deletions() -> None:
    gone = Correction(1, 1, 2, "um", "")
    assert fate("we um use it", gone, "we use it").outcome == "already"
    assert fate("we um use it", gone, "we um use it").edit == Edit(1, 2, "um", "")
    other = fate("we um use it", gone, "we never use it")
    assert (other.outcome, other.why) == ("lost", "the new words there are others")


def test_words_put_in() -> None:
    put = Correction(1, 1, 1, "", "never")
    assert fate("we use it", put, "we use it").edit == Edit(1, 1, "", "never")
    assert fate("we use it", put, "we never use it").outcome == "already"
    assert fate("we use it", put, "we neither use it").edit == Edit(1, 2, "neither", "never")
    last = Correction(1, 3, 3, "", "now")
    assert fate("we use it", last, "we use it").edit == Edit(3, 3, "", "now")


def test_what_has_no_place_is_lost() -> None:
    lost = fate("we use ledger line now and then", LEDGER, "something else was said here altogether, friends")
    assert (lost.outcome, lost.edit) == ("lost", None)
    assert "not found again" in lost.why
    assert fate("we use ledger line now", LEDGER, "").outcome == "lost"
    many = " ".join(f"x{k}" for k in range(20))
    assert "far too many" in fate("we use ledger line now", LEDGER, f"we use {many} now").why


def test_the_same_words_at_another_time_are_others() -> None:
    old = apply_corrections(heard("we use ledger line now"), [LEDGER])
    (late,) = carry_corrections(Passage.between(old, heard("we use ledger line now", late=60)))
    assert "another time" in late.why


def test_nothing_is_carried_onto_words_that_somebody_corrected() -> None:
    old = apply_corrections(heard("we use ledger line now"), [LEDGER])
    (late,) = carry_corrections(Passage.between(old, heard("we use letter line now")), taken=[(1, 3)])
    assert (late.outcome, late.why) == ("lost", "another correction stands where it would go")


EDITS = st.lists(
    st.tuples(st.integers(1, 5), st.integers(0, 3), st.integers(0, 3)).filter(lambda edit: edit[1] + edit[2]),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(EDITS)
def test_the_same_words_again_carry_everything(drawn: list[tuple[int, int, int]]) -> None:
    """Each edit comes some words after the one before, takes some words away and puts others there."""
    engine = heard(" ".join(f"w{at}" for at in range(50)))
    made, at = [], 0
    for number, (gap, taken, put) in enumerate(drawn):
        at += gap
        after = " ".join(f"x{number}{index}" for index in range(put))
        made.append(
            Correction(number, at, at + taken, " ".join(f"w{k}" for k in range(at, at + taken)), after)
        )
        at += taken
    mended = apply_corrections(engine, made)
    told = carry_corrections(Passage.between(mended, engine))
    assert [one.outcome for one in told] == ["carried"] * len(made)
    assert apply_corrections(engine, _as_made(told)).transcript == mended.transcript
    heard_rightly = carry_corrections(Passage.between(mended, mended.transcript))
    assert [one.outcome for one in heard_rightly] == ["already"] * len(made)


def _as_made(told: tuple[Fate, ...]) -> list[Correction]:
    edits = [(one.id, one.edit) for one in told if one.edit is not None]
    return [Correction(number, e.first, e.last, e.before, e.after) for number, e in edits]


def test_a_planted_retranscription() -> None:
    """Of 200 corrections over 9,000 words of which the new engine changes a tenth, most find their place."""
    dice = random.Random(11)
    words = [f"w{dice.randrange(800)}" for _ in range(9_000)]
    engine = _timed(words)
    made = [
        Correction(at, first, first + 2, " ".join(words[first : first + 2]), f"Right{at}")
        for at, first in enumerate(range(20, 8_820, 44))
    ]
    new, homes = [], {}
    for at, word in enumerate(words):
        homes[at] = len(new)
        chance = dice.random()
        new += [] if chance < 0.03 else [f"y{dice.randrange(800)}"] if chance < 0.08 else [word]
        new += [f"z{at}"] if chance > 0.98 else []
    told = carry_corrections(Passage.between(apply_corrections(engine, made), _timed(new, words, homes)))
    right = 0
    for one, fate_ in zip(made, told, strict=True):
        if fate_.edit is not None:
            right += homes[one.first] - 1 <= fate_.edit.first and fate_.edit.last <= homes[one.last] + 1
            assert abs(fate_.edit.first - homes[one.first]) <= 3, "none lands elsewhere"
    assert right >= 190
    again = texts(apply_corrections(_timed(new, words, homes), _as_made(told)).transcript)
    assert sum(f"Right{at}" in again for at in range(len(made))) == sum(one.edit is not None for one in told)


def _timed(words: list[str], old: list[str] | None = None, homes: dict[int, int] | None = None) -> Transcript:
    """Words half a second each; those of a second hearing at the times of the first."""
    times = {at: at / 2 for at in range(len(words))}
    if old is not None and homes is not None:
        times |= {home: at / 2 for at, home in homes.items()}
    said = tuple(Word(text, times[at], times[at] + 0.5) for at, text in enumerate(words))
    return replace(Transcript((Segment(said),)), duration=len(words) / 2)
