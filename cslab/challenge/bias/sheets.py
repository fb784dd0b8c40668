"""Reading what a team answered and what customers said: bad rows are left out and counted, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from cslab.challenge.bias.twoway import Bools, Floats
from cslab.errors import InputError, NotFoundError

LOW, HIGH = 0.0, 100.0
FEW: Final = 5
"""Answers of fewer customers than this are not shown."""

TEAM_COLUMNS: Final = ("teammate", "item", "own", "predicted")


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """What a team answered, as arrays of shape (teammates, items).

    Parameters
    ----------
    teammates, items : tuple of str
        In the order in which they first appear.
    own, certainty, predicted : array
        0 to 100; NaN where there is none.
    caveats : tuple of str
        What was left out.
    """

    teammates: tuple[str, ...]
    items: tuple[str, ...]
    own: Floats = field(repr=False)
    certainty: Floats = field(repr=False)
    predicted: Floats = field(repr=False)
    caveats: tuple[str, ...] = ()

    @property
    def whole(self) -> Bools:
        """Where there are both an own answer and a prediction."""
        return np.isfinite(self.own) & np.isfinite(self.predicted)


def read_team(team: pd.DataFrame) -> Sheet:
    """Read what teammates answered.

    Parameters
    ----------
    team : DataFrame
        teammate, item, own, predicted, and certainty where it was asked; each 0 to 100.

    Raises
    ------
    InputError
        If it is no table, or its answers are plainly not on a scale from 0 to 100.
    NotFoundError
        If a column is missing.
    """
    table = _columns(team, TEAM_COLUMNS, "the team's answers").copy()
    if "certainty" not in table:
        table["certainty"] = np.nan
    caveats: list[str] = []
    named = _there(table["teammate"]) & _there(table["item"])
    if not named.all():
        caveats.append(f"{_answers(int((~named).sum()))} without a teammate or an item, and left out.")
    table = table[named]
    table = table.assign(**{name: table[name].astype(str).str.strip() for name in ("teammate", "item")})
    for name in ("own", "certainty", "predicted"):
        table[name], wrong = _on_scale(table[name])
        if wrong:
            caveats.append(f"{wrong} of the values of {name} are no number from 0 to 100 and left out.")
    _scale(table)
    table = table.drop_duplicates(["teammate", "item", "own", "certainty", "predicted"])
    twice = table.duplicated(["teammate", "item"], keep=False)
    if twice.any():
        many = len(table[twice].drop_duplicates(["teammate", "item"]))
        caveats.append(f"{_answers(many)} given twice and differently, and left out.")
        table = table[~twice]
    teammates, items = list(dict.fromkeys(table["teammate"])), list(dict.fromkeys(table["item"]))
    at = (
        pd.Index(teammates).get_indexer(pd.Index(table["teammate"])),
        pd.Index(items).get_indexer(pd.Index(table["item"])),
    )

    def placed(name: str) -> Floats:
        cells = np.full((len(teammates), len(items)), np.nan)
        cells[at] = table[name].to_numpy(dtype=float)
        return cells

    sheet = Sheet(tuple(teammates), tuple(items), placed("own"), placed("certainty"), placed("predicted"), ())
    half = int((np.isfinite(sheet.own) ^ np.isfinite(sheet.predicted)).sum())
    if half:
        caveats.append(f"{_answers(half)} an own view without a prediction or the reverse, and left out.")
    return Sheet(sheet.teammates, sheet.items, sheet.own, sheet.certainty, sheet.predicted, tuple(caveats))


def connected(used: Bools) -> Bools:
    """Leave out what tells nothing: items that one teammate answered, teammates with one such item.

    Parameters
    ----------
    used : array of bool, shape (teammates, items)
        Which answers are there.
    """
    kept = used.copy()
    while True:
        lone = kept & ((kept.sum(axis=0) < 2)[None, :] | (kept.sum(axis=1) < 2)[:, None])
        if not lone.any():
            return kept
        kept &= ~lone


def read_actual(actual: pd.DataFrame | None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Read what customers said of each item.

    Parameters
    ----------
    actual : DataFrame, optional
        item, value (mean, 0 to 100), and where known wording, se, sd, n.

    Returns
    -------
    table : DataFrame
        Indexed by item: wording, value, se, sd, n; NaN where unknown.
    caveats : tuple of str
        What was left out.

    Raises
    ------
    InputError
        If it is no table.
    NotFoundError
        If a column is missing.
    """
    empty = pd.DataFrame(columns=["wording", "value", "se", "sd", "n"]).astype({"wording": object})
    if actual is None:
        return empty.rename_axis("item"), ()
    table = _columns(actual, ("item", "value"), "the customers' answers").copy()
    table = table[_there(table["item"])]
    table["item"] = table["item"].astype(str).str.strip()
    caveats: list[str] = []
    for name in ("se", "sd", "n"):
        given = (
            pd.to_numeric(table[name], errors="coerce") if name in table else pd.Series(np.nan, table.index)
        )
        table[name] = given.astype(float).where(given >= 0)
    table["wording"] = table["wording"].fillna("").astype(str) if "wording" in table else ""
    table["value"], wrong = _on_scale(table["value"])
    if wrong:
        caveats.append(f"{wrong} of the customers' means are no number from 0 to 100 and left out.")
    twice = table.duplicated("item", keep=False)
    if twice.any():
        names = ", ".join(dict.fromkeys(table.loc[twice, "item"]))
        caveats.append(f"Customers' answers to {names} are given twice and left out.")
        table = table[~twice]
    few = table["n"] < FEW
    if few.any():
        caveats.append(f"{int(few.sum())} items were answered by fewer than {FEW} customers and left out.")
        table.loc[few, ["value", "se", "sd", "n"]] = np.nan
    table["se"] = table["se"].fillna(table["sd"] / np.sqrt(table["n"].where(table["n"] > 0)))
    return table.set_index("item")[["wording", "value", "se", "sd", "n"]], tuple(caveats)


