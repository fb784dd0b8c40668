"""What turns sound into words: one small interface, and the engine that comes with the extra ``fast``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

from cslab.errors import MissingDependencyError
from cslab.listen.decode import Samples
from cslab.listen.weights import FASTER_WHISPER, Weights

TEMPERATURES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Tried in turn until the text is neither repetitive nor improbable, as the `whisper` command does."""

MOST_REPETITIVE = 2.4
LEAST_PROBABLE = -1.0
NO_SPEECH = 0.6
"""Thresholds of the `whisper` command: compression ratio, mean log probability, probability of no speech."""


UNSPACED = {"zh", "ja", "th", "lo", "my", "yue"}
"""Languages that are written without spaces between words."""


@dataclass(frozen=True, slots=True)
class EngineWord:
    """A word as the engine gives it, in seconds of what the engine was given; a time may be missing."""

    text: str
    start: float | None
    end: float | None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class EngineOutput:
    """What an engine made of one chunk.

    Parameters
    ----------
    language : str
        Two-letter code: given, or detected.
    words : tuple of EngineWord
        In order.
    raw : dict
        Everything else that the engine said of it, as plain values.
    """

    language: str
    words: tuple[EngineWord, ...]
    raw: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As plain values that JSON can hold."""
        return {"language": self.language, "words": [asdict(w) for w in self.words], "raw": self.raw}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> EngineOutput:
        """Undo :meth:`to_dict`."""
        return cls(data["language"], tuple(EngineWord(**word) for word in data["words"]), data.get("raw", {}))


class Engine(Protocol):
    """Turns sound into words; loaded once for any number of recordings.

    Attributes
    ----------
    name : str
        Of the engine.
    model : str
        Name of its weights.
    weights : str
        SHA-256 of them.
    multilingual : bool
        Whether it writes more than English.
    """

    name: str
    model: str
    weights: str
    multilingual: bool

    def transcribe(
        self, samples: Samples, *, language: str | None = None, prompt: str | None = None
    ) -> EngineOutput:
        """Write down up to 30 s of sound.

        Parameters
        ----------
        samples : ndarray of float32, shape (n,)
            At 16 kHz.
        language : str, optional
            Two-letter code; detected when left out.
        prompt : str, optional
            Text that makes the words in it likelier.
        """
        ...


class FasterWhisperEngine:
    """The package faster-whisper: Whisper by CTranslate2, in whole numbers on a processor.

    Parameters
    ----------
    weights : Weights
        For this engine.
    device : str
        ``"cpu"`` or ``"cuda"``.
    threads : int
        Of the processor; 0 leaves it to the package.

    Raises
    ------
    MissingDependencyError
        If the extra ``fast`` is not installed.
    """

    name = FASTER_WHISPER

    def __init__(self, weights: Weights, *, device: str = "cpu", threads: int = 0) -> None:
        try:
            import ctranslate2
            from faster_whisper import WhisperModel
        except ImportError as error:
            raise MissingDependencyError.of("faster-whisper", "the fast engine", "fast") from error
        self.model = weights.name
        self.weights = weights.sha256
        self._seed = ctranslate2.set_random_seed
        self._model = WhisperModel(
            str(weights.path),
            device=device,
            compute_type="float16" if device == "cuda" else "int8",
            cpu_threads=threads,
            local_files_only=True,
        )
        self.multilingual = bool(self._model.model.is_multilingual)

    def transcribe(
        self, samples: Samples, *, language: str | None = None, prompt: str | None = None
    ) -> EngineOutput:
        """See :class:`Engine`."""
        self._seed(0)
        segments, info = self._model.transcribe(
            samples,
            language=language if self.multilingual else "en",
            initial_prompt=prompt,
            temperature=list(TEMPERATURES),
            compression_ratio_threshold=MOST_REPETITIVE,
            log_prob_threshold=LEAST_PROBABLE,
            no_speech_threshold=NO_SPEECH,
            beam_size=5,
            word_timestamps=True,
            vad_filter=False,
            condition_on_previous_text=False,
        )
        said = list(segments)
        words = [
            EngineWord(word.word, float(word.start), float(word.end), float(word.probability))
            for segment in said
            for word in segment.words or ()
        ]
        return EngineOutput(
            info.language, join_parts(words, info.language), {"segments": [_segment(s) for s in said]}
        )


def join_parts(parts: Iterable[EngineWord], language: str) -> tuple[EngineWord, ...]:
    """Put the parts that an engine splits off ("three", "-way", "99", "%") back onto their words.

    Parameters
    ----------
    parts : iterable of EngineWord
        As the engine wrote them: one that begins a word begins with a space.
    language : str
        Two-letter code. In languages that are written without spaces every part is a word.

    Examples
    --------
    >>> parts = [EngineWord(" two", 0.0, 0.3), EngineWord("-way", 0.3, 0.5), EngineWord(" match.", 0.5, 0.9)]
    >>> [(word.text, word.start, word.end) for word in join_parts(parts, "en")]
    [('two-way', 0.0, 0.5), ('match.', 0.5, 0.9)]
    """
    groups: list[EngineWord] = []
    for part in parts:
        if groups and language not in UNSPACED and not part.text[:1].isspace():
            groups[-1] = _joined(groups[-1], part)
        elif part.text.strip():
            groups.append(replace(part, text=part.text.strip()))
    words: list[EngineWord] = []
    for group in groups:
        if words and not any(c.isalnum() for c in group.text):
            words[-1] = _joined(words[-1], replace(group, text=" " + group.text))
        else:
            words.append(group)
    return tuple(words)


def _joined(word: EngineWord, part: EngineWord) -> EngineWord:
    """A word and what belongs to it; punctuation after it takes no time and says nothing about certainty."""
    text = (word.text + part.text).strip()
    if not any(c.isalnum() for c in part.text):
        return replace(word, text=text)
    known = [p for p in (word.probability, part.probability) if p is not None]
    return EngineWord(text, word.start, part.end, min(known, default=None))


def prompt_of(vocabulary: Sequence[str]) -> str | None:
    """Names and terms as text that an engine can take as what was said before; None when there are none.

    Examples
    --------
    >>> prompt_of(["Ledgerline", "three-way match"])
    'Ledgerline, three-way match.'
    """
    return ", ".join(vocabulary) + "." if vocabulary else None


def _segment(segment: Any) -> dict[str, Any]:
    return {
        "text": segment.text,
        "tokens": [int(token) for token in segment.tokens],
        "temperature": float(segment.temperature or 0.0),
        "avg_logprob": float(segment.avg_logprob),
        "no_speech_prob": float(segment.no_speech_prob),
        "compression_ratio": float(segment.compression_ratio),
    }
