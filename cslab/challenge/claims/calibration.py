"""How well authors knew: what they predicted against what was found, how sure against how often right."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from cslab.challenge.claims.units import written
from cslab.challenge.claims.verdict import CONTRADICTED, SUPPORTED, WORDS, Verdict
from cslab.estimate import Estimate
from cslab.intervals import bootstrap, proportion

if TYPE_CHECKING:
    import altair as alt

FEW: Final = 5
"""Fewer settled claims than this have no figure: it would be that of single claims."""

ENOUGH: Final = 20
"""From so many settled claims on, an interval is resampled."""

CHANCE: Final = 0.25
"""The Brier score of whoever says 50 % each time."""

EDGES: Final = (0.0, 0.5, 0.7, 0.85, 1.0)
"""Ends of bins of confidence; neighbours with fewer than `FEW` claims are put together."""

TOGETHER: Final = (
    "Claims about the same customers are not independent of each other, so intervals are rather too narrow."
)
FIRST: Final = "The first locked version of each claim counts: whoever wrote a later one could have known."

_COLUMNS: Final = {
    **{"claim": "str", "persona": "str", "says": "str", "author": "str", "locked_at": "str"},
    **{"confidence": "float64", "predicted": "float64", "found": "float64"},
    **{"low": "float64", "high": "float64", "unit": "str", "n": "int64"},
    **{"holds": "boolean", "verdict": "str", "outcome": "float64"},
}


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """Predictions and confidence of claims against their verdicts.

    Parameters
    ----------
    table : DataFrame
        One row a claim, the oldest lock first: claim, persona, says, author, locked_at, confidence,
        predicted, found, low, high (in the unit that people read; confidence in per cent), unit, n (people),
        holds (whether the 95 % interval holds the prediction; missing where there is none), verdict, outcome
        (1.0 supported, 0.0 contradicted, missing otherwise).
    brier : Estimate or None
        Mean squared distance of confidence from outcome; 0.25 is what saying "50 %" each time gets. None
        with fewer than 5 settled claims.
    overconfidence : Estimate or None
        Mean confidence less the share of claims that held, in points.
    reliability : DataFrame
        One row a bin of confidence: confidence (words), mean (parts of one), claims, value, low, high (share
        that held, Wilson; missing below 5 claims).
    authors : DataFrame
        One row an author: author, claims, settled, held, confidence (mean, parts of one), brier, low, high
        (missing below 5 settled claims).
    counts : dict of str to int
        Claims by verdict.
    sentence : str
        In one sentence.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    brier: Estimate | None
    overconfidence: Estimate | None
    reliability: pd.DataFrame
    authors: pd.DataFrame
    counts: dict[str, int]
    sentence: str
    caveats: tuple[str, ...] = ()

    def summary(self) -> pd.DataFrame:
        """Return the claims."""
        return self.table

    def chart(self) -> alt.LayerChart:
        """Draw how often claims held against how sure their authors were.

        Raises
        ------
        InputError
            If no bin of confidence holds enough settled claims.
        """
        from cslab.challenge.claims.calibration_chart import draw_reliability

        return draw_reliability(self)

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        table = self.table.drop(columns="says").round(1).to_html(index=False, escape=True, border=0)
        return f"<p><b>{html.escape(self.sentence)}</b></p>{table}<ul>{doubts}</ul>"


