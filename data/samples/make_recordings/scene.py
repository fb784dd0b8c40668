"""Lay the turns of a script out in time, as people talk: pauses, quick answers, one over the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from script import Turn, sentences
from voice import LONGEST, RATE, Kokoro, Spoken

LEAD_IN = 0.9  # seconds of room before the first word
LEAD_OUT = 1.3
REPLY = (0.28, 0.75)  # seconds between two speakers
ASIDE = (0.12, 0.3)  # before a reply of three words or less
BREATH = (0.28, 0.5)  # between two sentences of one speaker
HUSH = 24.0  # dB under the voice; a gap that is not quieter is speech and stays as it is


@dataclass(frozen=True, slots=True)
class Word:
    """One word as spoken, in seconds from the beginning of the recording."""

    text: str
    start: float
    end: float
    speaker: str
    turn: int


@dataclass(frozen=True, slots=True)
class Scene:
    """Each speaker's own clean track at 24 kHz, all of one length, and every word with its time."""

    tracks: dict[str, NDArray[np.float32]]
    words: tuple[Word, ...]

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return len(next(iter(self.tracks.values()))) / RATE


def lay_out(turns: tuple[Turn, ...], cast: dict[str, Any], kokoro: Kokoro, *, seed: int) -> Scene:
    """Speak every turn and place it; the same seed gives the same conversation."""
    placed: list[tuple[str, float, NDArray[np.float32]]] = []
    words: list[Word] = []
    clock = LEAD_IN
    for number, turn in enumerate(turns):
        # each turn draws from its own numbers, so that a changed turn leaves the others as they were
        rng, paces = (np.random.default_rng([seed, number, use]) for use in range(2))
        part = cast[turn.speaker]
        start = clock
        if number:
            wait = ASIDE if len(turn.text.split()) <= 3 else REPLY
            start += -turn.over if turn.over else rng.uniform(*wait)
        for piece in turn.pieces:
            start += piece.pause
            for index, text in enumerate(_goes(piece.text, part["voice"], kokoro.phonemes)):
                if index:
                    start += rng.uniform(*BREATH)
                speed = round(part["pace"] * paces.uniform(0.97, 1.03), 3)
                spoken = _breathe(kokoro.say(text, part["voice"], speed=speed), rng)
                placed.append((turn.speaker, start, _level(spoken, part["level"])))
                words += [
                    Word(word, start + a, start + b, turn.speaker, number) for word, a, b in spoken.words
                ]
                start += spoken.words[-1][2]
        clock = start
    length = int((clock + LEAD_OUT) * RATE)
    tracks = {name: np.zeros(length, np.float32) for name in cast}
    for speaker, start, sound in placed:
        at = round(start * RATE)
        tracks[speaker][at : at + len(sound)] += sound
    rng = np.random.default_rng(seed)
    return Scene({name: _drift(track, rng) for name, track in tracks.items()}, tuple(words))


def _goes(text: str, voice: str, phonemes: Callable[[str, str], int]) -> list[str]:
    """Whole sentences packed into as few goes as the model can speak."""
    goes: list[str] = []
    for sentence in sentences(text):
        longer = f"{goes[-1]} {sentence}" if goes else sentence
        if goes and phonemes(longer, voice) <= LONGEST:
            goes[-1] = longer
        else:
            goes.append(sentence)
    return goes


def _breathe(spoken: Spoken, rng: np.random.Generator) -> Spoken:
    """Lengthen the gaps between sentences to a breath: the model hurries from one to the next."""
    voice = _power(spoken.sound)
    parts: list[NDArray[np.float32]] = []
    words: list[tuple[str, float, float]] = []
    cut, later = 0, 0.0
    for index, (word, start, end) in enumerate(spoken.words):
        words.append((word, start + later, end + later))
        if index + 1 == len(spoken.words) or not word.endswith((".", "?", "!")):
            continue
        missing = rng.uniform(*BREATH) - (spoken.words[index + 1][1] - end)
        middle = _quietest(spoken.sound, int(end * RATE), int(spoken.words[index + 1][1] * RATE))
        if missing <= 0 or voice - _power(spoken.sound[middle - 60 : middle + 60]) < HUSH:
            continue
        silence = np.zeros(int(missing * RATE), np.float32)
        parts += [_faded(spoken.sound[cut:middle]), silence]
        cut, later = middle, later + len(silence) / RATE
    return Spoken(np.concatenate([*parts, _faded(spoken.sound[cut:])]), tuple(words))


def _power(sound: NDArray[np.float32]) -> float:
    return float(10 * np.log10(np.mean(sound**2) + 1e-12))


def _quietest(sound: NDArray[np.float32], start: int, end: int) -> int:
    """The middle of the quietest 5 ms between two samples."""
    middles = range(start, max(end, start + 1), 60)
    return min(middles, key=lambda middle: _power(sound[max(middle - 60, 0) : middle + 60]))


def _faded(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Both ends eased over 4 ms, so that a cut does not click."""
    eased, ramp = sound.copy(), np.linspace(0, 1, 96, dtype=np.float32)
    eased[:96] *= ramp
    eased[-96:] *= ramp[::-1]
    return eased


def _level(spoken: Spoken, level: float) -> NDArray[np.float32]:
    """Bring the sound to a mean level of `level` dBFS while words are said."""
    talk = np.concatenate([spoken.sound[int(a * RATE) : int(b * RATE)] for _, a, b in spoken.words])
    gain = 10 ** (level / 20) / np.sqrt(np.mean(talk**2))
    return np.asarray(spoken.sound * gain, np.float32)


def _drift(track: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Nobody keeps still: the level wanders by about a decibel and a half over some seconds."""
    seconds = np.arange(len(track)) / RATE
    knots = np.arange(0, seconds[-1] + 8, 4.0)
    decibels = np.interp(seconds, knots, rng.normal(0, 0.8, len(knots)).clip(-1.8, 1.8))
    return np.asarray(track * 10 ** (decibels / 20), np.float32)
