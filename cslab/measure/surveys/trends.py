"""Wave after wave: the figure of a question each time, and what changed in between."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
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
from cslab.measure.surveys.samples import Sample, at_levels, estimate
from cslab.measure.surveys.scored import EVERYBODY
from cslab.study.measures import Question

if TYPE_CHECKING:
    import altair as alt

    from cslab.measure.surveys.weighting import Weights

ALL, SAME = "all who answered", "the same people"
"""Whom a change is of."""

Gap = Callable[[float], Estimate]


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """The figure of a question in each wave.

    Parameters
    ----------
    question : Question
        What was asked.
    name : str
        What the figure is called.
    by : str or None
        What people were grouped by.
    table : DataFrame
        One row a wave and group: wave, group, value, low, high, n, raw (without weights), method. Those of
        whom fewer than 5 answered are not there, and said in `caveats`.
    changes : DataFrame
        One row a step, group and `whom`: earlier, later, group, whom (`ALL` or `SAME`), value, low, high, n,
        both (people in both waves), word (rose, fell, can't be told apart), level (of the interval), method.
    unit : str
        Of the figure.
    weighted : bool
        True where weights were given.
    caveats : tuple of str
        What to doubt.
    """

    question: Question
    name: str
    by: str | None
    table: pd.DataFrame
    changes: pd.DataFrame
    unit: str
    weighted: bool
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table.copy()

    def change(self, earlier: str, later: str, *, group: str = EVERYBODY, whom: str = ALL) -> Estimate:
        """Return how far the later wave lies above the earlier one.

        Raises
        ------
        NotFoundError
            If this change is not known, such as when too few people are in both waves.
        """
        rows = self.changes
        here = rows[(rows["earlier"] == earlier) & (rows["later"] == later)]
        here = here[(here["group"] == group) & (here["whom"] == whom)]
        if here.empty:
            known = [f"{row.earlier} to {row.later}, {row.group}, {row.whom}" for row in rows.itertuples()]
            raise NotFoundError.of("change", f"{earlier} to {later}, {group}, {whom}", known)
        row = here.iloc[0]
        unit = "points" if self.unit in ("%", "points") else self.unit
        return Estimate(
            row["value"], row["low"], row["high"], int(row["n"]), row["method"], row["level"], unit
        )

    def chart(self) -> alt.LayerChart:
        """Draw the figure wave by wave, each with its interval, and by group."""
        from cslab import charts

        return charts.waves(
            self.table,
            x="wave",
            group=None if self.by is None else "group",
            title=self.name,
            percent=self.unit == "%",
            points=self.unit == "points",
        )

    def _repr_html_(self) -> str:
        tables = "".join(
            frame.round(3).to_html(index=False, escape=True, border=0) for frame in (self.table, self.changes)
        )
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"<h4>{html.escape(self.question.wording)}</h4>{tables}<ul>{doubts}</ul>"


def trend(
    waves: Mapping[str, pd.DataFrame],
    question: Question,
    *,
    by: str | None = None,
    weights: Mapping[str, Weights | pd.Series] | None = None,
    level: float = 0.95,
) -> Trend:
    """Follow the figure of a question from wave to wave.

    Parameters
    ----------
    waves : mapping of str to DataFrame
        The responses of each wave under its name, in order of time; see `cslab.measure.surveys.score`.
    question : Question
        That was asked in each of them; of role nps, csat, ces or scale.
    by : str, optional
        A column of the responses: a figure for each group.
    weights : mapping of str to Weights or Series, optional
        For each wave.
    level : float
        Of the intervals; of changes, of all of them together.

    Returns
    -------
    Trend

    Raises
    ------
    InputError
        If there are no two waves with enough answers, or the question has no one score.
    NotFoundError
        If a wave does not have the question, or weights.

    Notes
    -----
    Each wave is scored as `cslab.measure.surveys.score` does. Changes of all who answered set the waves
    beside each other as they are: their interval takes in that people in both waves answer alike (with the
    same people in both, it is that of a paired difference; with different people, of an independent one), but
    they also change when others answer. Changes of the same people leave that out, and speak only of those
    who answered twice. Several changes are held to Holm's level, and shown with the interval that belongs to
    it: it leaves 0 out exactly where the change is told. Weights of the later wave count for the same people.

    Examples
    --------
    >>> ask = Question("ease", "How easy was it?", "scale", (1, 7))
    >>> spring = pd.DataFrame({"person_id": list("abcdefgh"), "ease": [3, 4, 4, 5, 3, 4, 2, 5]})
    >>> autumn = pd.DataFrame({"person_id": list("abcdefgh"), "ease": [5, 5, 6, 6, 4, 6, 4, 6]})
    >>> found = trend({"spring": spring, "autumn": autumn}, ask)
    >>> print(found.change("spring", "autumn"))
    1.50 (1.05–1.95, n = 8)
    >>> print(found.change("spring", "autumn", whom=SAME))
    1.50 (1.05–1.95, n = 8)
    """
    if len(waves) < 2:
        raise InputError("A trend needs at least two waves of the same survey.")
    figure = main_figure(question)
    taken: dict[str, dict[str, Answers]] = {}
    doubts: dict[str, None] = {}
    for wave, responses in waves.items():
        if weights is not None and wave not in weights:
            raise NotFoundError.of("weights of the wave", wave, weights)
        answers = take_answers(responses, question, weights=None if weights is None else weights[wave])
        doubts |= dict.fromkeys(f"{wave}: {caveat}" for caveat in answers.caveats)
        taken[wave] = {EVERYBODY: answers} if by is None else dict(groups_of(answers, by))
    named = {
        f"{group} in {wave}" if by is not None else wave: answers
        for wave, groups in taken.items()
        for group, answers in groups.items()
    }
    doubts |= dict.fromkeys(not_shown(named, figure))
    shown = {
        wave: {name: one for name, one in groups.items() if not hidden(one, figure)}
        for wave, groups in taken.items()
    }
    rows = [
        _row(wave, group, answers, figure, level)
        for wave, groups in shown.items()
        for group, answers in groups.items()
    ]
    if len({row["wave"] for row in rows}) < 2:
        raise InputError(f"A trend needs two waves in which at least {FEW} people answered {question.id!r}.")
    return Trend(
        question,
        figure.name,
        by,
        pd.DataFrame(rows).drop(columns="unit"),
        _changes(shown, figure, level),
        str(rows[0]["unit"]),
        weights is not None,
        tuple(doubts),
    )


def _row(wave: str, group: str, answers: Answers, figure: Figure, level: float) -> dict[str, object]:
    found = estimate(answers.sample(figure), level=level)
    return {
        "wave": wave,
        "group": group,
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "n": found.n,
        "raw": answers.sample(figure, raw=True).value,
        "method": found.method,
        "unit": found.unit,
    }


def _changes(shown: Mapping[str, Mapping[str, Answers]], figure: Figure, level: float) -> pd.DataFrame:
    found: list[tuple[dict[str, object], Gap]] = []
    for earlier, later in pairwise(shown):
        for group in [name for name in shown[later] if name in shown[earlier]]:
            before, after = shown[earlier][group], shown[later][group]
            both = set(before.people.dropna()) & set(after.people.dropna())
            step: dict[str, object] = {"earlier": earlier, "later": later, "group": group, "both": len(both)}
            found.append((step | {"whom": ALL}, _all_change(before, after, figure, len(both))))
            if len(both) >= FEW:
                found.append((step | {"whom": SAME}, _same_change(before, after, figure)))
    columns = [
        "earlier",
        "later",
        "group",
        "whom",
        "value",
        "low",
        "high",
        "n",
        "both",
        "word",
        "level",
        "method",
    ]
    rows = []
    for whom in (ALL, SAME):
        family = [(step, gap) for step, gap in found if step["whom"] == whom]
        levels, _ = holm_levels([level_of(gap) for _, gap in family], level=level) if family else ([], [])
        for (step, gap), at in zip(family, levels, strict=True):
            change = gap(at)
            ends = {"value": change.value, "low": change.low, "high": change.high, "n": change.n}
            rows.append(step | ends | {"word": _word(change), "level": at, "method": change.method})
    return pd.DataFrame(rows, columns=columns)


def _all_change(before: Answers, after: Answers, figure: Figure, both: int) -> Gap:
    first, second = after.sample(figure), before.sample(figure)
    clustered = first.clusters is not None or second.clusters is not None
    keys = [list(one.accounts if clustered else one.people) for one in (after, before)]
    shared = correlation(first, second, keys[0], keys[1])
    if both == 0 and shared == 0:
        how = "different people in both waves"
    elif both >= 0.9 * max(before.n, after.n):
        how = "paired: the same people in both waves"
    else:
        how = f"partly the same people in both waves ({both}), which is taken in"

    apart = gap_of(first, second, shared)

    def gap(level: float) -> Estimate:
        found = apart(level)
        return replace(found, n=found.n - both, method=f"{found.method}; {how}")

    return gap


def _same_change(before: Answers, after: Answers, figure: Figure) -> Gap:
    twice = after.people.isin(set(before.people.dropna())) & after.people.notna()
    now = after.only(twice)
    then = before.values.set_axis(before.people.to_numpy())
    then = then[then.index.notna()].reindex(now.people.to_numpy())
    earlier = replace(now, values=pd.Series(then.to_numpy(), index=now.values.index))
    sample = now.sample(figure)
    gained = sample.values - earlier.sample(figure).values
    unit = sample.unit if figure.kind == "mean" else "points"
    paired = Sample("mean", np.asarray(gained), sample.weights, sample.clusters, unit=unit)

    apart = at_levels(paired)

    def gap(level: float) -> Estimate:
        found = apart(level)
        return replace(found, method=f"paired difference of the same people, {found.method}")

    return gap


def _word(change: Estimate) -> str:
    return "rose" if change.low > 0 else "fell" if change.high < 0 else "can't be told apart"