def calibrate(verdicts: Iterable[Verdict], *, seed: int = 0, level: float = 0.95) -> Calibration:
    """Set what authors predicted, and how sure they were, against what was found.

    Parameters
    ----------
    verdicts : iterable of Verdict
        On claims as they were first locked.
    seed : int
        Of the resampling.
    level : float
        Of the intervals.

    Returns
    -------
    Calibration

    Notes
    -----
    Estimand of the Brier score: the mean of ``(confidence - outcome)^2`` over claims like these, with outcome
    1 where a claim was supported and 0 where it was contradicted. Claims that nobody can judge yet, or on
    which sources disagree, have no outcome and are counted apart; leaving them out flatters whoever claims
    only what is easy to know. Where all are equally sure, its interval follows from that of the share that
    held. Else, from 20 settled claims on, its interval resamples claims (BCa). With fewer it is Wilson's of a
    share as large as the score, which no values from 0 to 1 can spread beyond: Student's t and resampling
    hold the truth in only half of the cases of 5 claims whose authors are often right, since the rare large
    miss has not happened yet. With fewer than 5 there is none. Shares that held have Wilson intervals. A
    prediction is about the first thing that a claim names, and held against its interval at `level` before
    any correction.

    References
    ----------
    Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. Monthly Weather Review
    78, 1-3.
    Murphy, A. H. & Winkler, R. L. (1977). Reliability of subjective probability forecasts of precipitation
    and temperature. Applied Statistics 26, 41-47.

    Examples
    --------
    >>> calibrate([]).sentence
    'No claim is locked yet, so nothing can be said of how well anybody knew.'
    """
    told = list(verdicts)
    table = pd.DataFrame([_row(one) for one in told], columns=list(_COLUMNS)).astype(_COLUMNS)
    table = table.sort_values("locked_at", kind="stable", ignore_index=True)
    counts = {word: sum(one.verdict == word for one in told) for word in WORDS}
    settled = table[table["outcome"].notna() & table["confidence"].notna()]
    sure, held = settled["confidence"].to_numpy() / 100, settled["outcome"].to_numpy()
    over = _overconfidence(sure, held, level)
    return Calibration(
        table,
        _brier(sure, held, seed, level),
        over,
        _reliability(sure, held, level),
        _authors(table, seed, level),
        counts,
        _sentence(table, settled),
        _caveats(table, settled),
    )


def _row(one: Verdict) -> dict[str, Any]:
    claim = one.claim
    found = next((first for first in one.findings[:1] if first.estimate is not None), None)
    ends, unit, n = [np.nan] * 3, "", 0
    if found is not None and found.estimate is not None and found.values is not None:
        figure = found.estimate
        ends = [written(end, found.values.kind) for end in (figure.value, figure.low, figure.high)]
        unit, n = figure.unit, found.n
    predicted = np.nan if claim.predicted is None else float(claim.predicted)
    known = not np.isnan([predicted, ends[1]]).any()
    return {
        "claim": claim.id,
        "persona": claim.persona,
        "says": claim.says,
        "author": claim.author or "nobody named",
        "locked_at": one.locked_at,
        "confidence": np.nan if claim.confidence is None else float(claim.confidence),
        "predicted": predicted,
        **dict(zip(("found", "low", "high"), ends, strict=True)),
        "unit": unit,
        "n": n,
        "holds": bool(ends[1] <= predicted <= ends[2]) if known else None,
        "verdict": one.verdict,
        "outcome": {SUPPORTED: 1.0, CONTRADICTED: 0.0}.get(one.verdict, np.nan),
    }


def _brier(sure: Any, held: Any, seed: int, level: float) -> Estimate | None:
    from statsmodels.stats.proportion import proportion_confint

    squares = (sure - held) ** 2
    if len(squares) < FEW:
        return None
    if np.ptp(sure) == 0:
        # Whoever is always as sure has a score that follows from the share that held alone.
        share, said = proportion(int(held.sum()), len(held), level=level), float(sure[0])
        ends = [said**2 + right * (1 - 2 * said) for right in (share.low, share.high)]
        method = "mean squared distance, from the Wilson score interval of the share that held"
        return Estimate(
            float(squares.mean()), min(ends), max(ends), len(held), method, level, "", share.caveats
        )
    if len(squares) >= ENOUGH and np.ptp(squares) > 0:
        return bootstrap(squares, np.mean, level=level, seed=seed)
    # Values from 0 to 1 spread no more than a share with their mean does, so its interval is wide enough.
    low, high = proportion_confint(squares.sum(), len(squares), alpha=1 - level, method="wilson")
    value = float(squares.mean())
    return Estimate(
        value,
        min(float(low), value),
        max(float(high), value),
        len(squares),
        "mean squared distance, Wilson's interval of as large a share, which is rather too wide",
        level,
        "",
        (f"only {len(squares)} claims: read it as a direction, not as a figure",),
    )


