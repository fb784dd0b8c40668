"""Who said what: one row for each person and code, from highlights that several coders may have made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd


class Said(NamedTuple):
    """Codes of people.

    Parameters
    ----------
    people : tuple of str
        Everyone with a highlight: the person's id, or the interview's where nobody said who speaks.
    codes : tuple of str
        In alphabetical order.
    has : array of bool, shape (people, codes)
        Who said what.
    """

    people: tuple[str, ...]
    codes: tuple[str, ...]
    has: npt.NDArray[np.bool_]


def rows_of(highlights: pd.DataFrame, interviews: pd.DataFrame) -> pd.DataFrame:
    """Return one row a highlight and code: person, interview_id, code, stage (missing where none).

    Parameters
    ----------
    highlights : DataFrame
        interview_id, codes (tuple of str), stage.
    interviews : DataFrame
        interview_id, person_id. A highlight of an interview that is not there is left out.
    """
    spoken = interviews.set_index("interview_id")["person_id"]
    person = spoken.where(spoken.notna(), spoken.index.to_series())
    kept = highlights[highlights["interview_id"].isin(spoken.index)]
    rows = kept[["interview_id", "codes", "stage"]].explode("codes").rename(columns={"codes": "code"})
    rows.insert(0, "person", rows["interview_id"].map(person).astype("str"))
    return rows.reset_index(drop=True)


def said_by(rows: pd.DataFrame, *, unit: str = "person", codes: Sequence[str] | None = None) -> Said:
    """Turn rows of `rows_of` into a table of who said what.

    Parameters
    ----------
    rows : DataFrame
        As from `rows_of`.
    unit : {"person", "interview_id"}
        What a row of the table is.
    codes : sequence of str, optional
        Only these, in this order.

    Examples
    --------
    >>> rows = pd.DataFrame({"person": ["p-1", "p-1", "p-2"], "code": ["trust", "trust", "price"]})
    >>> said_by(rows).has.tolist()
    [[False, True], [True, False]]
    """
    people = tuple(sorted(set(rows[unit])))
    known = tuple(sorted(set(rows["code"].dropna())) if codes is None else codes)
    row, column = ({name: at for at, name in enumerate(names)} for names in (people, known))
    has = np.zeros((len(people), len(known)), dtype=bool)
    for who, code in zip(rows[unit], rows["code"], strict=True):
        if code in column:
            has[row[who], column[code]] = True
    return Said(people, known, has)


def count_people(number: int) -> str:
    """Count people in words.

    Examples
    --------
    >>> count_people(1), count_people(8)
    ('1 person', '8 people')
    """
    return f"{number} {'person' if number == 1 else 'people'}"
