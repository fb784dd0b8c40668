"""How far the loudest moved a figure: as it was answered, less as it is when everybody counts alike."""

from __future__ import annotations

import html
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level
from cslab.measure.surveys.answers import Figure, enough, main_figure, take_answers
from cslab.measure.surveys.design import units_of
from cslab.measure.surveys.raking import rake_codes
from cslab.measure.surveys.weighting import Weights
from cslab.study.measures import Question


@dataclass(frozen=True, slots=True)
class Moved:
    """How far a figure moved because some answer more than others.

    Parameters
    ----------
    name : str
        What the figure is called.
    estimate : Estimate
        The raw figure less the weighted one.
    raw, weighted : float
        The two.
    sentence : str
        In words.
    """

    name: str
    estimate: Estimate
    raw: float
    weighted: float
    sentence: str

    def summary(self) -> pd.DataFrame:
        """Return one row: the estimate, raw, weighted, sentence."""
        return self.estimate.summary().assign(raw=self.raw, weighted=self.weighted, sentence=self.sentence)

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.sentence)}</p>{self.estimate._repr_html_()}"


def moved_by(
    responses: pd.DataFrame,
    question: Question,
    weights: Weights,
    *,
    level: float = 0.95,
    resamples: int = 999,
    seed: int = 0,
) -> Moved:
    """Say how far the raw figure lies from the weighted one.

    Parameters
    ----------
    responses, question
        As for `cslab.measure.surveys.score`; the question of role nps, csat, ces or scale.
    weights : Weights
        Of these responses.
    level : float
        Of the interval.
    resamples : int
        How often people, or whole accounts, are drawn anew.
    seed : int
        The same seed gives the same interval.

    Returns
    -------
    Moved

    Raises
    ------
    InputError
        If fewer than 5 people answered, or the question has no one score.

    Notes
    -----
    Estimand: the figure of the people who answer, less that of all who were asked. Percentile bootstrap:
    people, or whole accounts where several answer for one, are drawn with replacement and raked anew to the
    same margins. It does not see what the margins do not see.

    References
    ----------
    Rao, J. N. K. & Wu, C. F. J. (1988). Resampling inference with complex survey data. Journal of the
    American Statistical Association 83, 231-241.

    Examples
    --------
    >>> from cslab.measure.surveys.weighting import rake
    >>> given = pd.DataFrame({"recommend": [9, 10] * 15 + [3, 5] * 5, "plan": ["pro"] * 30 + ["free"] * 10})
    >>> ask = Question("recommend", "Would you recommend us?", "nps", (0, 10))
    >>> print(moved_by(given, ask, rake(given, {"plan": {"pro": 1, "free": 1}})).sentence)
    The loudest moved the Net Promoter Score by +50 points: 50 as answered, 0 weighted.
    """
    check_level(level)
    if resamples < 100:
        raise InputError(f"An interval needs at least 100 resamples, but {resamples} were asked for.")
    figure = main_figure(question)
    answers = take_answers(responses, question, weights=weights)
    enough(answers)
    sample = answers.sample(figure)
    rows = answers.rows.index
    margins = []
    for name in weights.by:
        targets = weights.margins[weights.margins["by"] == name].set_index("category")["target"]
        cells = weights.cells[name].loc[rows]
        codes = pd.Categorical(cells, categories=list(targets.index)).codes.astype(np.int_)
        margins.append((codes, targets.to_numpy(dtype=np.float64)))
    base = np.asarray(weights.base.loc[rows], dtype=np.float64)
    units = np.arange(sample.n) if sample.clusters is None else units_of(sample.clusters)
    count = int(units.max()) + 1
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=resamples)
    times = drawn[:, units].astype(np.float64)
    heavy = times * rake_codes(margins, base, cap=weights.cap, times=times, close=1e-5).weights
    plain = times * base
    gaps = plain @ sample.values / plain.sum(axis=1) - heavy @ sample.values / heavy.sum(axis=1)
    low, high = np.quantile(gaps, [(1 - level) / 2, (1 + level) / 2])
    raw, weighted = answers.sample(figure, raw=True).value, sample.value
    value = raw - weighted
    unit = sample.unit if figure.kind == "mean" else "points"
    who = "people" if sample.clusters is None else "accounts"
    method = f"percentile bootstrap interval, {resamples} resamples of {who}, raked anew"
    found = Estimate(
        value, min(float(low), value), max(float(high), value), sample.n, method, level, unit, weights.caveats
    )
    return Moved(figure.name, found, raw, weighted, _sentence(figure, found, raw, weighted, unit))


def _sentence(figure: Figure, found: Estimate, raw: float, weighted: float, unit: str) -> str:
    scale, digits, said = (100, 0, " points") if unit == "points" else (1, 1, "")
    name = {"nps": figure.name, "share": f"share \u201c{figure.name}\u201d"}.get(
        figure.kind, figure.name[:1].lower() + figure.name[1:]
    )
    ends = f"{_shown(raw * scale, digits)} as answered, {_shown(weighted * scale, digits)} weighted"
    if found.low <= 0 <= found.high:
        return f"Whether the loudest moved the {name} can't be told: {ends}."
    by = f"{found.value * scale:+.{digits}f}{said}"
    return f"The loudest moved the {name} by {by}: {ends}."


def _shown(number: float, digits: int) -> str:
    text = f"{number:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text
