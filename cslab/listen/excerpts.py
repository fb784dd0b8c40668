"""Words of many spans of one transcript, found without looking at every word for each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import accumulate

from cslab.listen.transcript import Transcript
from cslab.listen.words import Word


@dataclass(frozen=True, slots=True)
class Quote:
    """What was said in a span.

    Parameters
    ----------
    text : str
        The words.
    speaker : str or None
        Who said most of them, where it is known.
    """

    text: str
    speaker: str | None


class Excerpts:
    """The words of one transcript, ready to be asked for by time.

    Parameters
    ----------
    transcript : Transcript
        Where to look.
    interviewers : collection of str
        Names of those who ask.

    Examples
    --------
    >>> from cslab.listen.transcript import build_segments
    >>> said = (Word("Why?", 0, 1, "Maya"), Word("We", 1, 2, "Ana"), Word("waited.", 2, 3, "Ana"))
    >>> excerpts = Excerpts(Transcript(build_segments(said)), {"Maya"})
    >>> excerpts.quote(0, 3), excerpts.quote(0, 1)
    (Quote(text='We waited.', speaker='Ana'), Quote(text='Why?', speaker='Maya'))
    """

    def __init__(self, transcript: Transcript, interviewers: Collection[str] = ()) -> None:
        self._interviewers = frozenset(interviewers)
        words = list(enumerate(transcript.words))
        words.sort(key=lambda pair: pair[1].start)
        self._words = words
        self._starts = [word.start for _, word in words]
        self._ends = list(accumulate((word.end for _, word in words), max))

    def words(self, start: float, end: float) -> list[Word]:
        """Words of which any part lies between two seconds, in the order of the transcript."""
        first = bisect_left(self._ends, start)
        last = bisect_right(self._starts, end)
        found = [
            pair
            for pair in self._words[first:last]
            if pair[1].start < end and (pair[1].end > start or pair[1].start >= start)
        ]
        return [word for _, word in sorted(found, key=lambda pair: pair[0])]

    def quote(self, start: float, end: float, *, interviewer: bool = False) -> Quote:
        """Give what was said between two seconds.

        Parameters
        ----------
        interviewer : bool
            Keep the words of those who ask. They stay in any case where nobody else speaks.
        """
        words = self.words(start, end)
        if not interviewer:
            words = [word for word in words if word.speaker not in self._interviewers] or words
        said = Counter(word.speaker for word in words if word.speaker is not None)
        speaker = said.most_common(1)[0][0] if said else None
        return Quote(" ".join(word.text for word in words), speaker)
