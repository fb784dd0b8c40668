from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cslab.listen.speakers.assign import assign
from cslab.listen.speakers.turns import Turn
from cslab.listen.transcript import Segment, Transcript, Word
from cslab.listen.words import build_segments


def talk(text: str, *, pace: float = 0.4, gaps: dict[int, float] | None = None) -> Transcript:
    """Words at an even pace, with a pause before some."""
    words, at = [], 0.0
    for number, word in enumerate(text.split()):
        at += (gaps or {}).get(number, 0.0)
        words.append(Word(word, at, at + pace - 0.05))
        at += pace
    return Transcript(build_segments(words), language="en", duration=at)


def who(transcript: Transcript) -> str:
    return "".join((word.speaker or "-")[-1] for word in transcript.words)


def test_words_are_given_by_their_middle() -> None:
    spoken = assign(talk("What then? We left. We went."), [Turn(0, 0.8, "voice 1"), Turn(0.8, 3, "voice 2")])
    assert who(spoken) == "112222"
    assert [segment.speaker for segment in spoken.segments] == ["voice 1", "voice 2"]


def test_a_word_between_two_turns_goes_to_the_nearer() -> None:
    turns = [Turn(0, 0.3, "voice 1"), Turn(3.0, 4.0, "voice 2")]
    assert who(assign(talk("one. two. three. four. five. six. seven."), turns)) == "1111222"


def test_a_slip_at_the_edge_of_a_sentence_stays_with_the_sentence() -> None:
    heard = talk("What did you do? I went back home again.")
    turns = [Turn(0, 2.0, "voice 1"), Turn(2.0, 5, "voice 2")]  # "I" falls into the question's turn
    assert who(assign(heard, turns)) == "111122222"


def test_a_slip_inside_a_sentence_stays_with_it_too() -> None:
    turns = [Turn(0, 1.2, "voice 1"), Turn(1.2, 1.6, "voice 2"), Turn(1.6, 5, "voice 1")]
    assert who(assign(talk("I think that it was a good day."), turns)) == "11111111"


def test_a_short_answer_of_its_own_is_no_slip() -> None:
    turns = [Turn(0, 0.8, "voice 1"), Turn(0.8, 1.2, "voice 2"), Turn(1.2, 4, "voice 1")]
    assert who(assign(talk("It broke? Yes. And what did you do?"), turns)) == "112" + "1" * 5


def test_a_pause_parts_what_the_engine_ran_together() -> None:
    heard = talk("so what did you do nothing at all really", gaps={5: 1.0})
    turns = [Turn(0, 2.0, "voice 1"), Turn(2.9, 6, "voice 2")]
    assert who(assign(heard, turns)) == "111112222"


def test_an_undiarized_transcript_passes_through() -> None:
    heard = talk("Nobody knows who said this.")
    assert assign(heard) is heard
    assert assign(heard, (), (), {}) is heard
    assert assign(heard, names={"voice 1": "Maya"}) == heard


def test_words_of_a_channel_keep_it_whatever_the_voice() -> None:
    words = [Word("Hi.", 0, 0.4, "left"), Word("Hello.", 0.5, 0.9, "right")]
    heard = Transcript(build_segments(words))
    assert assign(heard, [Turn(0, 1, "voice 1")]) == heard


def test_a_segment_speaks_for_its_words() -> None:
    heard = Transcript((Segment((Word("Hi.", 0, 0.4),), "Ana"),))
    assert who(assign(heard, [Turn(0, 1, "voice 1")])) == "a"


def test_people_come_last_and_the_later_of_two_holds() -> None:
    heard = talk("one two three four five six")
    turns = [Turn(0, 3, "voice 1")]
    moved = [Turn(0.4, 1.6, "voice 2"), Turn(1.2, 2.0, "voice 3")]
    spoken = assign(heard, turns, moved, {"voice 1": "A", "voice 2": "B", "voice 3": "C"})
    assert who(spoken) == "ABBCCA"
    assert [segment.text for segment in spoken.segments] == ["one", "two three", "four five", "six"]
    assert who(assign(heard, (), moved)) == "-2233-"


def test_two_labels_of_one_name_are_one_speaker() -> None:
    turns = [Turn(0, 0.8, "voice 1"), Turn(0.8, 3, "voice 2")]
    spoken = assign(talk("One two. Three four."), turns, names={"voice 1": "Ana", "voice 2": "Ana"})
    assert spoken.speakers == ("Ana",)


LABELS = st.sampled_from(["voice 1", "voice 2", "voice 3"])
TURNS = st.lists(st.tuples(st.floats(0, 20), st.floats(0.01, 5), LABELS), max_size=6).map(
    lambda rows: [Turn(start, start + length, label) for start, length, label in sorted(rows)]
)


@given(st.lists(st.sampled_from(["a", "b.", "c?", "Mr."]), min_size=1, max_size=40), TURNS, TURNS)
def test_no_word_is_lost_moved_or_altered(words: list[str], turns: list[Turn], moved: list[Turn]) -> None:
    heard = talk(" ".join(words))
    spoken = assign(heard, turns, moved)
    assert [(w.text, w.start, w.end) for w in spoken.words] == [(w.text, w.start, w.end) for w in heard.words]
    for segment in spoken.segments:
        assert {word.speaker for word in segment.words} == {segment.speaker}
    if turns:
        assert all(word.speaker for word in spoken.words)
