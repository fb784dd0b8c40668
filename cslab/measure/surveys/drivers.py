"""What an outcome is associated with: how R2 is shared among topics. Associated with, never driven by."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate, check_level
from cslab.measure.surveys.answers import SCORED, one_a_person, take_answers
from cslab.measure.surveys.factors import correlations_of
from cslab.measure.surveys.ordinal import MOST_ANSWERS, Odds, proportional_odds
from cslab.measure.surveys.shapley import MOST, shares
from cslab.study.measures import Question

if TYPE_CHECKING:
    import altair as alt
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

LEAST, LEAST_A_TOPIC = 30, 10
"""People it takes at all, and for each topic."""

ALIKE = 0.7
"""Topics that correlate more than this are named: how R2 is shared between them is arbitrary."""


@dataclass(frozen=True, slots=True, eq=False)
class Drivers:
    """What an outcome is associated with.

    Parameters
    ----------
    outcome : Question
        What was looked at.
    table : DataFrame
        One row a topic, the largest share first: topic, wording, value, low, high (its share of R2, parts of
        one), n, part (of R2), correlation, correlation_low, correlation_high (with the outcome), word.
    r2 : Estimate
        Part of the outcome's variance that goes with all topics together.
    odds : Odds or None
        Of the ordinal model, where the outcome has at most 11 different answers.
    alike : tuple of (str, str, float)
        Topics that go together, and how far.
    caveats : tuple of str
        What to doubt.
    """

    outcome: Question
    table: pd.DataFrame
    r2: Estimate
    odds: Odds | None
    alike: tuple[tuple[str, str, float], ...]
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table.copy()

    @property
    def words(self) -> tuple[str, ...]:
        """Say in words what is associated with what."""
        name = self.outcome.wording
        told = self.table[self.table["word"] != "can't be told"]
        if told.empty:
            return (f"“{name}” is not seen to be associated with any of these topics.",)
        return tuple(
            f"“{wording}” is {word} of “{name}”: {part * 100:.0f} % of what the topics explain."
            for wording, word, part in zip(told["wording"], told["word"], told["part"], strict=True)
        )

    def chart(self) -> alt.LayerChart:
        """Draw each topic's share of R2 with its interval."""
        from cslab import charts

        return charts.intervals(
            self.table,
            label="wording",
            title="Share of the differences between people that goes with it",
            percent=True,
        )

    def _repr_html_(self) -> str:
        said = "".join(f"<li>{html.escape(one)}</li>" for one in (*self.words, *self.caveats))
        table = self.table.round(3).to_html(index=False, escape=True, border=0)
        return f"<p>R2: {html.escape(str(self.r2))}</p>{table}<ul>{said}</ul>"


