"""The one shape of a transcript: words with times and a speaker, and segments that are runs of words."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cslab.errors import NotFoundError
from cslab.listen.records import RECORD_VERSION, RecordReader, segment_record
from cslab.listen.words import LooseWord, Segment, Word, build_segments, interpolate_untimed
from cslab.timecode import Span, format_time, intersect_spans

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LooseWord", "Segment", "Transcript", "Word", "build_segments", "interpolate_untimed"]

_SHOWN = 60
"""Segments that a notebook shows before it says how many more there are."""


@dataclass(frozen=True, slots=True, repr=False)
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

    Examples
    --------
    >>> said = (Word("Good", 0.0, 0.3, "Ana"), Word("morning.", 0.3, 0.8, "Ana"), Word("Hi!", 2, 2.2, "Maya"))
    >>> transcript = Transcript(build_segments(said), language="en", duration=3.0)
    >>> transcript
    <Transcript: 3 words in 2 segments, 0:03, en, speakers Ana and Maya>
    >>> transcript.text
    'Good morning. Hi!'
    """

    segments: tuple[Segment, ...]
    language: str | None = None
    duration: float = 0.0
    speech: tuple[Span, ...] = ()
    source: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word, segment after segment."""
        return tuple(word for segment in self.segments for word in segment.words)

    @property
    def text(self) -> str:
        """All that was said, the words joined by spaces."""
        return " ".join(segment.text for segment in self.segments)

    @property
    def speakers(self) -> tuple[str, ...]:
        """Names of those who speak, in the order in which they first do."""
        said = (name for segment in self.segments for name in (segment.speaker, *_names(segment)))
        return tuple(dict.fromkeys(name for name in said if name is not None))

    def between(self, start: float, end: float) -> Transcript:
        """Return the part from `start` to `end`, with the words that sound in it, whole.

        Times stay those of the recording, and so does the duration.

        Parameters
        ----------
        start, end : float
            Seconds; a word belongs to the part if any of it lies inside.

        Examples
        --------
        >>> said = (Word("one", 0.0, 0.5), Word("two", 0.5, 1.0), Word("three", 1.0, 1.5))
        >>> Transcript(build_segments(said)).between(0.7, 1.0).text
        'two'
        """
        part = Span(start, end)
        kept = []
        for segment in self.segments:
            words = tuple(word for word in segment.words if _sounds_in(word, part))
            if words:
                kept.append(Segment(words, segment.speaker))
        return replace(self, segments=tuple(kept), speech=intersect_spans(self.speech, [part]))

    def rename_speakers(self, mapping: Mapping[str, str]) -> Transcript:
        """Return the transcript with other names for its speakers; two may become one.

        Raises
        ------
        NotFoundError
            If a name to be replaced does not speak here.

        Examples
        --------
        >>> said = (Word("Hello.", 0.0, 0.5, "left"),)
        >>> Transcript(build_segments(said)).rename_speakers({"left": "Maya"}).speakers
        ('Maya',)
        """
        speakers = self.speakers
        for name in mapping:
            if name not in speakers:
                raise NotFoundError.of("speaker", name, speakers)

        def renamed(name: str | None) -> str | None:
            return mapping.get(name, name) if name is not None else None

        segments = tuple(
            Segment(
                tuple(replace(word, speaker=renamed(word.speaker)) for word in segment.words),
                renamed(segment.speaker),
            )
            for segment in self.segments
        )
        return replace(self, segments=segments)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a word.

        Returns
        -------
        DataFrame
            Columns ``segment`` (int, from 0), ``text`` (str), ``start`` and ``end`` (float, seconds),
            ``speaker`` (str, missing when not known), ``probability`` (float, missing when not given),
            ``interpolated`` (bool). The index counts the words from 0.

        Examples
        --------
        >>> said = (Word("Good", 0.0, 0.3, "Ana"), Word("morning.", 0.3, 0.8, "Ana"))
        >>> Transcript(build_segments(said)).to_frame()[["segment", "text", "start", "speaker"]]
           segment      text  start speaker
        0        0      Good    0.0     Ana
        1        0  morning.    0.3     Ana
        """
        import pandas as pd

        rows = [(at, word) for at, segment in enumerate(self.segments) for word in segment.words]
        return pd.DataFrame(
            {
                "segment": pd.Series([at for at, _ in rows], dtype="int64"),
                "text": pd.Series([word.text for _, word in rows], dtype="str"),
                "start": pd.Series([word.start for _, word in rows], dtype="float64"),
                "end": pd.Series([word.end for _, word in rows], dtype="float64"),
                "speaker": pd.Series([word.speaker for _, word in rows], dtype="str"),
                "probability": pd.Series([word.probability for _, word in rows], dtype="float64"),
                "interpolated": pd.Series([word.interpolated for _, word in rows], dtype="bool"),
            }
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON, which `from_dict` reads back without loss.

        Examples
        --------
        >>> Transcript((Segment((Word("Hi.", 0.0, 0.4),)),), language="en", duration=1.0).to_dict()
        {'version': 1, 'language': 'en', 'duration': 1.0, 'source': {}, 'speech': [],
         'segments': [{'speaker': None, 'words': [{'text': 'Hi.', 'start': 0.0, 'end': 0.4}]}]}
        """
        return {
            "version": RECORD_VERSION,
            "language": self.language,
            "duration": self.duration,
            "source": dict(self.source),
            "speech": [[span.start, span.end] for span in self.speech],
            "segments": [segment_record(segment) for segment in self.segments],
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Transcript:
        """Read what `to_dict` gave.

        Raises
        ------
        InputError
            If the record is damaged, which part of it, or if a newer cslab wrote it.

        Examples
        --------
        >>> transcript = Transcript((Segment((Word("Hi.", 0.0, 0.4),)),))
        >>> Transcript.from_dict(transcript.to_dict()) == transcript
        True
        """
        reader = RecordReader(record)
        return cls(
            segments=reader.segments(),
            language=reader.language(),
            duration=reader.duration(),
            speech=reader.speech(),
            source=reader.source(),
        )

    def __repr__(self) -> str:
        about = [f"{_count(len(self.words), 'word')} in {_count(len(self.segments), 'segment')}"]
        about += [format_time(max(0.0, self.duration))] + ([self.language] if self.language else [])
        if self.speakers:
            about.append(
                f"{'speakers' if len(self.speakers) > 1 else 'speaker'} {' and '.join(self.speakers)}"
            )
        return f"<Transcript: {', '.join(about)}>"

    def _repr_html_(self) -> str:
        rows = "".join(map(_segment_html, self.segments[:_SHOWN]))
        more = len(self.segments) - _SHOWN
        rest = f"<p style='opacity:.6'>… and {_count(more, 'more segment')}</p>" if more > 0 else ""
        return f"<div class='cslab-transcript'>{rows or '<p>Nothing was said.</p>'}{rest}</div>"


def _names(segment: Segment) -> tuple[str | None, ...]:
    return tuple(word.speaker for word in segment.words)


def _sounds_in(word: Word, part: Span) -> bool:
    """Whether any of the word lies in the part; one of no length lies where it starts."""
    return word.start < part.end and (word.end > part.start or word.start >= part.start)


def _segment_html(segment: Segment) -> str:
    time = format_time(max(0.0, segment.start))
    speaker = f"<b>{html.escape(segment.speaker)}</b> " if segment.speaker else ""
    return (
        "<div style='display:flex;gap:1em;margin:.35em 0'>"
        f"<span style='opacity:.6;min-width:4em;text-align:right'>{time}</span>"
        f"<span style='max-width:66ch' dir='auto'>{speaker}{html.escape(segment.text)}</span></div>"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
