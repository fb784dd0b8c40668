"""From a table of responses to the answers that count: one a person, on the scale, with what they weigh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.measure.surveys.samples import Kind, Sample, counted
from cslab.measure.surveys.scores import easy_from, satisfied_from
from cslab.measure.surveys.weighting import Weights, as_categories
from cslab.study.measures import Question

FEW = 5
"""A group of fewer people than this is not shown: its figure would be one person's."""

SCORED = ("nps", "csat", "ces", "scale")
"""Roles of questions whose answers are numbers."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure that a question comes to.

    Parameters
    ----------
    name : str
        As it is called before people.
    kind : {"nps", "share", "mean"}
        How it is made of the answers.
    least : float
        For a share: the lowest answer that counts.
    choice : str
        For a share of a choice: the answer that counts.
    """

    name: str
    kind: Kind
    least: float = np.nan
    choice: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The answers to one question, one a person.

    Parameters
    ----------
    question : Question
        What was asked.
    rows : DataFrame
        The responses that count; their index is the responses' own.
    values : Series
        The answers: float64, turned where a high answer means little; str for choices.
    weights : Series of float or None
        How much each counts.
    clusters : Series of str or None
        The account of each, where several people answer for one; None where nobody does.
    people, accounts : Series of str
        Who gave each answer, and for which account; missing where nobody knows.
    calibration : Weights or None
        What the weights were calibrated to.
    caveats : tuple of str
        What was left out, in words.
    """

    question: Question
    rows: pd.DataFrame
    values: pd.Series
    weights: pd.Series | None
    clusters: pd.Series | None
    people: pd.Series
    accounts: pd.Series
    calibration: Weights | None
    caveats: tuple[str, ...]

    @property
    def n(self) -> int:
        """How many people answered."""
        return len(self.values)

    def only(self, chosen: pd.Series) -> Answers:
        """Give the answers of some people; their weights are no longer seen as calibrated."""
        return Answers(
            self.question,
            self.rows[chosen],
            self.values[chosen],
            None if self.weights is None else self.weights[chosen],
            None if self.clusters is None else self.clusters[chosen],
            self.people[chosen],
            self.accounts[chosen],
            None,
            (),
        )

    def sample(self, figure: Figure, *, raw: bool = False) -> Sample:
        """Give the sample that a figure is estimated from; `raw` leaves the weights out."""
        if figure.choice:
            values = np.asarray(self.values == figure.choice, dtype=np.float64)
        else:
            values = counted(figure.kind, np.asarray(self.values, dtype=np.float64), figure.least)
        clusters = None if self.clusters is None else self.clusters.to_numpy(dtype=object)
        if raw or self.weights is None:
            return Sample(figure.kind, values, None, clusters)
        weights = self.weights.to_numpy(dtype=np.float64)
        if self.calibration is None:
            return Sample(figure.kind, values, weights, clusters)
        margins = self.calibration.dummies().loc[self.rows.index].to_numpy(dtype=np.float64)
        base = self.calibration.base.loc[self.rows.index].to_numpy(dtype=np.float64)
        return Sample(figure.kind, values, weights, clusters, margins, base)


def take_answers(
    responses: pd.DataFrame, question: Question, *, weights: Weights | pd.Series | None = None
) -> Answers:
    """Take the answers to a question out of a table of responses.

    Parameters
    ----------
    responses : DataFrame
        A column under the question's id; ``person_id``, ``account_id`` and ``answered_at`` where known.
    question : Question
        What was asked.
    weights : Weights or Series, optional
        Indexed as the responses.

    Returns
    -------
    Answers
        Of a person who answered several times, the last answer. People of whom the account is not known
        answer for themselves.

    Raises
    ------
    NotFoundError
        If the question is no column of the responses.
    InputError
        If it asks for a reason, or the weights are not those of the responses.
    """
    if question.id not in responses:
        raise NotFoundError.of("question", question.id, map(str, responses.columns))
    if question.role == "why":
        raise InputError(
            f"{question.id!r} asks for reasons in words, which have no score; count what people wrote."
        )
    given = responses[responses[question.id].notna()]
    doubts: list[str] = []
    if question.role in SCORED:
        given = _on_scale(given, question, doubts)
    given = one_a_person(given, doubts)
    values = given[question.id].astype(float if question.role in SCORED else str)
    if question.reverse and question.scale is not None:
        values = question.scale[0] + question.scale[1] - given[question.id].astype(float)
        doubts.append("A high answer means little of it, so answers are turned around.")
    heavy, calibration = _weights(weights, given.index)
    people, accounts = _ids(given, "person_id"), _ids(given, "account_id")
    own = pd.Series([f"nobody's {at}" for at in range(len(given))], index=given.index, dtype=object)
    clusters = accounts.where(accounts.notna(), own)
    shared = bool(clusters.duplicated().any())
    if shared:
        doubts.append(
            f"{_count(len(given), 'person', 'people')} answer for {_count(clusters.nunique(), 'account')}; "
            "colleagues answer alike, and the intervals take that in."
        )
    return Answers(
        question,
        given,
        values,
        heavy,
        clusters if shared else None,
        people,
        accounts,
        calibration,
        tuple(doubts),
    )


def figures_of(question: Question, values: pd.Series) -> tuple[Figure, ...]:
    """Name the figures of a question: first the one that stands for it.

    Parameters
    ----------
    question : Question
        What was asked.
    values : Series
        Its answers; for a choice, the most frequent one stands for it.
    """
    low, high = question.scale or (0.0, 1.0)
    if question.role == "nps":
        return (Figure("Net Promoter Score", "nps"),)
    if question.role == "csat":
        least = satisfied_from((low, high))
        return Figure(f"Satisfied ({_range(least, high)})", "share", least), Figure("Mean answer", "mean")
    if question.role == "ces":
        least = easy_from((low, high))
        easy = Figure(f"Found it easy ({_range(least, high)})", "share", least)
        return Figure(f"Mean ease, from {low:g} to {high:g}", "mean"), easy
    if question.role == "scale":
        return (Figure(f"Mean, from {low:g} to {high:g}", "mean"),)
    named = [*question.answers, *sorted(set(values) - set(question.answers))]
    counts = values.value_counts()
    ordered = sorted(named, key=lambda answer: (-int(counts.get(answer, 0)), named.index(answer)))
    return tuple(Figure(f"Chose {answer}", "share", choice=answer) for answer in ordered)


def main_figure(question: Question) -> Figure:
    """Name the figure that stands for a question that is scored.

    Raises
    ------
    InputError
        If its answers are no numbers.
    """
    if question.role not in SCORED:
        raise InputError(
            f"{question.id!r} is a question of role {question.role}, which has no one score to compare; "
            f"take one of role {', '.join(SCORED)}."
        )
    return figures_of(question, pd.Series(dtype=float))[0]


def groups_of(answers: Answers, by: str) -> Mapping[str, Answers]:
    """Give the answers of each group, in order.

    Raises
    ------
    NotFoundError
        If the responses have no such column.
    InputError
        If there are too many different values.
    """
    if by not in answers.rows:
        raise NotFoundError.of("attribute", by, map(str, answers.rows.columns))
    column = as_categories(answers.rows[by])
    names = sorted(column.unique(), key=_order)
    if len(names) > 40:
        raise InputError(f"There are {len(names)} different values of {by}; compare by one with at most 40.")
    return {name: answers.only(column == name) for name in names}


def enough(answers: Answers, what: str = "") -> None:
    """Refuse to give a figure of very few people.

    Raises
    ------
    InputError
        If fewer than `FEW` answered.
    """
    if answers.n < FEW:
        whose = f" in {what}" if what else ""
        raise InputError(
            f"Only {_count(answers.n, 'person', 'people')} answered {answers.question.id!r}{whose}; "
            f"figures of fewer than {FEW} are not shown, because they would be those of single people."
        )


def hidden(answers: Answers, figure: Figure) -> str:
    """Say why the figure of a group is not shown; nothing where it is."""
    if answers.n < FEW:
        return f"fewer than {FEW} people"
    one = answers.clusters is not None and answers.clusters.nunique() < 2
    return "all of one account, which says nothing about spread" if one and figure.kind == "mean" else ""


def not_shown(grouped: Mapping[str, Answers], figure: Figure) -> tuple[str, ...]:
    """Say which groups are not shown, and why."""
    whys: dict[str, list[str]] = {}
    for name, group in grouped.items():
        if why := hidden(group, figure):
            whys.setdefault(why, []).append(name)
    small, alone = (
        whys.pop(f"fewer than {FEW} people", []),
        [name for names in whys.values() for name in names],
    )
    said = [f"Not shown, because fewer than {FEW} people answered: {', '.join(small)}."] if small else []
    if alone:
        said.append(
            "Not shown, because all who answered are of one account, which says nothing about spread: "
            f"{', '.join(alone)}."
        )
    return tuple(said)


def _on_scale(given: pd.DataFrame, question: Question, doubts: list[str]) -> pd.DataFrame:
    numbers = pd.to_numeric(given[question.id], errors="coerce")
    low, high = question.scale or (-np.inf, np.inf)
    fine = numbers.between(low, high)
    if question.role == "nps":
        fine &= numbers % 1 == 0
    if not fine.all():
        doubts.append(
            f"{_count(int((~fine).sum()), 'answer')} not on the scale from {low:g} to {high:g} left out."
        )
    return given[fine].assign(**{question.id: numbers[fine]})


def one_a_person(given: pd.DataFrame, doubts: list[str] | None = None) -> pd.DataFrame:
    """Keep the last response of each person, and say in `doubts` of how many that was not the only one."""
    if "person_id" not in given:
        return given
    ordered = given.sort_values("answered_at", kind="stable") if "answered_at" in given else given
    again = ordered["person_id"].notna() & ordered["person_id"].duplicated(keep="last")
    if not again.any():
        return given
    people = int(ordered.loc[again, "person_id"].nunique())
    if doubts is not None:
        doubts.append(
            f"{_count(people, 'person', 'people')} answered more than once: the last answer counts."
        )
    return given.loc[~again.reindex(given.index)]


def _weights(
    weights: Weights | pd.Series | None, index: pd.Index[Any]
) -> tuple[pd.Series | None, Weights | None]:
    if weights is None:
        return None, None
    series = weights.weights if isinstance(weights, Weights) else weights
    if not index.isin(series.index).all():
        raise InputError(
            "There is not a weight for each response; weight the same responses that are scored."
        )
    heavy = series.loc[index].astype(float)
    if heavy.isna().any() or (heavy < 0).any() or not heavy.sum() > 0:
        raise InputError("Weights must be numbers of at least 0, and not all of them 0.")
    return heavy, weights if isinstance(weights, Weights) else None


def _ids(given: pd.DataFrame, column: str) -> pd.Series:
    if column not in given:
        return pd.Series(None, index=given.index, dtype=object)
    return given[column].astype(object).where(given[column].notna(), None)


def _range(low: float, high: float) -> str:
    return (
        f"{low:g} or {high:g}" if high - low == 1 else f"{high:g}" if low == high else f"{low:g} to {high:g}"
    )


def _order(name: str) -> tuple[bool, float, str]:
    """Numbers by size, words by the alphabet, the unknown last."""
    try:
        return name == "unknown", float(name), ""
    except ValueError:
        return name == "unknown", float("inf"), name


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
