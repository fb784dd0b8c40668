from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cslab.errors import InputError
from cslab.listen import formats
from cslab.listen.audio import inspect
from cslab.listen.decode import blocks
from cslab.listen.speakers.assign import assign
from cslab.listen.speakers.campplus import VoiceModel
from cslab.listen.speakers.find import _cut, find_turns
from cslab.listen.speakers.turns import Turn
from cslab.listen.transcript import Transcript
from cslab.timecode import Span
from tests.listen.sounds import noise, write
from tests.listen.speakers.conftest import MINUTE, SAMPLE


@pytest.fixture(scope="module")
def turns(minute: Path, voice_model: VoiceModel) -> tuple[Turn, ...]:
    seen: list[float] = []
    found = find_turns(minute, inspect(minute), voice_model, on_progress=seen.append)
    assert seen == sorted(seen)
    return found


@pytest.fixture(scope="module")
def said() -> Transcript:
    return formats.read(SAMPLE / "scripts/int-05.vtt").between(0, MINUTE - 2)


def test_voices_are_those_of_the_script(turns: tuple[Turn, ...], said: Transcript) -> None:
    assert {turn.label for turn in turns} == {"voice 1", "voice 2"}
    wrong = total = 0.0
    names = {"voice 1": "Tom", "voice 2": "Nia"}
    for segment in said.segments:
        for second in np.arange(segment.start + 0.25, segment.end - 0.25, 0.05):
            heard = [turn.label for turn in turns if turn.start <= second < turn.end]
            total += 1
            wrong += heard != [] and names[heard[0]] != segment.speaker
    assert total > 400
    assert wrong / total < 0.03


def test_words_are_given_to_who_said_them(turns: tuple[Turn, ...], said: Transcript) -> None:
    nobody = Transcript(
        tuple(type(s)(tuple(type(w)(w.text, w.start, w.end) for w in s.words)) for s in said.segments)
    )
    spoken = assign(nobody, turns, names={"voice 1": "Tom", "voice 2": "Nia"})
    right = [one.speaker == two.speaker for one, two in zip(said.words, spoken.words, strict=True)]
    assert sum(right) / len(right) > 0.97


def test_the_same_sound_gives_the_same_turns(minute: Path, voice_model: VoiceModel) -> None:
    speech = [Span(0.9, 2.7), Span(3.1, 9.1), Span(9.8, 11.8), Span(12.1, 15.4)]
    once, again = (find_turns(minute, inspect(minute), voice_model, speech=speech) for _ in range(2))
    assert once == again
    assert {turn.label for turn in once} == {"voice 1", "voice 2"}


def test_where_nobody_speaks_there_are_no_turns(tmp_path: Path, voice_model: VoiceModel) -> None:
    path = write(tmp_path / "hiss.wav", noise(4, -50), rate=16000)
    assert find_turns(path, inspect(path), voice_model) == ()


def test_speech_that_a_transcript_claims_beyond_the_end_is_borne(
    tmp_path: Path, voice_model: VoiceModel
) -> None:
    path = write(tmp_path / "short.wav", noise(2, -20), rate=16000)
    found = find_turns(path, inspect(path), voice_model, speech=[Span(0.5, 1.9), Span(5.0, 6.0)])
    assert [(turn.start, turn.end) for turn in found] == [(0.5, 1.9), (5.0, 6.0)]


@pytest.mark.parametrize("speakers", [0, 10, -1])
def test_a_wrong_number_of_speakers_is_told(speakers: int, minute: Path, voice_model: VoiceModel) -> None:
    with pytest.raises(InputError, match="must be from 1 to 9"):
        find_turns(minute, inspect(minute), voice_model, speakers=speakers)


def test_a_stream_gives_the_samples_that_the_whole_has(minute: Path) -> None:
    whole = np.concatenate(list(blocks(minute)))
    windows = [Span(0.1, 1.6), Span(0.85, 2.35), Span(10.0, 11.5), Span(10.2, 11.7), Span(40.0, 40.5)]
    for window, samples in _cut(blocks(minute), windows):
        start, end = round(window.start * 16000), round(window.end * 16000)
        assert len(samples) == 24000
        assert np.array_equal(samples[: end - start], whole[start:end])
