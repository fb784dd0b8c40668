from __future__ import annotations

import pytest

from cslab.listen.carry import Passage, carry_labels, carry_span, own_turns
from cslab.listen.corrections import apply_corrections
from cslab.listen.transcript import Segment, Transcript, Word
from cslab.timecode import Span


def said(text: str, *, late: float = 0.0, speakers: str = "") -> Transcript:
    names = speakers or "A" * len(text.split())
    words = [
        Word(t, k + late, k + late + 1, names[k] if speakers else None) for k, t in enumerate(text.split())
    ]
    return Transcript(tuple(Segment((word,), word.speaker) for word in words), duration=60.0)


def passage(old: Transcript, new: Transcript) -> Passage:
    return Passage.between(apply_corrections(old, []), new)


def test_edges_move_with_their_words() -> None:
    old, new = said("so that helped us a lot"), said("so that helped us a lot", late=0.5)
    assert carry_span(passage(old, new), 1.0, 4.0) == Span(1.5, 4.5)
    assert carry_span(passage(old, new), 0.8, 4.3) == Span(1.3, 4.8), "room that a person left stays"


def test_small_differences_move_nothing() -> None:
    old, new = said("so that helped us"), said("so that helped us", late=0.2)
    assert carry_span(passage(old, new), 1.0, 3.0) == Span(1.0, 3.0)


def test_an_edge_whose_word_is_gone_stays() -> None:
    old, new = said("so that helped us all"), said("so what helped us all", late=0.5)
    assert carry_span(passage(old, new), 1.0, 4.0) == Span(1.0, 4.5)


def test_words_that_are_not_found_again() -> None:
    assert carry_span(passage(said("a b c d"), said("a x y d")), 1.0, 3.0) is None
    assert carry_span(passage(said("a b c d"), said("a b y d")), 1.0, 3.0) == Span(1.0, 3.0), "half is enough"
    assert carry_span(passage(said("a b c d"), said("a b c d", late=30)), 1.0, 3.0) is None


def test_where_nothing_was_said() -> None:
    assert carry_span(passage(said("a b"), said("a b")), 20.0, 30.0) == Span(20.0, 30.0)


def test_a_span_never_turns_around() -> None:
    old = said("a b")
    new = Transcript((Segment((Word("a", 9.0, 9.5), Word("b", 9.0, 9.2))),), duration=60.0)
    moved = carry_span(passage(old, new), 0.0, 2.0)
    assert moved is not None
    assert moved.start < moved.end


def test_speakers_of_an_imported_text_become_turns() -> None:
    assert own_turns(said("why so yes", speakers="MAA")) == ((0, 1, "M"), (1, 3, "A"))
    assert own_turns(said("why so yes")) == ()


@pytest.mark.parametrize(("new", "labels"), [("LRR", {"M": "L", "A": "R"}), ("LLL", {"M": "L", "A": "L"})])
def test_labels_by_the_most_of_their_words(new: str, labels: dict[str, str]) -> None:
    old = said("why so yes", speakers="MAA")
    spoken = said("why so yes", speakers=new)
    assert carry_labels(passage(old, spoken), spoken) == labels


def test_a_label_whose_words_are_gone() -> None:
    old, new = said("why so", speakers="MA"), said("what so", speakers="LR")
    assert carry_labels(passage(old, new), new) == {"M": None, "A": "R"}
