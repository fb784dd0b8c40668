"""What a message test finds: of each word of ours who says it, and the words that customers use instead."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from cslab.challenge.messages.subject import Subject
from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate
from cslab.intervals import proportion

if TYPE_CHECKING:
    import altair as alt

FEW: Final = 5
"""With fewer people heard or read than this, no share is shown."""

_NAMED: Final = 4
"""Words of ours that nobody said, by name, in a sentence."""

BY_MANY, BY_FEW, BY_NOBODY = "many", "few", "nobody"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the message as it stands: the text, and who says it.

    Parameters
    ----------
    text : str
        Words, or what stands between them.
    said : str
        ``"many"``, ``"few"`` or ``"nobody"``; empty for what is not looked for.
    people : int
        How many customers say it.
    """

    text: str
    said: str = ""
    people: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class MessageTest:
    """Which of our words customers say themselves, which nobody ever said, and what they say instead.

    Parameters
    ----------
    message : str
        What we say.
    whom : str
        Whose words they are: name of a persona, or empty for all customers.
    note : str
        Who is heard in place of those whom the message is for, where nobody of them was; else empty.
    n, spoke, wrote : int
        People heard or read; of them interviewed, and those who wrote.
    words : DataFrame
        One row a word of ours, then one a pair of words, in the order of the message: word, kind (``"word"``
        or ``"phrase"``), said (``"many"``, ``"few"``, ``"nobody"``), people, n, value, low, high (share of
        the people heard or read, Wilson; missing with fewer than 5), spoke and spoke_of (people who say it
        in an interview, of how many), wrote and wrote_of, forms (as customers say it).
    pieces : tuple of Piece
        The message, cut where its words are.
    instead : DataFrame
        Words that customers use when they speak of it and we do not, the most distinctive first: word,
        people, n (who spoke of it), value, low, high, elsewhere (people who use it of anything else),
        log_odds, z, forms.
    quotes : DataFrame
        Examples, each of another person: word, person_id, person, quote, source, interview_id, start,
        survey, response_id, question.
    subject : Subject
        The codes that the message is about, and whether that is a guess.
    level : float
        Of the intervals.
    caveats : tuple of str
        What to doubt.
    """

    message: str
    whom: str
    note: str
    n: int
    spoke: int
    wrote: int
    words: pd.DataFrame
    pieces: tuple[Piece, ...]
    instead: pd.DataFrame
    quotes: pd.DataFrame
    subject: Subject
    level: float
    caveats: tuple[str, ...]

    @property
    def never(self) -> tuple[str, ...]:
        """Words of ours that none of them ever said."""
        single = self.words[self.words["kind"] == "word"]
        return tuple(single.loc[single["said"] == BY_NOBODY, "word"])

    @property
    def sentence(self) -> str:
        """Say what came out, in a sentence or two."""
        if not self.n:
            return (
                "No customer was heard or read yet, so nothing can be said; transcribe an interview, or add "
                "a survey with an open question."
            )
        single = self.words[self.words["kind"] == "word"]
        used = int((single["people"] > 0).sum())
        whose = f"{people_of(self.n)} of {self.whom}" if self.whom else _counted(self.n)
        heard = f"{whose} {'was' if self.n == 1 else 'were'} heard or read"
        said = f"{used} of our {len(single)} words are words that they use themselves"
        if not self.never:
            return f"{heard}: {said}."
        if len(self.never) > _NAMED + 1:
            some = ", ".join(f"“{word}”" for word in self.never[:_NAMED])
            return f"{heard}: {said}. None of them ever said {some} or {len(self.never) - _NAMED} others."
        return f"{heard}: {said}. None of them ever said {_quoted(self.never)}."

    def estimate(self, word: str) -> Estimate:
        """Give the share of people who say a word, or a pair of words, of the message.

        Raises
        ------
        NotFoundError
            If the message has no such word.
        InputError
            If fewer than 5 people were heard or read.
        """
        here = self.words[self.words["word"].str.casefold() == word.casefold()]
        if here.empty:
            raise NotFoundError.of("word of the message", word, self.words["word"])
        if self.n < FEW:
            raise InputError(f"Only {people_of(self.n)} were heard or read, so no share is shown.")
        return proportion(int(here["people"].iloc[0]), self.n, level=self.level)

    def summary(self) -> pd.DataFrame:
        """Return one row a word, or pair of words, of the message."""
        return self.words

    def chart(self) -> alt.LayerChart:
        """Draw the share of people who say each word of the message."""
        from cslab import charts

        rows = self.words.dropna(subset=["value"]).sort_values("value", ascending=False, kind="stable")
        return charts.intervals(rows, label="word", title="Customers who say it", percent=True)

    def _repr_html_(self) -> str:
        marks = {BY_MANY: ("<b>", "</b>"), BY_FEW: ("", ""), BY_NOBODY: ("<s>", "</s>")}
        parts = []
        for piece in self.pieces:
            begin, end = marks.get(piece.said, ("", ""))
            parts.append(f"{begin}{html.escape(piece.text)}{end}")
        shown = self.instead[["word", "people", "n"]].to_html(index=False, escape=True, border=0)
        told = " ".join(filter(None, [self.note, self.sentence, self.subject.sentence]))
        key = "Bold: said by many customers. Struck through: by none."
        return f"<blockquote>{''.join(parts)}</blockquote><p>{html.escape(told)} {key}</p>{shown}"


def people_of(number: int) -> str:
    """Count people in words.

    Examples
    --------
    >>> people_of(1), people_of(1200)
    ('1 person', '1,200 people')
    """
    return f"{number:,} {'person' if number == 1 else 'people'}"


def _counted(number: int) -> str:
    return f"{number:,} {'customer' if number == 1 else 'customers'}"


def _quoted(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