def with_ends(table: pd.DataFrame, level: float) -> pd.DataFrame:
    """Add the ends of the interval of each customers' mean, within 0 to 100.

    Parameters
    ----------
    table : DataFrame
        As `read_actual` gives it.
    level : float
        Of the intervals.
    """
    from scipy import stats

    freedom = (table["n"].astype(float) - 1).where(table["n"] > 1, np.inf)
    far = stats.t.ppf((1 + level) / 2, freedom) * table["se"].astype(float)
    value = table["value"].astype(float)
    return table.assign(low=(value - far).clip(LOW, HIGH), high=(value + far).clip(LOW, HIGH))


def _columns(table: pd.DataFrame, needed: Iterable[str], what: str) -> pd.DataFrame:
    if not isinstance(table, pd.DataFrame):
        raise InputError(f"{what[:1].upper()}{what[1:]} must be a table with one row an answer.")
    for name in needed:
        if name not in table:
            raise NotFoundError.of(f"column of {what}", name, map(str, table.columns))
    return table


def _named(value: Any) -> bool:
    """Whether anything stands there."""
    return bool(value.strip()) if isinstance(value, str) else not bool(np.all(pd.isna(value)))


def _there(values: pd.Series) -> Bools:
    return np.array([_named(value) for value in values], dtype=bool)


def _on_scale(values: pd.Series) -> tuple[pd.Series, int]:
    """Return the values from 0 to 100, the others missing, and how many were something else."""
    numbers = pd.to_numeric(values, errors="coerce").astype(float)
    fine = numbers.between(LOW, HIGH)
    return numbers.where(fine), int((_there(values) & ~fine.to_numpy()).sum())


def _scale(table: pd.DataFrame) -> None:
    values = table[["own", "predicted"]].to_numpy(dtype=float)
    given = values[np.isfinite(values)]
    highest = float(given.max(initial=0.0))
    if len(given) >= 16 and highest <= 10:
        raise InputError(
            f"No answer of the team is above {highest:g}, so they do not look like answers from 0 to 100; "
            "bring them to that scale first, because customers' means are on it."
        )


def _answers(many: int) -> str:
    return "1 answer is" if many == 1 else f"{many} answers are"
