"""Waits, some of which are not over yet: their distribution by Kaplan and Meier, and its picture."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cslab.errors import InputError

if TYPE_CHECKING:
    import altair as alt

Floats = npt.NDArray[np.float64]

_SHORTEST = 1 / 60
"""Hours: what took less is drawn as a minute, since a log scale has no zero."""

_POINTS = 400
"""Steps of a curve that are drawn; eyes see no more."""

_EXACT = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """The curve of waits still going on, with its band.

    Parameters
    ----------
    times : array, shape (k,)
        Times at which waits ended, rising.
    still : array, shape (k,)
        Share still waiting after each.
    low, high : array, shape (k,)
        The band around it, log-log.
    lasted : array, shape (n,)
        How long each wait lasted, over or not.
    """

    times: Floats
    still: Floats
    low: Floats
    high: Floats
    lasted: Floats

    @classmethod
    def of(cls, lasted: Iterable[float], over: Iterable[bool], *, level: float = 0.95) -> Waits:
        """Estimate the curve.

        Parameters
        ----------
        lasted : iterable of float
            How long each wait lasted, or has lasted so far.
        over : iterable of bool
            Whether it is over.
        level : float
            Of the band.

        Raises
        ------
        InputError
            If there are no waits, or one has no length.

        Examples
        --------
        >>> waits = Waits.of([1, 2, 3, 4], [True, True, True, False])
        >>> waits.still.round(3).tolist(), waits.quantile(0.5)[0]
        ([0.75, 0.5, 0.25], 2.0)
        """
        from scipy.stats import norm
        from statsmodels.duration.survfunc import SurvfuncRight

        times, ended = np.asarray(list(lasted), dtype=float), np.asarray(list(over), dtype=bool)
        if not len(times) or not np.isfinite(times).all():
            raise InputError("Waits need a length each, and at least one must be there.")
        if not ended.any():
            nothing = np.empty(0)
            return cls(nothing, nothing, nothing, nothing, times)
        curve = SurvfuncRight(times, ended.astype(float))
        at, still = np.asarray(curve.surv_times, dtype=float), np.asarray(curve.surv_prob, dtype=float)
        keep = np.diff(still, prepend=1.0) < 0
        at, still = at[keep], still[keep]
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = np.asarray(curve.surv_prob_se, dtype=float)[keep] / (still * np.log(still))
            reach = np.exp(norm.ppf((1 + level) / 2) * np.abs(spread))
            low, high = still**reach, still ** (1 / reach)
        # When all waits are over the last step reaches 0, where the band is not defined.
        low, high = np.where(still > 0, low, 0.0), np.where(still > 0, high, np.nan)
        high = pd.Series(high).ffill().fillna(1.0).to_numpy(dtype=float)
        return cls(at, still, np.minimum.accumulate(low), np.minimum.accumulate(high), times)

    def quantile(self, share: float) -> tuple[float, float, float]:
        """Return the time within which a share of waits is over, and its interval; infinite if never seen."""
        value, low, high = (self._reached(curve, 1 - share) for curve in (self.still, self.low, self.high))
        return value, low, high

    def within(self, time: float) -> tuple[float, float, float]:
        """Return the share of waits that is over within a time, and its interval."""
        at = int(np.searchsorted(self.times, time, side="right")) - 1
        if at < 0:
            # Nothing ended so early: at most the share that so many waits would be likely to miss.
            return 0.0, 0.0, min(1.0, 3 / len(self.lasted))
        return 1 - self.still[at], 1 - self.high[at], 1 - self.low[at]

    def beyond(self, time: float) -> int | None:
        """Count the waits that lasted longer than a time; None where that time is not known."""
        return int((self.lasted > time).sum()) if math.isfinite(time) else None

    def _reached(self, curve: Floats, rest: float) -> float:
        below = np.flatnonzero(curve <= rest + _EXACT)
        return float(self.times[below[0]]) if len(below) else math.inf

    def table(self) -> pd.DataFrame:
        """Return the curve as shares that are over: time, value, low, high; at most `_POINTS` rows."""
        frame = pd.DataFrame(
            {"time": self.times, "value": 1 - self.still, "low": 1 - self.high, "high": 1 - self.low}
        )
        if len(frame) <= _POINTS:
            return frame
        return frame.iloc[np.unique(np.linspace(0, len(frame) - 1, _POINTS).round().astype(int))]


def draw_waits(waits: Waits | None, marks: pd.DataFrame, *, title: str, hours: bool) -> alt.LayerChart:
    """Draw the share of waits that is over by time, on a log scale.

    Parameters
    ----------
    waits : Waits or None
        The curve; None draws nothing but the axes.
    marks : DataFrame
        Times to mark: part, value.
    title : str
        Of the axis.
    hours : bool
        Whether times are hours; the axis then speaks of minutes and days, too.
    """
    from cslab import charts

    alt = charts.altair()
    none = pd.DataFrame({"time": [], "value": [], "low": [], "high": []}, dtype="float64")
    curve = none if waits is None else waits.table()
    least = _SHORTEST if hours else 1.0
    curve = curve.assign(time=curve["time"].clip(lower=least))
    known = marks[marks["value"].map(math.isfinite)]
    known = known.assign(value=known["value"].clip(lower=least), label=known["part"].map(_short))
    along = alt.X("time:Q", title=title, scale=alt.Scale(type="log"), axis=_axis(alt, hours=hours))
    tips = [
        alt.Tooltip("time:Q", format=".1f", title="within"),
        *(alt.Tooltip(f"{name}:Q", format=".0%") for name in ("value", "low", "high")),
    ]
    up = alt.Y("value:Q", title="Share of cases", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    base = alt.Chart(curve).encode(x=along)
    rules = alt.Chart(known).encode(x=alt.X("value:Q"))
    layers = [
        base.mark_area(opacity=0.18, color=charts.ACCENT, interpolate="step-after").encode(
            y=alt.Y("low:Q", title="Share of cases"), y2="high:Q"
        ),
        base.mark_line(color=charts.ACCENT, strokeWidth=2, interpolate="step-after").encode(
            y=up, tooltip=tips
        ),
        rules.mark_rule(color=charts.QUIET, strokeDash=[4, 3]).encode(
            tooltip=[alt.Tooltip("part:N"), alt.Tooltip("value:Q", format=".1f", title="within")]
        ),
        rules.mark_text(align="right", dx=-5, fontSize=12, color=charts.QUIET).encode(
            y=alt.value(10), text="label:N"
        ),
    ]
    return charts.themed(alt.layer(*layers).properties(width="container", height=260))


def _axis(alt: Any, *, hours: bool) -> Any:
    if not hours:
        return alt.Axis(values=[1, 2, 3, 5, 10, 20, 50], format="d")
    values = [1 / 60, 1 / 6, 1, 6, 24, 72, 168, 720]
    words = ["1 min", "10 min", "1 h", "6 h", "1 day", "3 days", "1 week", "30 days"]
    pairs = " : ".join(
        f"abs(datum.value - {value}) < {value / 100} ? '{word}'"
        for value, word in zip(values, words, strict=True)
    )
    return alt.Axis(values=values, labelExpr=f"{pairs} : ''")


def _short(part: str) -> str:
    return {"half": "half", "all but the slowest 10 %": "90 %", "all but the slowest 1 %": "99 %"}.get(
        part, part
    )
