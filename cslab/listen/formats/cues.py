"""What the text formats share: cues of plain text into segments, and segments into paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cslab.errors import InputError
from cslab.listen.transcript import LooseWord, Segment, Transcript, interpolate_untimed
from cslab.listen.words import SECONDS_PER_CHARACTER

_SPEAKER = re.compile(r"([^\W\d_][^:\n]{0,59}):\s+(?=\S)")
_FRONT = re.compile(r"([^:\n]{1,60}):\s+(?=\S)")
_PART = re.compile(r"[^\W_][\w'’.&-]*$|[&+]$|\([^()]+\)$")


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of text as a file gives it, before its words have times of their own.

    Parameters
    ----------
    text : str
        What was said.
    start, end : float, optional
        Seconds, where the file says.
    speaker : str, optional
        Who said it, where the file says.
    """

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None


def lines_of(text: str) -> list[str]:
    r"""Split at the line ends of any system, and at nothing else.

    Examples
    --------
    >>> lines_of("a\r\nb\rc\n")
    ['a', 'b', 'c', '']
    """
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def fault(line: int, what: str) -> InputError:
    """Return the error for something unreadable, with the number of its line, counted from 1.

    Examples
    --------
    >>> print(fault(3, "the cue ends before it starts; correct its times."))
    Line 3: the cue ends before it starts; correct its times.
    """
    return InputError(f"Line {line}: {what}")


def split_speaker(text: str) -> tuple[str | None, str]:
    """Take a speaker's name off the front, where there is one: up to four words, each a name or in brackets.

    Examples
    --------
    >>> split_speaker("Ana Duarte: It took nine days.")
    ('Ana Duarte', 'It took nine days.')
    >>> split_speaker("what she said was: nine days")
    (None, 'what she said was: nine days')
    """
    found = _SPEAKER.match(text)
    if not found:
        return None, text
    parts = found[1].split()
    if len(parts) > 4 or not all(_PART.match(part) and _like_a_name(part) for part in parts):
        return None, text
    return found[1].strip(), text[found.end() :]


def split_speakers(texts: Sequence[str]) -> list[tuple[str | None, str]]:
    """Take the speakers' names off the fronts of the cues of one file.

    Beside what `split_speaker` takes for a name, so is whatever stands before a colon again and again, when
    most cues begin with a name: so that any name that people gave comes back.

    Examples
    --------
    >>> split_speakers(["my boss: Nine days.", "Ana: No.", "my boss: And two weeks."])
    [('my boss', 'Nine days.'), ('Ana', 'No.'), ('my boss', 'And two weeks.')]
    >>> split_speakers(["what she said was: nine days"])
    [(None, 'what she said was: nine days')]
    """
    alone = [split_speaker(text) for text in texts]
    fronts = [_FRONT.match(text) for text in texts]
    counts = Counter(found[1] for found in fronts if found)
    named = {name for name, _ in alone if name is not None}
    often = {front for front, count in counts.items() if count > 1 or front in named}
    if 2 * sum(counts[front] for front in often) < len(texts):
        return alone
    return [
        (found[1].strip(), text[found.end() :]) if found and found[1] in often else given
        for text, found, given in zip(texts, fronts, alone, strict=True)
    ]


def _like_a_name(part: str) -> bool:
    return not part[0].islower() or part in {"de", "da", "van", "von", "der", "den", "la", "le", "al", "bin"}


def with_speakers(cues: Sequence[Cue]) -> list[Cue]:
    """Take the speakers' names off the fronts of cues; see `split_speakers`."""
    split = split_speakers([cue.text for cue in cues])
    return [replace(cue, text=text, speaker=name) for cue, (name, text) in zip(cues, split, strict=True)]


def transcript_of(cues: Sequence[Cue], *, language: str | None = None, duration: float = 0.0) -> Transcript:
    """Make a transcript of cues: one segment each, its words timed by their number of characters.

    A cue without a start begins where the one before it ends;
    one without an end lasts as long as its words take at an ordinary pace, but not into the next.

    Examples
    --------
    >>> transcript = transcript_of([Cue("It broke.", 1.0, 2.8, "Ana")])
    >>> [(word.text, word.start, word.end) for word in transcript.words]
    [('It', 1.0, 1.45), ('broke.', 1.45, 2.8)]
    """
    segments: list[Segment] = []
    reached = 0.0
    for at, cue in enumerate(cues):
        start = reached if cue.start is None else cue.start
        loose = [LooseWord(word, speaker=cue.speaker) for word in cue.text.split()]
        letters = sum(len(word.text) for word in loose)
        end = cue.end if cue.end is not None else start + letters * SECONDS_PER_CHARACTER
        following = cues[at + 1].start if at + 1 < len(cues) else None
        if cue.end is None and following is not None and following > start:
            end = min(end, following)
        words = interpolate_untimed(loose, start=start, end=end)
        if words:
            segments.append(Segment(words, cue.speaker))
            reached = segments[-1].end
    return finished(segments, language=language, duration=duration)


def finished(segments: Iterable[Segment], *, language: str | None, duration: float = 0.0) -> Transcript:
    """Return a transcript of segments in order of their start; it lasts at least to the last word."""
    ordered = tuple(sorted(segments, key=lambda segment: segment.start))
    last = max((segment.end for segment in ordered), default=0.0)
    return Transcript(ordered, language=language, duration=max(duration, last))


def flat(text: str) -> str:
    r"""Return the text in one line, its white space single spaces.

    Examples
    --------
    >>> flat("Ana\n Duarte ")
    'Ana Duarte'
    """
    return " ".join(text.split())


def paragraphs(transcript: Transcript, *, seconds: float = 90.0, pause: float = 4.0) -> Iterator[Cue]:
    """Gather the segments of one speaker into paragraphs for reading.

    Parameters
    ----------
    transcript : Transcript
        What was said.
    seconds : float
        After so much a new paragraph begins, at the next segment.
    pause : float
        A longer silence begins a new paragraph.

    Yields
    ------
    Cue
        In order of their start.
    """
    open_cue: Cue | None = None
    for segment in transcript.segments:
        text, speaker = flat(segment.text), flat(segment.speaker or "") or None
        if not text:
            continue
        if (
            open_cue is not None
            and open_cue.start is not None
            and open_cue.end is not None
            and open_cue.speaker == speaker
            and segment.start - open_cue.start < seconds
            and segment.start - open_cue.end <= pause
        ):
            end = max(open_cue.end, segment.end)
            open_cue = Cue(f"{open_cue.text} {text}", open_cue.start, end, speaker)
            continue
        if open_cue is not None:
            yield open_cue
        open_cue = Cue(text, segment.start, segment.end, speaker)
    if open_cue is not None:
        yield open_cue
