"""The score of one question: its figure and all of its answers, raw beside weighted, by groups of people."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate
from cslab.measure.surveys.answers import (
    FEW,
    Answers,
    Figure,
    enough,
    figures_of,
    groups_of,
    hidden,
    not_shown,
    take_answers,
)
from cslab.measure.surveys.distribution import distribution_of, parts_of
from cslab.measure.surveys.samples import estimate
from cslab.study.measures import Question

if TYPE_CHECKING:
    import altair as alt

    from cslab.measure.surveys.weighting import Weights

EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """What the answers to one question come to.

    Parameters
    ----------
    question : Question
        What was asked.
    name : str
        What the figure is called.
    estimate : Estimate
        The figure; weighted where weights were given.
    raw : Estimate
        The figure without weights: the same where there are none.
    also, also_raw : dict of str to Estimate
        Other figures of the same answers, by name; and without weights.
    distribution : DataFrame
        One row an answer: answer, kind (what such answers are called), people, share, low, high (parts of
        one, Wilson), weighted (share; NaN without weights).
    parts : DataFrame
        One row a kind, such as promoters: kind, people, share, low, high, weighted.
    by : str or None
        What people were grouped by.
    groups : DataFrame
        One row a group: group, value, low, high, n, raw, method, shown. Where fewer than 5 answered,
        ``shown`` is False and the figures are NaN.
    by_group : dict of str to Estimate
        The figures of the groups that are shown.
    weighted : bool
        True where weights were given.
    caveats : tuple of str
        What was left out, and what to doubt.
    """

    question: Question
    name: str
    estimate: Estimate
    raw: Estimate
    also: dict[str, Estimate]
    also_raw: dict[str, Estimate]
    distribution: pd.DataFrame
    parts: pd.DataFrame
    by: str | None
    groups: pd.DataFrame
    by_group: dict[str, Estimate]
    weighted: bool
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return one row a figure, then one row a group.

        Returns
        -------
        DataFrame
            figure, group, value, low, high, n, unit, raw, method.
        """
        figures = {self.name: self.estimate, **self.also}
        raw = {self.name: self.raw, **self.also_raw}
        rows = [
            {
                "figure": name,
                "group": EVERYBODY,
                **_ends(figure),
                "unit": figure.unit,
                "raw": raw[name].value,
                "method": figure.method,
            }
            for name, figure in figures.items()
        ]
        table = pd.DataFrame(rows)
        if self.groups.empty:
            return table
        shown = self.groups[self.groups["shown"]].drop(columns="shown")
        return pd.concat(
            [table, shown.assign(figure=self.name, unit=self.estimate.unit)[table.columns]], ignore_index=True
        )

    def group(self, name: str) -> Estimate:
        """Return the figure of one group.

        Raises
        ------
        NotFoundError
            If there is no such group.
        InputError
            If fewer than 5 of it answered.
        """
        if name not in set(self.groups["group"]):
            raise NotFoundError.of("group", name, self.groups["group"])
        if name not in self.by_group:
            raise InputError(f"Fewer than {FEW} people of {name} answered, so their figure is not shown.")
        return self.by_group[name]

    def chart(self) -> alt.LayerChart:
        """Draw how many people gave each answer."""
        from cslab import charts

        return charts.bars(
            self.distribution,
            label="answer",
            count="people",
            kind="kind",
            title="People",
            across="Answer",
        )

    def chart_groups(self) -> alt.LayerChart:
        """Draw the figure of everybody and of each group, with intervals."""
        from cslab import charts

        everybody = pd.DataFrame([{"group": EVERYBODY, **_ends(self.estimate)}])
        rows = everybody if self.groups.empty else pd.concat([everybody, self.groups[self.groups["shown"]]])
        unit = self.estimate.unit
        return charts.intervals(
            rows, label="group", title=self.name, percent=unit == "%", points=unit == "points"
        )

    def chart_weighting(self) -> alt.LayerChart:
        """Draw the figure raw and weighted, of everybody and of each group."""
        from cslab import charts

        everybody = pd.DataFrame(
            [{"group": EVERYBODY, "raw": self.raw.value, "shown": True, **_ends(self.estimate)}]
        ).assign(raw_low=self.raw.low, raw_high=self.raw.high)
        rows = everybody if self.groups.empty else pd.concat([everybody, self.groups])
        return charts.dumbbells(
            rows[rows["shown"].astype(bool)],
            label="group",
            first="raw",
            second="value",
            names=("as they answered", "weighted"),
            title=self.name,
            percent=self.estimate.unit == "%",
            points=self.estimate.unit == "points",
            ends=(("raw_low", "raw_high"), ("low", "high")),
        )

    def _repr_html_(self) -> str:
        without = {"Without weights": self.raw} if self.weighted else {}
        lines = {self.name: self.estimate, **without, **self.also}
        figures = "".join(
            f"<li>{html.escape(name)}: {html.escape(str(one))}</li>" for name, one in lines.items()
        )
        shares = self.distribution.assign(
            share=[f"{share * 100:.0f} %" for share in self.distribution["share"]]
        )[["answer", "kind", "people", "share"]]
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return (
            f"<h4>{html.escape(self.question.wording)}</h4><ul>{figures}</ul>"
            f"{shares.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"
        )