def drivers(
    responses: pd.DataFrame,
    outcome: Question,
    topics: Sequence[Question],
    *,
    level: float = 0.95,
    resamples: int = 999,
    seed: int = 0,
) -> Drivers:
    """Say how what people answered to several topics goes with an outcome.

    Parameters
    ----------
    responses : DataFrame
        One row a response: a column for the outcome and for each topic; ``account_id`` where known.
    outcome : Question
        What is looked at, of role nps, csat, ces or scale.
    topics : sequence of Question
        At most 12, of the same roles.
    level : float
        Of the intervals.
    resamples : int
        How often people, or whole accounts, are drawn anew.
    seed : int
        The same seed gives the same intervals.

    Returns
    -------
    Drivers

    Raises
    ------
    InputError
        If there are no topics or more than 12, a column has no numbers or everybody answered alike, or fewer
        than 30 people, or 10 for each topic, answered all of them.
    NotFoundError
        If a question is no column of the responses.

    Notes
    -----
    Estimand: the part of the outcome's variance that each topic adds to those before it, on average over all
    orders (LMG, the Shapley value of R2), among the people who answer. Bias-corrected percentile bootstrap.
    A share is never below 0, so its interval can't tell whether there is an association: the correlation's
    can, and gives the word. It is an association: a topic may go with an outcome because a third thing moves
    both, or the outcome colours the topic. Where topics go together, the split between them is arbitrary.

    References
    ----------
    Groemping, U. (2007). Estimators of relative importance in linear regression based on variance
    decomposition. The American Statistician 61, 139-147.
    Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall. Section 14.3.

    Examples
    --------
    >>> rng = np.random.default_rng(2)
    >>> felt = rng.normal(size=(120, 2))
    >>> given = pd.DataFrame(np.clip(np.round(4 + felt), 1, 7), columns=["ease", "price"])
    >>> given["recommend"] = np.clip(np.round(6 + 2 * felt[:, 0] + rng.normal(size=120)), 0, 10)
    >>> asked = [Question(name, name.title(), "scale", (1, 7)) for name in ("ease", "price")]
    >>> found = drivers(given, Question("recommend", "Recommend", "nps", (0, 10)), asked)
    >>> found.table[["topic", "word"]]
       topic                  word
    0   ease  associated with more
    1  price         can't be told
    """
    check_level(level)
    values, left, doubts = _answers(responses, outcome, topics)
    n, size = values.shape
    names = [topic.id for topic in topics]
    groups = _groups(responses, left)
    units = np.arange(n) if groups is None else pd.factorize(groups)[0]
    correlations = correlations_of(values)
    parts, whole = shares(correlations[None])
    tables = _resampled(values, np.asarray(units, dtype=np.int_), resamples, seed)
    drawn_parts, drawn_whole = shares(tables)
    with_outcome = correlations[-1, :-1]
    rows = []
    for at, topic in enumerate(topics):
        low, high = _corrected(float(parts[0, at]), drawn_parts[:, at], level)
        ends = _corrected(float(with_outcome[at]), tables[:, -1, at], level)
        word = (
            "associated with more"
            if ends[0] > 0
            else "associated with less"
            if ends[1] < 0
            else "can't be told"
        )
        share = float(parts[0, at])
        together = (float(with_outcome[at]), *ends)
        rows.append(
            (
                topic.id,
                topic.wording,
                share,
                low,
                high,
                n,
                share / max(float(whole[0]), 1e-12),
                *together,
                word,
            )
        )
    columns = ["topic", "wording", "value", "low", "high", "n", "part"]
    columns += ["correlation", "correlation_low", "correlation_high", "word"]
    table = pd.DataFrame(rows, columns=columns).sort_values("value", ascending=False, kind="stable")
    drawn = "people" if groups is None else "accounts"
    method = f"R2, bias-corrected percentile bootstrap, {resamples} resamples of {drawn}"
    ends = _corrected(float(whole[0]), drawn_whole, level)
    r2 = Estimate(float(whole[0]), *ends, n, method, level, "%")
    alike = _alike(values[:, :-1], names)
    odds, trouble = _odds(values, names, groups, level)
    if odds is not None:
        wordings = {topic.id: topic.wording for topic in topics}
        odds = replace(odds, table=odds.table.assign(wording=odds.table["topic"].map(wordings)))
    return Drivers(
        outcome,
        table.reset_index(drop=True),
        r2,
        odds,
        alike,
        (
            "Associated with, which is not the same as caused by.",
            f"As many topics of pure chance would explain about {(size - 1) / (n - 1) * 100:.0f} %.",
            *(
                f"{one} and {other} go together (r = {far:.2f}): the split between them is arbitrary."
                for one, other, far in alike
            ),
            *doubts,
            *trouble,
            *(odds.caveats if odds else ()),
        ),
    )


