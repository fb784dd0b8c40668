from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cslab.listen import formats
from cslab.listen.speakers.roles import Cast, Given, Speaker, is_question, speakers_of
from cslab.listen.transcript import Transcript, Word
from cslab.listen.words import build_segments

SCRIPTS = Path(__file__).parents[3] / "data/samples/ledgerline/scripts"
TOM_AND_DANA = Cast("Tom", "Dana Whitlock", "p-01")


def talk(*said: tuple[str, str]) -> Transcript:
    words, at = [], 0.0
    for speaker, text in said:
        for word in text.split():
            words.append(Word(word, at, at + 0.35, speaker))
            at += 0.4
    return Transcript(build_segments(words), language="en", duration=at)


ASKED = talk(
    ("voice 1", "What happened?"),
    ("voice 2", "It broke on a Monday and nobody told us. Can you imagine?"),
    ("voice 1", "And what then?"),
    ("voice 2", "We waited for nine days."),
)


def told(found: tuple[Speaker, ...]) -> list[tuple[str, str, str, bool]]:
    return [(one.label, one.name, one.role, one.guessed) for one in found]


@pytest.mark.parametrize("number", range(1, 9))
@pytest.mark.parametrize("turned", [False, True])
def test_who_asks_is_guessed_right_in_all_scripts(number: int, turned: bool) -> None:
    said = formats.read(SCRIPTS / f"int-0{number}.vtt")
    asks = next(name for name in said.speakers if name in {"Maya", "Tom"})
    answers = next(name for name in said.speakers if name != asks)
    labels = {asks: "voice 2", answers: "voice 1"} if turned else {asks: "voice 1", answers: "voice 2"}
    found = {one.label: one for one in speakers_of(said.rename_speakers(labels))}
    assert found[labels[asks]].role == "interviewer"
    assert found[labels[answers]].role == "customer"
    assert all(one.guessed for one in found.values())


def test_names_come_from_the_study_and_the_guess_is_said() -> None:
    found = speakers_of(ASKED, TOM_AND_DANA)
    assert told(found) == [
        ("voice 1", "Tom", "interviewer", True),
        ("voice 2", "Dana Whitlock", "customer", True),
    ]
    assert [one.person_id for one in found] == [None, "p-01"]
    assert sum(one.share for one in found) == pytest.approx(1.0)
    assert [one.words for one in found] == [5, 17]
    assert [name for _, name, _, _ in told(speakers_of(ASKED))] == ["Interviewer", "Customer"]


def test_a_known_channel_is_no_guess() -> None:
    call = ASKED.rename_speakers({"voice 1": "right", "voice 2": "left"})
    found = speakers_of(call, replace(TOM_AND_DANA, interviewer_channel="left"))
    assert told(found) == [
        ("right", "Dana Whitlock", "customer", False),
        ("left", "Tom", "interviewer", False),
    ]
    assert [one.guessed for one in speakers_of(call, TOM_AND_DANA)] == [True, True]


def test_what_people_said_comes_first_and_settles_the_other() -> None:
    found = speakers_of(ASKED, TOM_AND_DANA, {"voice 2": Given(role="interviewer")})
    assert told(found) == [
        ("voice 1", "Dana Whitlock", "customer", False),
        ("voice 2", "Tom", "interviewer", False),
    ]


def test_a_given_name_that_the_study_knows_tells_the_role() -> None:
    found = speakers_of(ASKED, TOM_AND_DANA, {"voice 1": Given("Dana Whitlock")})
    assert [one.role for one in found] == ["customer", "interviewer"]
    assert not any(one.guessed for one in found)


def test_names_in_an_imported_transcript_stay() -> None:
    brought = ASKED.rename_speakers({"voice 1": "tom", "voice 2": "Dana"})
    assert told(speakers_of(brought, TOM_AND_DANA)) == [
        ("tom", "tom", "interviewer", False),
        ("Dana", "Dana", "customer", False),
    ]
    strangers = ASKED.rename_speakers({"voice 1": "Speaker 1", "voice 2": "Bo"})
    assert told(speakers_of(strangers, TOM_AND_DANA)) == [
        ("Speaker 1", "Tom", "interviewer", True),
        ("Bo", "Bo", "customer", True),
    ]


def test_a_third_voice_is_somebody_else() -> None:
    three = talk(
        ("voice 1", "What happened?"),
        ("voice 2", "It broke in the night."),
        ("voice 3", "Indeed."),
    )
    assert [(one.role, one.name) for one in speakers_of(three, TOM_AND_DANA)] == [
        ("interviewer", "Tom"),
        ("customer", "Dana Whitlock"),
        ("other", "Voice 3"),
    ]


def test_a_single_voice_is_the_customers() -> None:
    assert told(speakers_of(talk(("voice 1", "Is it on? Then I talk.")), TOM_AND_DANA)) == [
        ("voice 1", "Dana Whitlock", "customer", False)
    ]


def test_nobody_is_known_where_nobody_is() -> None:
    silent = Transcript(build_segments([Word("Hi.", 0, 1)]))
    assert speakers_of(silent, TOM_AND_DANA) == ()
    assert speakers_of(Transcript(()), TOM_AND_DANA) == ()


def test_a_customer_called_like_the_interviewer_is_told_apart() -> None:
    found = speakers_of(ASKED, Cast("Tom", "Tom", "p-01"))
    assert [one.name for one in found] == ["Tom (interviewer)", "Tom (customer)"]


def test_questions_end_with_a_mark_of_any_script() -> None:
    for text, asks in (("why?", True), ("why?”", True), ("なぜ？", True), ("لماذا؟", True), ("why.", False)):
        assert is_question([Word(text, 0, 1)]) is asks
