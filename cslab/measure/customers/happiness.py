"""How happy each person is, how exactly a survey can tell, and how happy we are with their account."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.study.measures import Question

LEVEL = "satisfaction"
"""The level of a scale that happiness is read from."""


@dataclass(frozen=True, slots=True, eq=False)
class Happiness:
    """How happy each person who answered is.

    Parameters
    ----------
    table : DataFrame
        One row a person: person_id, account_id, happiness (0 to 1), items (how many questions it rests on).
    noise : float
        Standard deviation by which one person's happiness could as well have come out otherwise.
    questions : tuple of str
        Ids of the questions it was read from.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    noise: float
    questions: tuple[str, ...]
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table


def happiness(responses: pd.DataFrame, questions: Iterable[Question]) -> Happiness:
    """Read how happy people are from the answers of one wave.

    Parameters
    ----------
    responses : DataFrame
        person_id, account_id, answered_at and one column a question, as `Survey.responses` has them.
    questions : iterable of Question
        Those of the wave. The items of level ``satisfaction`` are used; where there are none, questions of
        role ``csat``; where there are none either, ``nps``.

    Returns
    -------
    Happiness
        Of a person who answered twice the later answer counts; answers without a person are left out.

    Raises
    ------
    InputError
        If no question of the wave tells of satisfaction.

    Notes
    -----
    Estimand: where a person stands between the lowest and the highest answer, as the mean of the items, each
    brought to 0 to 1 (reversed ones turned round). Noise: with ``s2`` the variance left in the answers after
    taking out persons and items, the mean of k items has ``sqrt(s2 / k)``, the standard error of measurement
    of classical test theory. One item can't show its own noise: then that of rounding to its steps is taken,
    which is the least it can be.

    References
    ----------
    Lord, F. M. & Novick, M. R. (1968). Statistical Theories of Mental Test Scores. Addison-Wesley. Section 3.

    Examples
    --------
    >>> item = Question("satisfied", "How satisfied are you?", "csat", (1, 5))
    >>> answers = pd.DataFrame({"person_id": ["p-1", "p-2"], "account_id": "a-1", "satisfied": [5, 2]})
    >>> happiness(answers, [item]).table["happiness"].tolist()
    [1.0, 0.25]
    """
    used = _used(list(questions), responses)
    known = responses[responses["person_id"].notna()]
    if "answered_at" in known.columns:
        known = known.sort_values("answered_at", kind="stable", na_position="first")
    scaled = pd.DataFrame({one.id: _unit(known[one.id], one) for one in used}, index=known.index)
    known = known[scaled.notna().any(axis=1)].drop_duplicates("person_id", keep="last")
    scaled = scaled.loc[known.index]
    table = pd.DataFrame(
        {
            "person_id": known["person_id"],
            "account_id": known["account_id"],
            "happiness": scaled.mean(axis=1),
            "items": scaled.notna().sum(axis=1),
        }
    ).reset_index(drop=True)
    noise, caveats = _noise(scaled, used)
    nobody = int(responses["person_id"].isna().sum())
    if nobody:
        caveats = (*caveats, f"{nobody} answers name no person and are left out here.")
    return Happiness(table, noise, tuple(one.id for one in used), caveats)


def margin(accounts: pd.DataFrame, column: str | None = None) -> pd.Series:
    """Say how happy we are with each account: what is left of its revenue, or a column of accounts.csv.

    Parameters
    ----------
    accounts : DataFrame
        account_id, and revenue and cost_to_serve, or the column named.
    column : str, optional
        A number a row, on the scale where 1 is best.

    Returns
    -------
    Series
        By account_id: ``(revenue - cost_to_serve) / revenue``; below 0 where serving costs more than it
        brings. Missing where revenue or cost is not known, or nothing is paid.

    Raises
    ------
    InputError
        If a column is not there.

    Examples
    --------
    >>> table = pd.DataFrame({"account_id": ["a-1"], "revenue": [400.0], "cost_to_serve": [100.0]})
    >>> margin(table).tolist()
    [0.75]
    """
    for name in (column,) if column is not None else ("revenue", "cost_to_serve"):
        if name not in accounts.columns:
            raise InputError(
                f"accounts.csv has no column {name}, so nobody can say what an account is worth."
            )
    if column is not None:
        worth = pd.to_numeric(accounts[column], errors="coerce")
    else:
        paid = accounts["revenue"].where(accounts["revenue"] > 0)
        worth = (paid - accounts["cost_to_serve"]) / paid
    return pd.Series(worth.to_numpy(dtype="float64"), index=pd.Index(accounts["account_id"]), name="worth")


def _used(questions: list[Question], responses: pd.DataFrame) -> list[Question]:
    here = [one for one in questions if one.id in responses.columns and one.scale is not None]
    for fits in (
        [one for one in here if one.level == LEVEL],
        [one for one in here if one.role == "csat"],
        [one for one in here if one.role == "nps"],
    ):
        if fits:
            return fits
    raise InputError(
        "No question of this survey tells how happy people are; give some the level 'satisfaction', "
        "or the role 'csat', in study.toml."
    )


def _unit(answers: pd.Series, question: Question) -> pd.Series:
    low, high = question.scale or (0.0, 1.0)
    found = ((pd.to_numeric(answers, errors="coerce") - low) / (high - low)).clip(0, 1)
    return 1 - found if question.reverse else found


def _noise(scaled: pd.DataFrame, used: list[Question]) -> tuple[float, tuple[str, ...]]:
    whole = scaled.dropna()
    people, items = whole.shape
    if items >= 2 and people >= 3:
        values = whole.to_numpy()
        left = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + values.mean()
        return float(np.sqrt((left**2).sum() / ((people - 1) * (items - 1)) / items)), ()
    steps = [1 / (question.scale[1] - question.scale[0]) for question in used if question.scale]
    least = float(np.mean(steps) / np.sqrt(12) / np.sqrt(len(steps)))
    return least, (
        f"Happiness rests on {used[0].id} alone, or on too few people to see its noise; only that of "
        "rounding is counted, so the probabilities are too sure of themselves.",
    )