def _answers(
    responses: pd.DataFrame, outcome: Question, topics: Sequence[Question]
) -> tuple[Floats, pd.Index[Any], list[str]]:
    """Give the answers of those who answered everything: topics, then the outcome."""
    if not 1 <= len(topics) <= MOST:
        raise InputError(f"Take 1 to {MOST} topics that may go with {outcome.id!r}, not {len(topics)}.")
    people = one_a_person(responses)
    columns = {}
    for question in (*topics, outcome):
        if question.role not in SCORED:
            raise InputError(
                f"{question.id!r} is of role {question.role}; what goes together is looked for among scores."
            )
        columns[question.id] = take_answers(people, question).values
    if len(columns) <= len(topics):
        raise InputError(f"{outcome.id!r} can't be a topic and the outcome at once.")
    table = pd.DataFrame(columns)
    whole = table.dropna()
    needed = max(LEAST, LEAST_A_TOPIC * len(topics))
    if len(whole) < needed:
        raise InputError(
            f"{len(whole)} people answered {outcome.id!r} and all {len(topics)} topics; to say what goes "
            f"with it takes {needed}, so ask more people or look at fewer topics."
        )
    for name in whole:
        if whole[name].nunique() < 2:
            raise InputError(f"Everybody answered {name!r} alike, so nothing can go with it; leave it out.")
    left_out = len(table) - len(whole)
    doubts = [f"{left_out} people left one of the questions out and are not in it."] if left_out else []
    if len(whole) < 2 * needed:
        doubts.append(
            f"Only {len(whole)} people for {len(topics)} topics: the order of the topics is unsure."
        )
    return whole.to_numpy(dtype=np.float64), whole.index, doubts


def _resampled(values: Floats, units: npt.NDArray[np.int_], resamples: int, seed: int) -> Floats:
    """Give the correlations of people, or accounts, that are drawn anew."""
    if resamples < 100:
        raise InputError(f"An interval needs at least 100 resamples, but {resamples} were asked for.")
    count = int(units.max()) + 1
    chance = np.random.default_rng(seed)
    times = chance.multinomial(count, np.full(count, 1 / count), size=resamples)[:, units].astype(np.float64)
    standard = (values - values.mean(axis=0)) / values.std(axis=0)
    products = (standard[:, :, None] * standard[:, None, :]).reshape(len(values), -1)
    total = times.sum(axis=1)
    means = times @ standard / total[:, None]
    size = values.shape[1]
    covariances = (times @ products / total[:, None]).reshape(-1, size, size)
    covariances = covariances - means[:, :, None] * means[:, None, :]
    spread = np.sqrt(np.clip(np.einsum("bii->bi", covariances), 0, None))
    fine = spread.min(axis=1) > 1e-9
    found: Floats = covariances[fine] / (spread[fine][:, :, None] * spread[fine][:, None, :])
    return found


def _corrected(value: float, drawn: Floats, level: float) -> tuple[float, float]:
    """Give the ends of a percentile interval that is corrected for bias."""
    from scipy import stats

    below = float(np.clip(np.mean(drawn < value), 1 / len(drawn), 1 - 1 / len(drawn)))
    shift = 2 * float(stats.norm.ppf(below))
    ends = [
        float(stats.norm.cdf(shift + float(stats.norm.ppf(at)))) for at in ((1 - level) / 2, (1 + level) / 2)
    ]
    low, high = float(np.quantile(drawn, ends[0])), float(np.quantile(drawn, ends[1]))
    return min(low, value), max(high, value)


def _alike(topics: Floats, names: Sequence[str]) -> tuple[tuple[str, str, float], ...]:
    if len(names) < 2:
        return ()
    table = correlations_of(topics)
    pairs = [
        (names[one], names[other], float(table[one, other]))
        for one, other in combinations(range(len(names)), 2)
    ]
    return tuple(sorted((pair for pair in pairs if abs(pair[2]) >= ALIKE), key=lambda pair: -abs(pair[2])))


def _odds(
    values: Floats, names: Sequence[str], groups: npt.NDArray[Any] | None, level: float
) -> tuple[Odds | None, tuple[str, ...]]:
    if len(np.unique(values[:, -1])) > MOST_ANSWERS:
        return None, ()
    try:
        return proportional_odds(values[:, -1], values[:, :-1], names, groups=groups, level=level), ()
    except InputError as error:
        return None, (str(error),)


def _groups(responses: pd.DataFrame, index: pd.Index[Any]) -> npt.NDArray[Any] | None:
    """Give the account of each, where several people answer for one."""
    if "account_id" not in responses:
        return None
    accounts = responses.loc[index, "account_id"]
    named = [str(one) if isinstance(one, str) else f"nobody's {at}" for at, one in enumerate(accounts)]
    return np.asarray(named, dtype=object) if len(set(named)) < len(named) else None
