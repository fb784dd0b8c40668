from __future__ import annotations

import itertools
import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cslab.listen.assemble import Heard, Levels, assemble, place_words, without_echo
from cslab.listen.chunks import Piece
from cslab.listen.engines import EngineOutput, EngineWord, join_parts, prompt_of
from cslab.listen.transcript import Transcript, Word
from cslab.listen.voice import RATE, WINDOW, Window
from cslab.timecode import Span

PIECES = (Piece(0.0, 10.0, 12.0), Piece(2.0, 30.0, 33.0))
SPEECH = (Span(10.2, 11.8), Span(30.2, 32.8))


def placed(*words: tuple[str, float | None, float | None]) -> list[tuple[str, float, float, bool]]:
    heard = Heard(0, PIECES, SPEECH, tuple(EngineWord(*word) for word in words))
    return [(w.text, round(w.start, 3), round(w.end, 3), w.interpolated) for w in place_words(heard)]


def test_turns_begin_and_end_with_the_voice() -> None:
    assert placed(("so", 0.0, 0.6), ("then", 0.6, 1.5), ("we", 2.4, 2.6), ("paid", 2.6, 5.0)) == [
        ("so", 10.2, 10.6, False),
        ("then", 10.6, 11.8, False),
        ("we", 30.2, 30.6, False),
        ("paid", 30.6, 32.8, False),
    ]


def test_a_word_never_spans_a_shortened_pause() -> None:
    (_, start, end, _), *_ = placed(("well", 1.6, 2.3))
    assert (start, end) == (11.6, 11.8)
    (_, start, end, _), *_ = placed(("well", 1.9, 2.6))
    assert (start, end) == (30.2, 30.6)


def test_an_edge_far_from_the_voice_is_not_moved() -> None:
    assert placed(("late", 3.0, 3.3)) == [("late", 31.0, 31.3, False)]


def test_words_without_a_time_lie_between_their_neighbours_and_are_marked() -> None:
    got = placed(("costs", 0.3, 0.8), ("$300", None, None), ("now", 1.2, 1.6), ("okay", 9.0, 9.5))
    assert got[1] == ("$300", 10.8, 11.2, True)
    assert got[3][3]
    assert 11.8 <= got[3][1] <= got[3][2] <= 33.0


def test_words_of_no_length_are_given_a_little() -> None:
    got = placed(("a", 0.2, 0.5), ("b", 0.5, 0.5), ("c", 0.5, 1.6))
    assert [w[3] for w in got] == [False, True, False]
    assert all(end - start >= 0.05 for _, start, end, _ in got)
    assert all(a[2] <= b[1] for a, b in itertools.pairwise(got))


times = st.one_of(st.none(), st.floats(-1, 7))


@given(st.lists(st.tuples(st.sampled_from(["yes", "no", "300", "-"]), times, times), max_size=12))
def test_whatever_an_engine_says_words_are_in_order_and_in_the_chunk(words: list) -> None:
    heard = Heard(0, PIECES, SPEECH, tuple(EngineWord(*word) for word in words))
    got = place_words(heard)
    assert [w.text for w in got] == [w[0] for w in words]
    for word in got:
        assert 10.0 <= word.start <= word.end <= 33.0


def level(*parts: tuple[float, float]) -> Levels:
    """Levels of a channel from (seconds, amplitude)."""
    levels = Levels()
    sound = [(amplitude, round(seconds * RATE / WINDOW)) for seconds, amplitude in parts]
    amplitudes = [a for a, n in sound for _ in range(n)]
    stream = (Window(i, np.full(WINDOW, a, dtype=np.float32), 0.0) for i, a in enumerate(amplitudes))
    assert len(list(levels.watch(stream))) == len(amplitudes)
    return levels


def test_an_echo_is_left_out_and_a_reply_is_not() -> None:
    left = level((2, 0.1), (2, 0.0), (2, 0.1))
    right = level((2, 0.01), (2, 0.1), (2, 0.1))
    words = [
        Word("Hello", 0.5, 1.0, "left"),
        Word("hello,", 0.6, 1.1, "right"),
        Word("okay", 2.5, 3.0, "right"),
        Word("Yeah.", 4.5, 4.9, "left"),
        Word("Yeah!", 4.6, 5.0, "right"),
        Word("quietly", 0.2, 0.4, "right"),
    ]
    kept = without_echo(words, [left, right])
    assert words[1] not in kept
    assert set(kept) == set(words) - {words[1]}


def test_two_channels_become_two_speakers_in_order_of_time() -> None:
    heard = [
        Heard(0, PIECES[:1], SPEECH[:1], (EngineWord("Hello", 0.2, 1.8),)),
        Heard(1, (Piece(0.0, 3.0, 5.0),), (Span(3.2, 4.8),), (EngineWord("Hi", 0.2, 1.8),)),
    ]
    transcript = assemble(
        heard, levels=[level(), level()], duration=11.5, language="en", source={"engine": "x"}
    )
    assert [(s.speaker, s.text) for s in transcript.segments] == [("right", "Hi"), ("left", "Hello")]
    assert transcript.speech == (Span(3.2, 4.8), Span(10.2, 11.5))
    assert Transcript.from_dict(json.loads(json.dumps(transcript.to_dict()))) == transcript


def test_parts_of_words_are_put_together() -> None:
    def joined(*texts: str, language: str = "en") -> list[str]:
        return [
            w.text for w in join_parts([EngineWord(t, i, i + 1.0) for i, t in enumerate(texts)], language)
        ]

    assert joined(" three", "-way", " match", ".") == ["three-way", "match."]
    assert joined(" 99", "%", " of", " $", "300", " a", ' "', "day", '."') == [
        "99%",
        "of",
        "$300",
        "a",
        '"day."',
    ]
    assert joined(" yes", " -", " but") == ["yes -", "but"]
    assert joined("你", "好", language="zh") == ["你", "好"]
    assert joined(" ", "", " ok") == ["ok"]


def test_outputs_survive_storing() -> None:
    output = EngineOutput("en", (EngineWord("Hi", 0.0, None, 0.5),), {"passes": [{"text": " Hi"}]})
    assert EngineOutput.from_dict(json.loads(json.dumps(output.to_dict()))) == output


def test_a_vocabulary_becomes_a_prompt() -> None:
    assert prompt_of(()) is None
    assert prompt_of(["Two Keys", "Ask Gail"]) == "Two Keys, Ask Gail."
