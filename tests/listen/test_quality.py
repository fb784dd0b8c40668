from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cslab.listen import formats
from cslab.listen.quality import GUESSED, ONE_SIDE, UNCHECKED, UNKNOWN, UNTOLD, assess, table
from cslab.listen.transcript import Transcript, Word
from cslab.listen.words import build_segments

SCRIPTS = Path(__file__).parents[2] / "data/samples/ledgerline/scripts"


def talk(*said: tuple[str | None, float, str], language: str | None = "en") -> Transcript:
    """What each says from a second on, a word each half second."""
    words = [
        Word(word, start + 0.5 * at, start + 0.5 * at + 0.5, speaker)
        for speaker, start, text in said
        for at, word in enumerate(text.split())
    ]
    return Transcript(build_segments(words), language=language, duration=60.0)


TALK = talk(
    ("Tom", 0.0, "So it was easy, right?"),
    ("Ana", 5.0, "No, it took us nine days of work"),
    ("Tom", 10.0, "Mm-hm."),
    ("Ana", 12.0, "and then we gave up on it."),
    ("Tom", 20.0, "What did you do then?"),
)


def test_shares_monologues_and_questions() -> None:
    found = assess(TALK, {"Tom"})
    assert found.interviewer_seconds == pytest.approx(5.5)
    assert found.customer_seconds == pytest.approx(7.5)
    assert found.talk_share == pytest.approx(5.5 / 13)
    assert found.customer_monologue is not None
    assert (found.customer_monologue.start, found.customer_monologue.end) == (5.0, 15.5)
    assert found.customer_monologue.seconds == 10.5
    assert [question.text for question in found.questions] == [
        "So it was easy, right?",
        "What did you do then?",
    ]
    leading = found.questions[0]
    assert [flag.kind for flag in leading.flags] == ["leading"]
    words = TALK.words[leading.first : leading.last]
    assert " ".join(word.text for word in words) == leading.text
    assert (leading.start, leading.end) == (0.0, 2.5)
    assert found.flagged() == found.flagged("leading") == (leading,)


def test_a_summary_is_one_row_a_flag() -> None:
    frame = assess(TALK, {"Tom"}).summary()
    assert frame[["start", "kind", "words", "speaker"]].to_dict("records") == [
        {"start": 0.0, "kind": "leading", "words": "right?", "speaker": "Tom"}
    ]
    assert assess(Transcript(()), set()).summary().empty


def test_a_guess_is_said_beside_the_numbers() -> None:
    assert GUESSED in assess(TALK, {"Tom"}, guessed=True).caveats
    assert GUESSED not in assess(TALK, {"Tom"}).caveats


def test_other_languages_are_not_checked_and_that_is_said() -> None:
    found = assess(replace(TALK, language="de"), {"Tom"})
    assert not found.checked
    assert UNCHECKED in found.caveats
    assert UNTOLD in assess(replace(TALK, language=None), {"Tom"}).caveats
    assert len(found.questions) == 2
    assert found.flagged() == ()
    assert found.talk_share is not None


def test_nobody_known_gives_no_numbers() -> None:
    found = assess(talk((None, 0.0, "Who said that?")), set())
    assert found.talk_share is None
    assert (found.questions, found.interviewer_monologue, found.customer_monologue) == ((), None, None)
    assert UNKNOWN in found.caveats
    assert ONE_SIDE in assess(talk(("Ana", 0.0, "Only me.")), set()).caveats
    assert "not known" in found._repr_html_()


def test_words_of_people_are_escaped() -> None:
    shown = assess(talk(("Tom", 0.0, "Is <script>alert(1)</script> fine, isn't it?")), {"Tom"})._repr_html_()
    assert "<script>" not in shown


def test_the_samples_planted_truth() -> None:
    rows = []
    for number in range(1, 9):
        said = replace(formats.read(SCRIPTS / f"int-0{number}.vtt"), language="en")
        found = assess(said, {"Maya", "Tom"})
        rows.append({"interview_id": f"int-0{number}", **found.row()})
        assert found.talk_share is not None
        assert 0.05 < found.talk_share < 0.2
    frame = table(rows)
    assert frame.loc[frame["leading"] > 0, "interview_id"].tolist() == ["int-02", "int-05"]
    assert frame["leading"].sum() == 2
    assert frame["closed"].sum() <= 8
    assert frame["double_barrelled"].sum() == 0
    assert table([]).empty
