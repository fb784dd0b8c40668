"""Where evidence was looked for: the interviews that were really searched, and those that could not be."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Searched:
    """Interviews in which voices for and against a claim were looked for.

    Parameters
    ----------
    claimed : int
        With people of the claim's segment: transcribed, coded, and agreed to be heard by this audience.
    others : int
        Likewise, with anybody else.
    wordless : int
        Not transcribed, so nobody looked.
    uncoded : int
        Transcribed, but nothing in them is marked yet, so nobody looked.
    withheld : int
        Their people did not agree to be heard by this audience, or no longer do.
    ways : tuple of str
        How it was looked, each fit for "by ...".
    """

    claimed: int
    others: int
    wordless: int = 0
    uncoded: int = 0
    withheld: int = 0
    ways: tuple[str, ...] = ()

    @property
    def interviews(self) -> int:
        """How many were searched."""
        return self.claimed + self.others

    @property
    def extent(self) -> str:
        """How many were searched, and with whom, as part of a sentence.

        Examples
        --------
        >>> Searched(3, 2).extent, Searched(0, 1).extent, Searched(4, 0).extent
        ('5 interviews, 3 of them with people it claims', '1 interview, none of them with people it claims',
         '4 interviews, all of them with people it claims')
        """
        many = "1 interview" if self.interviews == 1 else f"{self.interviews:,} interviews"
        if not self.others:
            return f"{many}, all of them with people it claims" if self.claimed else many
        return f"{many}, {self.claimed or 'none'} of them with people it claims"

    @property
    def none_found(self) -> str:
        """What to say of a side on which there is no clip.

        Examples
        --------
        >>> Searched(3, 2).none_found
        'None found after searching 5 interviews, 3 of them with people it claims.'
        """
        return f"None found after searching {self.extent}."

    @property
    def sentence(self) -> str:
        """What was searched and how, and what could not be."""
        how = f": by {', by '.join(self.ways)}" if self.ways else ""
        left = [
            _of(self.wordless, "has no words yet", "have no words yet"),
            _of(self.uncoded, "is not coded yet", "are not coded yet"),
            _of(self.withheld, "may not be heard by this audience", "may not be heard by this audience"),
        ]
        not_searched = ", ".join(filter(None, left))
        rest = f" Not searched: {not_searched}." if not_searched else ""
        return f"Searched {self.extent}{how}.{rest}"


def searched(
    interviews: pd.DataFrame, coded: set[str], allowed: set[str], inside: set[str], ways: tuple[str, ...] = ()
) -> Searched:
    """Count what was really searched.

    Parameters
    ----------
    interviews : DataFrame
        interview_id, person_id, and state, which is ``"transcribed"`` where there are words.
    coded, allowed : set of str
        interview_id of those in which something is marked, and of those that this audience may hear.
    inside : set of str
        person_id of those whom the claim is about.
    ways : tuple of str
        How it was looked.

    Examples
    --------
    >>> rows = [("int-01", "p-01", "transcribed"), ("int-02", "p-02", "transcribed"), ("int-03", "p-03", "")]
    >>> table = pd.DataFrame(rows, columns=["interview_id", "person_id", "state"])
    >>> print(searched(table, {"int-01", "int-02"}, {"int-01", "int-03"}, {"p-01"}).sentence)
    Searched 1 interview, all of them with people it claims. Not searched: 1 has no words yet, 1 may not be
    heard by this audience.
    """
    counts = {"claimed": 0, "others": 0, "wordless": 0, "uncoded": 0, "withheld": 0}
    for row in interviews.to_dict("records"):
        name = str(row["interview_id"])
        if row["state"] != "transcribed":
            counts["wordless"] += 1
        elif name not in allowed:
            counts["withheld"] += 1
        elif name not in coded:
            counts["uncoded"] += 1
        else:
            counts["claimed" if row["person_id"] in inside else "others"] += 1
    return Searched(**counts, ways=ways)


def _of(count: int, one: str, more: str) -> str:
    return f"{count:,} {one if count == 1 else more}" if count else ""
