"""Groups of people beside each other: which of them differ, and how sure that is."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate
from cslab.measure.surveys.answers import (
    FEW,
    Answers,
    Figure,
    groups_of,
    hidden,
    main_figure,
    not_shown,
    take_answers,
)
from cslab.measure.surveys.differences import correlation, gap_of, holm_levels, level_of
from cslab.measure.surveys.samples import estimate
from cslab.measure.surveys.weighting import UNKNOWN
from cslab.study.measures import Question

if TYPE_CHECKING:
    import altair as alt

    from cslab.measure.surveys.weighting import Weights

REST = "all others"
AGAINST = ("rest", "pairs")


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Groups of people, and the differences between them.

    Parameters
    ----------
    question : Question
        What was asked.
    name : str
        What the figure is called.
    by : str
        What people were grouped by.
    groups : DataFrame
        One row a group: group, value, low, high, n, method. Those of fewer than 5 people are not there.
    differences : DataFrame
        One row a comparison: group, other, value (the first less the other), low, high, n, word (differs,
        can't be told apart), level (of the interval), method.
    unit : str
        Of the figure.
    caveats : tuple of str
        What to doubt, and which groups are not shown.
    """

    question: Question
    name: str
    by: str
    groups: pd.DataFrame
    differences: pd.DataFrame
    unit: str
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the differences."""
        return self.differences.copy()

    def difference(self, group: str, other: str = REST) -> Estimate:
        """Return one difference with its interval.

        Raises
        ------
        NotFoundError
            If these two were not compared.
        """
        rows = self.differences
        here = rows[(rows["group"] == group) & (rows["other"] == other)]
        if here.empty:
            known = [f"{row.group} and {row.other}" for row in rows.itertuples()]
            raise NotFoundError.of("comparison", f"{group} and {other}", known)
        row = here.iloc[0]
        unit = "points" if self.unit in ("%", "points") else self.unit
        return Estimate(
            row["value"], row["low"], row["high"], int(row["n"]), row["method"], row["level"], unit
        )

    def chart(self) -> alt.LayerChart:
        """Draw the differences with their intervals, and a line where there is none."""
        from cslab import charts

        rows = self.differences.assign(
            label=[f"{row.group} less {row.other}" for row in self.differences.itertuples()]
        )
        points = self.unit in ("%", "points")
        return charts.intervals(
            rows, label="label", title=f"Difference of {self.name}", points=points, lines=(0.0,)
        )

    def _repr_html_(self) -> str:
        tables = "".join(
            frame.round(3).to_html(index=False, escape=True, border=0)
            for frame in (self.groups, self.differences)
        )
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"<h4>{html.escape(self.question.wording)}</h4>{tables}<ul>{doubts}</ul>"


def compare(
    responses: pd.DataFrame,
    question: Question,
    by: str,
    *,
    against: str = "rest",
    weights: Weights | pd.Series | None = None,
    level: float = 0.95,
) -> Comparison:
    """Compare the figure of a question between groups of people.

    Parameters
    ----------
    responses, question, weights
        As for `cslab.measure.surveys.score`; the question of role nps, csat, ces or scale.
    by : str
        A column of the responses: who belongs to which group.
    against : {"rest", "pairs"}
        Each group with all the others, or each with each.
    level : float
        Of all differences together.

    Returns
    -------
    Comparison

    Raises
    ------
    InputError
        If there are no two groups of at least 5 people, or the question has no one score.
    NotFoundError
        If the question or `by` is no column of the responses.

    Notes
    -----
    Estimand: the figure of a group less that of another, among the people they stand for. Holm's procedure
    holds the chance that any two are called different although they are not to ``1 - level``; each interval
    is shown at the level that belongs to it, so that it leaves 0 out exactly where two are said to differ.
    Colleagues in both groups are taken in. People whose group is not known are compared with nobody. That two
    can't be told apart does not make them the same: look at the interval.

    Examples
    --------
    >>> ask = Question("ease", "How easy was it?", "scale", (1, 7))
    >>> plans, ease = ["free"] * 6 + ["pro"] * 6, [2, 3, 3, 2, 4, 3, 6, 5, 6, 7, 5, 6]
    >>> given = pd.DataFrame({"plan": plans, "ease": ease})
    >>> found = compare(given, ask, "plan")
    >>> found.differences[["group", "other", "word"]]
      group other     word
    0  free   pro  differs
    >>> print(found.difference("free", "pro"))
    -3.0 (-4.1 to -1.9, n = 12)
    """
    if against not in AGAINST:
        raise InputError(f"{against!r} is nothing to compare with; use {' or '.join(AGAINST)}.")
    figure = main_figure(question)
    answers = take_answers(responses, question, weights=weights)
    grouped = groups_of(answers, by)
    shown = {name: one for name, one in grouped.items() if name != UNKNOWN and not hidden(one, figure)}
    if len(shown) < 2:
        raise InputError(
            f"There are no two groups of {by} in which at least {FEW} people answered {question.id!r}."
        )
    figures = {name: estimate(one.sample(figure), level=level) for name, one in shown.items()}
    groups = pd.DataFrame(
        [(name, one.value, one.low, one.high, one.n, one.method) for name, one in figures.items()],
        columns=["group", "value", "low", "high", "n", "method"],
    )
    unknown = grouped[UNKNOWN].n if UNKNOWN in grouped else 0
    doubts = (f"The {by.replace('_', ' ')} of {unknown} who answered is not known.",) if unknown else ()
    if alike := [name for name, one in figures.items() if one.low == one.high]:
        certain = "everybody answered alike, so the interval has no width; that is not certainty"
        doubts = (*doubts, f"In {', '.join(alike)} {certain}.")
    return Comparison(
        question,
        figure.name,
        by,
        groups,
        _differences(answers, grouped, shown, figure, against, level),
        next(iter(figures.values())).unit,
        (*answers.caveats, *not_shown(grouped, figure), *doubts),
    )


def _differences(
    answers: Answers,
    grouped: Mapping[str, Answers],
    shown: Mapping[str, Answers],
    figure: Figure,
    against: str,
    level: float,
) -> pd.DataFrame:
    pairs: list[tuple[str, str, Answers, Answers]] = []
    if against == "pairs" or len(shown) == 2:
        pairs = [(one, other, shown[one], shown[other]) for one, other in combinations(shown, 2)]
    else:
        known = answers.rows.index
        known = known.difference(grouped[UNKNOWN].rows.index) if UNKNOWN in grouped else known
        for name, group in shown.items():
            others = pd.Series(
                answers.rows.index.isin(known.difference(group.rows.index)), answers.rows.index
            )
            rest = answers.only(others)
            if not hidden(rest, figure):
                pairs.append((name, REST, group, rest))
    gaps = [_gap(one, other, figure) for _, _, one, other in pairs]
    levels, apart = holm_levels([level_of(gap) for gap in gaps], level=level)
    rows = []
    for (name, other, *_), gap, at, told in zip(pairs, gaps, levels, apart, strict=True):
        found = gap(at)
        word = "differs" if told else "can't be told apart"
        rows.append((name, other, found.value, found.low, found.high, found.n, word, at, found.method))
    columns = ["group", "other", "value", "low", "high", "n", "word", "level", "method"]
    return pd.DataFrame(rows, columns=columns)


def _gap(one: Answers, other: Answers, figure: Figure) -> Callable[[float], Estimate]:
    first, second = one.sample(figure), other.sample(figure)
    clustered = first.clusters is not None or second.clusters is not None
    shared = correlation(first, second, list(one.accounts), list(other.accounts)) if clustered else 0.0

    apart = gap_of(first, second, shared)

    def gap(level: float) -> Estimate:
        found = apart(level)
        return replace(found, method=f"{found.method}; Holm over all comparisons")

    return gap
