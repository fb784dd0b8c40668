"""Words and the runs they make: the parts of a transcript, and how they are put together.

An engine gives loose words, some without a time. `interpolate_untimed` fills in the missing times
and marks them; `build_segments` cuts the words into runs that can be read, coded and played.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cslab.errors import InputError

SECONDS_PER_CHARACTER = 0.065
"""Length of one written character of speech at an ordinary pace; used only where no neighbour has a time."""

_SENTENCE_END = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*$")
_NOT_AN_END = re.compile(r"(?:\w|mr|mrs|ms|dr|prof|st|no|vs|e\.g|i\.e|etc)\.$", re.IGNORECASE)


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
class LooseWord:
    """A word as an engine or a file gives it: one or both of its times may be missing.

    Parameters
    ----------
    text : str
        The word with its punctuation.
    start, end : float, optional
        Seconds from the start of the recording.
    speaker : str, optional
        Who said it, when known.
    probability : float, optional
        The engine's own confidence, 0 to 1.
    """

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words by one speaker.

    Raises
    ------
    InputError
        If there is no word in it.

    Examples
    --------
    >>> segment = Segment((Word("Good", 1.0, 1.3), Word("morning.", 1.3, 1.8)), "Ana")
    >>> segment.text, segment.start, segment.end
    ('Good morning.', 1.0, 1.8)
    """

    words: tuple[Word, ...]
    speaker: str | None = None

    def __post_init__(self) -> None:
        if not self.words:
            raise InputError("A segment needs at least one word.")

    @property
    def start(self) -> float:
        """Seconds at which its first word starts."""
        return min(word.start for word in self.words)

    @property
    def end(self) -> float:
        """Seconds at which its last word ends."""
        return max(word.end for word in self.words)

    @property
    def text(self) -> str:
        """Its words, joined by spaces."""
        return " ".join(word.text for word in self.words)


def interpolate_untimed(
    words: Iterable[LooseWord], *, start: float | None = None, end: float | None = None
) -> tuple[Word, ...]:
    """Give every word a time: missing ones are shared out between the neighbours by number of characters.

    Engines leave numbers and prices without a time; these words are kept, placed, and marked.
    A time that is not finite, or an end before its start, counts as missing.

    Parameters
    ----------
    words : iterable of LooseWord
        In the order they were said; words without any text are left out.
    start, end : float, optional
        Seconds at which the stretch they were said in starts and ends. Without it, words before
        the first time and after the last are placed at an ordinary pace of speech.

    Returns
    -------
    tuple of Word
        ``interpolated`` is True for each word of which one or both times were filled in.

    Examples
    --------
    >>> loose = [LooseWord("costs", 1.0, 1.5), LooseWord("$300"), LooseWord("a", 2.5, 2.6)]
    >>> [(word.text, word.start, word.end, word.interpolated) for word in interpolate_untimed(loose)]
    [('costs', 1.0, 1.5, False), ('$300', 1.5, 2.5, True), ('a', 2.5, 2.6, False)]
    """
    kept = [word for word in words if word.text.strip()]
    times: list[float | None] = [start]
    reach = [0.0]  # characters said up to each of the times
    for word in kept:
        first, last = _finite(word.start), _finite(word.end)
        if first is not None and last is not None and last < first:
            last = None
        times += [first, last]
        reach += [reach[-1], reach[-1] + len(word.text.strip())]
    filled = _fill([*times, end], [*reach, reach[-1]])
    return tuple(
        Word(
            word.text.strip(),
            min(filled[at], filled[at + 1]) if times[at] is None else filled[at],
            max(filled[at], filled[at + 1]) if times[at + 1] is None else filled[at + 1],
            speaker=word.speaker,
            probability=word.probability,
            interpolated=times[at] is None or times[at + 1] is None,
        )
        for at, word in zip(range(1, 2 * len(kept), 2), kept, strict=True)
    )


def _finite(time: float | None) -> float | None:
    return time if time is not None and math.isfinite(time) else None


