"""What to talk about after a reveal: where a team was far off, disagrees, or took itself for customers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

APART: Final = 30.0
"""Points between two guesses of one team that are worth a word."""

ALWAYS: Final = (
    "Whose voice is still with you, and what did they want?",
    "What would you do differently on Monday, for one of them?",
)
COLUMNS: Final = ("item", "wording", "actual", "guess", "own", "off", "apart")


@dataclass(frozen=True, slots=True)
class Talk:
    """What a reveal gives to talk about.

    Parameters
    ----------
    items : DataFrame
        One row an item: item, wording, actual (what customers answer, 0 to 100; missing where unknown), guess
        and own (the team's means), off (guess less actual), apart (points between the lowest and the
        highest guess; missing for fewer than two).
    prompts : tuple of str
        Questions for the room, the ones about these answers first.
    """

    items: pd.DataFrame
    prompts: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Give the items."""
        return self.items.copy()


def talk(answers: pd.DataFrame, actual: pd.DataFrame) -> Talk:
    """Find what to talk about.

    Parameters
    ----------
    answers : DataFrame
        One row an answer: item, own, predicted (0 to 100).
    actual : DataFrame
        One row an item, in order: item, wording, value (0 to 100, missing where too few answered).

    Notes
    -----
    These are plain descriptions of what one team wrote down, to begin a conversation with, and no estimates
    of anything beyond it.

    Examples
    --------
    >>> wrote = pd.DataFrame({"item": ["ease", "ease"], "own": [80.0, 90.0], "predicted": [50.0, 90.0]})
    >>> asked = pd.DataFrame({"item": ["ease"], "wording": ["It is easy."], "value": [55.0]})
    >>> found = talk(wrote, asked)
    >>> found.items.loc[0, ["guess", "off", "apart"]].tolist()
    [70.0, 15.0, 40.0]
    >>> print(found.prompts[0])
    “It is easy.” – we guessed 15 points higher than customers answered. What did we know, or think we knew?
    """
    rows = []
    for one in actual.astype({"value": "float64"}).to_dict("records"):
        here = answers[answers["item"] == one["item"]]
        guesses = here["predicted"].dropna()
        guess, own = float(guesses.mean()), float(here["own"].mean())
        apart = float(guesses.max() - guesses.min()) if len(guesses) > 1 else math.nan
        rows.append((one["item"], one["wording"], one["value"], guess, own, guess - one["value"], apart))
    items = pd.DataFrame(rows, columns=list(COLUMNS))
    items = items.astype(dict.fromkeys(COLUMNS[2:], "float64"))
    told = filter(None, (_farthest(items), _apart(items), _ourselves(items)))
    return Talk(items, (*told, *ALWAYS))


def _farthest(items: pd.DataFrame) -> str:
    known = items[items["off"].abs() >= 1]
    if known.empty:
        return ""
    row = _most(known, known["off"].abs())
    way = "higher" if row["off"] > 0 else "lower"
    return (
        f"“{row['wording']}” – we guessed {_points(abs(row['off']))} {way} than customers answered. What did "
        "we know, or think we knew?"
    )


def _apart(items: pd.DataFrame) -> str:
    wide = items[items["apart"] >= APART]
    if wide.empty:
        return ""
    row = _most(wide, wide["apart"])
    return (
        f"“{row['wording']}” – our guesses lie {_points(row['apart'])} apart. Who of us has met which "
        "customers?"
    )


def _ourselves(items: pd.DataFrame) -> str:
    """An item where the guess is off, and lies at what the team would answer itself."""
    taken = items[(items["guess"] - items["own"]).abs() * 2 + 5 < items["off"].abs()]
    if taken.empty:
        return ""
    row = _most(taken, taken["off"].abs())
    return (
        f"“{row['wording']}” – our guess lies nearer to what we would answer ourselves than to what "
        "customers answered. In what are they like us, and in what not?"
    )


def _most(items: pd.DataFrame, by: pd.Series) -> dict[Any, Any]:
    """The row with the most of something."""
    return items.iloc[int(by.to_numpy().argmax())].to_dict()


def _points(value: float) -> str:
    whole = round(value)
    return f"{whole} point{'' if whole == 1 else 's'}"
