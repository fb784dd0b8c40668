"""The one shape of a transcript: words with times and a speaker, and segments that are runs of words."""

from __future__ import annotations

from dataclasses import dataclass, field

from cslab.timecode import Span


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word.

    Parameters
    ----------
    text : str
        The word with its punctuation, no spaces around it.
    start, end : float
        Seconds from the start of the recording.
    speaker : str, optional
        Who said it, when known.
    probability : float, optional
        The engine's own confidence, 0 to 1.
    interpolated : bool
        True when the engine gave no time, and the time was filled in from the neighbours.
    """

    text: str
    start: float
    end: float
    speaker: str | None = None
    probability: float | None = None
    interpolated: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words by one speaker."""

    words: tuple[Word, ...]
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said in one recording.

    Parameters
    ----------
    segments : tuple of Segment
        In order of their start.
    language : str, optional
        Two-letter code.
    duration : float
        Of the recording, in seconds.
    speech : tuple of Span
        Where voice was heard: the quiet between them is where a clip may be cut.
    source : dict
        Engine, model and options that made it.
    """

    segments: tuple[Segment, ...]
    language: str | None = None
    duration: float = 0.0
    speech: tuple[Span, ...] = ()
    source: dict[str, str] = field(default_factory=dict)