def _fill(times: Sequence[float | None], reach: Sequence[float]) -> list[float]:
    """Fill the missing times in proportion to `reach` between the known ones around them."""
    known = [at for at, time in enumerate(times) if time is not None]
    filled: list[float] = []
    following = 0
    for at, time in enumerate(times):
        while following < len(known) and known[following] < at:
            following += 1
        before = known[following - 1] if following else None
        after = known[following] if following < len(known) else None
        left = times[before] if before is not None else None
        right = times[after] if after is not None else None
        if time is not None:
            filled.append(time)
        elif before is not None and after is not None and left is not None and right is not None:
            whole = reach[after] - reach[before]
            share = (reach[at] - reach[before]) / whole if whole else 0.0
            filled.append(left + max(0.0, right - left) * share)
        elif after is not None and right is not None:
            filled.append(max(0.0, right - (reach[after] - reach[at]) * SECONDS_PER_CHARACTER))
        else:
            since = reach[before] if before is not None else 0.0
            filled.append((left or 0.0) + (reach[at] - since) * SECONDS_PER_CHARACTER)
    return filled


def build_segments(
    words: Iterable[Word], *, max_gap: float = 1.2, max_seconds: float = 30.0, sentence_seconds: float = 4.0
) -> tuple[Segment, ...]:
    """Cut words into runs that can be read: at a change of speaker, a pause, or the end of a sentence.

    A word thrown in while another person speaks ("mm-hm") becomes a segment of its own
    and does not break the other's run.

    Parameters
    ----------
    words : iterable of Word
        In any order; they are sorted by their start.
    max_gap : float
        Seconds of silence within a run; a longer pause starts a new one.
    max_seconds : float
        Longest run; a longer one is cut at the widest pause in its second half.
    sentence_seconds : float
        Sentences are gathered until the run is this long, so that short answers stay together.

    Returns
    -------
    tuple of Segment
        In order of their start; each word is in exactly one.

    Examples
    --------
    >>> said = [Word("Why?", 0.0, 0.4, "Maya"), Word("Because", 0.6, 1.0, "Ana"), Word("it", 4.0, 4.1, "Ana")]
    >>> [(segment.speaker, segment.text) for segment in build_segments(said)]
    [('Maya', 'Why?'), ('Ana', 'Because'), ('Ana', 'it')]
    """
    done: list[list[Word]] = []
    runs: dict[str | None, list[Word]] = {}  # the open run of each speaker
    for word in sorted(words, key=_order):
        for speaker, run in list(runs.items()):
            ended = run[-1].end
            if word.start - ended > max_gap or (speaker != word.speaker and word.start >= ended):
                done.append(runs.pop(speaker))
        run = runs.setdefault(word.speaker, [])
        run.append(word)
        while len(run) > 1 and word.end - run[0].start > max_seconds:
            cut = _widest_pause(run)
            done.append(run[:cut])
            del run[:cut]
        if word.end - run[0].start >= sentence_seconds and ends_sentence(word.text):
            done.append(runs.pop(word.speaker))
    done += runs.values()
    segments = (Segment(tuple(run), run[0].speaker) for run in done)
    return tuple(sorted(segments, key=lambda segment: (segment.start, segment.end)))


def _order(word: Word) -> tuple[float, float, str]:
    return (word.start, word.end, word.speaker or "")


def _widest_pause(run: Sequence[Word]) -> int:
    """Index of the word before which to cut: after the widest pause in the second half of the run."""
    middle = (run[0].start + run[-1].start) / 2
    places = [at for at in range(1, len(run)) if run[at].start >= middle]
    return max(places, key=lambda at: (run[at].start - run[at - 1].end, at))


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends with this word; initials and titles with a full stop do not end one.

    Examples
    --------
    >>> ends_sentence("lanes?"), ends_sentence("Mr.")
    (True, False)
    """
    return bool(_SENTENCE_END.search(text)) and not _NOT_AN_END.fullmatch(text)