def _overconfidence(sure: Any, held: Any, level: float) -> Estimate | None:
    if len(held) < FEW:
        return None
    right = proportion(int(held.sum()), len(held), level=level)
    said = float(sure.mean())
    return Estimate(
        said - right.value,
        said - right.high,
        said - right.low,
        len(held),
        "mean confidence less the share that held, with its Wilson score interval",
        level,
        "points",
    )


def _reliability(sure: Any, held: Any, level: float) -> pd.DataFrame:
    rows = []
    for low, high, inside in _bins(sure):
        count, right = int(inside.sum()), int(held[inside].sum())
        share = proportion(right, count, level=level) if count >= FEW else None
        rows.append(
            {
                "confidence": f"{low * 100:.0f} to {high * 100:.0f} %",
                "mean": float(sure[inside].mean()),
                "claims": count,
                "value": share.value if share else np.nan,
                "low": share.low if share else np.nan,
                "high": share.high if share else np.nan,
            }
        )
    return pd.DataFrame(rows, columns=["confidence", "mean", "claims", "value", "low", "high"])


def _bins(sure: Any) -> list[tuple[float, float, Any]]:
    """Bins of confidence, each with enough claims where there are enough in all."""
    found: list[tuple[float, float, Any]] = []
    for low, high in pairwise(EDGES):
        inside = (sure >= low) & ((sure < high) | (high == EDGES[-1]))
        if found and found[-1][2].sum() < FEW:
            begin, _, before = found.pop()
            found.append((begin, high, before | inside))
        else:
            found.append((low, high, inside))
    if len(found) > 1 and found[-1][2].sum() < FEW:
        last, before = found.pop(), found.pop()
        found.append((before[0], last[1], before[2] | last[2]))
    return [one for one in found if one[2].any()]


def _authors(table: pd.DataFrame, seed: int, level: float) -> pd.DataFrame:
    rows = []
    for author, own in table.groupby("author", sort=True):
        settled = own[own["outcome"].notna() & own["confidence"].notna()]
        sure, held = settled["confidence"].to_numpy() / 100, settled["outcome"].to_numpy()
        brier = _brier(sure, held, seed, level)
        rows.append(
            {
                "author": author,
                "claims": len(own),
                "settled": len(settled),
                "held": int(held.sum()) if brier else None,
                "confidence": float(sure.mean()) if brier else np.nan,
                "brier": brier.value if brier else np.nan,
                "low": brier.low if brier else np.nan,
                "high": brier.high if brier else np.nan,
            }
        )
    columns = ["author", "claims", "settled", "held", "confidence", "brier", "low", "high"]
    return pd.DataFrame(rows, columns=columns).astype({"held": "Int64"})


def _sentence(table: pd.DataFrame, settled: pd.DataFrame) -> str:
    if table.empty:
        return "No claim is locked yet, so nothing can be said of how well anybody knew."
    n, held = len(settled), int(settled["outcome"].sum())
    if n < FEW:
        return (
            f"{n} of {_claims(len(table))} {'is' if n == 1 else 'are'} settled and had a stated confidence; "
            f"from {FEW} on, this says how well their authors knew."
        )
    sure = settled["confidence"].mean()
    return (
        f"Of {_claims(n)} that the data settled, {held} held ({held / n:.0%}); their authors had been "
        f"{sure:.0f} % sure on average.".replace("%)", " %)")
    )


def _claims(count: int) -> str:
    return f"{count} claim{'' if count == 1 else 's'}"


def _caveats(table: pd.DataFrame, settled: pd.DataFrame) -> tuple[str, ...]:
    doubts = []
    if 0 < len(settled) < ENOUGH:
        doubts.append(f"Only {_claims(len(settled))} settled: read it as a direction, not as a figure.")
    if apart := len(table) - int(table["outcome"].notna().sum()):
        doubts.append(f"{_claims(apart)} not settled: inconclusive, untestable, or sources disagree.")
    if unsure := int((table["outcome"].notna() & table["confidence"].isna()).sum()):
        doubts.append(f"{_claims(unsure)} settled, but nobody had said how sure they were.")
    return (*doubts, TOGETHER, FIRST) if len(table) else ()