def score(
    responses: pd.DataFrame,
    question: Question,
    *,
    by: str | None = None,
    weights: Weights | pd.Series | None = None,
    level: float = 0.95,
) -> Score:
    """Score the answers to one question.

    Parameters
    ----------
    responses : DataFrame
        One row a response: a column under the question's id, and ``person_id``, ``account_id``,
        ``answered_at`` and attributes where known.
    question : Question
        What was asked; its role says how it is scored.
    by : str, optional
        A column of the responses: the figure of each group.
    weights : Weights or Series, optional
        From `cslab.measure.surveys.weighting.rake`, or any, indexed as the responses.
    level : float
        Of the intervals.

    Returns
    -------
    Score

    Raises
    ------
    InputError
        If fewer than 5 people answered, or the question asks for reasons.
    NotFoundError
        If the question or `by` is no column of the responses.

    Notes
    -----
    Estimand: the figure among the people whom those who answered stand for: with weights all who were asked,
    as far as weights can mend it; without them, people who answer. NPS: adjusted Wald; CSAT: share of the two
    highest answers, Wilson; effort: mean with t, and share above the middle; scales: mean with t; choices:
    share of each. Each person counts once, with the last answer. Where several people answer for one account,
    accounts are taken as the independent units. With weights the same intervals are worked out for as many
    equal answers as the weighted ones are worth, by the linearised standard error of calibrated weights.
    A group's figure does not make use of the calibration, which makes its interval a little too wide.

    Examples
    --------
    >>> ask = Question("recommend", "Would you recommend us?", "nps", (0, 10))
    >>> given = pd.DataFrame({"recommend": [10, 9, 9, 10, 8, 7, 6, 3, 9, 10]})
    >>> found = score(given, ask)
    >>> print(found.estimate)
    40 points (-13 to 74 points, n = 10)
    >>> found.parts[["kind", "people"]]
              kind  people
    0   detractors       2
    1     passives       2
    2    promoters       6
    """
    answers = take_answers(responses, question, weights=weights)
    enough(answers)
    figures = figures_of(question, answers.values)
    first = figures[0]
    more = [figure for figure in figures[1:] if not hidden(answers, figure)]
    also = {figure.name: estimate(answers.sample(figure), level=level) for figure in more}
    also_raw = {figure.name: estimate(answers.sample(figure, raw=True), level=level) for figure in more}
    grouped = {} if by is None else groups_of(answers, by)
    by_group = {
        name: estimate(group.sample(first), level=level)
        for name, group in grouped.items()
        if not hidden(group, first)
    }
    return Score(
        question,
        first.name,
        estimate(answers.sample(first), level=level),
        estimate(answers.sample(first, raw=True), level=level),
        also,
        also_raw,
        distribution_of(answers),
        parts_of(answers),
        by,
        _table(grouped, by_group, first),
        by_group,
        weights is not None,
        (*answers.caveats, *_said(answers), *not_shown(grouped, first)),
    )


def _said(answers: Answers) -> tuple[str, ...]:
    calibration = answers.calibration
    if answers.weights is None:
        return ("Those who answer are seldom like those who do not: nothing is weighted here.",)
    if calibration is None:
        return ()
    margins = ", ".join(name.replace("_", " ") for name in calibration.by)
    return (f"Weighted to those asked by {margins}; nothing else is mended.", *calibration.caveats)


def _table(grouped: Mapping[str, Answers], by_group: Mapping[str, Estimate], figure: Figure) -> pd.DataFrame:
    nothing = {"value": np.nan, "low": np.nan, "high": np.nan, "n": np.nan}
    rows = [
        {
            "group": name,
            **(_ends(by_group[name]) if name in by_group else nothing),
            "raw": group.sample(figure, raw=True).value if name in by_group else np.nan,
            "method": by_group[name].method if name in by_group else f"{hidden(group, figure)}: not shown",
            "shown": name in by_group,
        }
        for name, group in grouped.items()
    ]
    return pd.DataFrame(rows, columns=["group", *nothing, "raw", "method", "shown"])


def _ends(figure: Estimate) -> dict[str, float]:
    return {"value": figure.value, "low": figure.low, "high": figure.high, "n": figure.n}
