"""Cox's model of what goes with an earlier or later event, and the check of what it assumes."""

from __future__ import annotations

import html
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate, check_level
from cslab.measure.survival.concordance import concordance

if TYPE_CHECKING:
    import altair as alt
    import numpy.typing as npt

EVENTS_EACH = 10
"""Fewer events a covariate than this, and its ratio is a guess."""


@dataclass(frozen=True, slots=True, eq=False)
class CoxModel:
    """Hazard ratios, and whether they may be read as such.

    Parameters
    ----------
    table : DataFrame
        One row a covariate: covariate, ratio, low, high, coefficient, se.
    check : DataFrame
        One row a covariate and one for all (``all together``): covariate, rho (correlation of its scaled
        residuals with time), statistic, df, p_holm.
    verdict : str
        What the check says, in words.
    log_likelihood : float
        Partial, at the estimates.
    concordance : Estimate
        Of two subjects, how often the one at higher estimated risk has the event first.
    n, events : int
        Subjects, and those who had the event.
    level : float
        Of the intervals.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    check: pd.DataFrame
    verdict: str
    log_likelihood: float
    concordance: Estimate
    n: int
    events: int
    level: float
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table of ratios."""
        return self.table

    def ratio(self, covariate: str) -> Estimate:
        """Return one hazard ratio: above 1, the event comes earlier with more of it.

        Raises
        ------
        NotFoundError
            If there is no such covariate.
        """
        if covariate not in set(self.table["covariate"]):
            raise NotFoundError.of("covariate", covariate, self.table["covariate"])
        row = self.table[self.table["covariate"] == covariate].iloc[0]
        method = "Cox, Efron's ties, Wald interval"
        ends = float(row["low"]), float(row["high"])
        return Estimate(float(row["ratio"]), *ends, self.n, method, self.level, "", self.caveats)

    def chart(self) -> alt.LayerChart:
        """Draw the ratios with their intervals, and a line at 1."""
        from cslab import charts

        rows = self.table.rename(columns={"ratio": "value"}).assign(n=self.n)
        return charts.intervals(rows, label="covariate", title="Hazard ratio", lines=(1.0,))

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(line)}</li>" for line in (self.verdict, *self.caveats))
        return f"{self.table.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def cox(
    frame: pd.DataFrame,
    duration: str,
    event: str,
    covariates: Sequence[str],
    *,
    entry: str | None = None,
    level: float = 0.95,
) -> CoxModel:
    """Fit Cox's model: what is associated with having the event earlier.

    Parameters
    ----------
    frame : DataFrame
        One row a subject.
    duration, event : str
        Columns: how long each was watched, and whether the event ended it.
    covariates : sequence of str
        Columns. Numbers and truth values are taken as they are; words become one covariate for each of them
        but the most frequent one, which they are compared with: ``plan: pro``.
    entry : str, optional
        Column: how long after their start each came under watch (left truncation).
    level : float
        Of the intervals.

    Returns
    -------
    CoxModel

    Raises
    ------
    NotFoundError
        If a column is not there.
    InputError
        If there are fewer events than covariates, a covariate does not vary, or no finite estimate exists.

    Notes
    -----
    Estimand: the ratio of the rates of the event of two subjects who differ by one in a covariate and in
    nothing else that the model knows, taken to be the same at all times. Ties after Efron. The check
    correlates the scaled Schoenfeld residuals with the Kaplan-Meier transform of time, for each covariate and
    for all at once. It sees little with few events: silence is no proof. A ratio says nothing of what would
    happen if the covariate were changed.

    References
    ----------
    Cox, D. R. (1972). Regression models and life-tables. Journal of the Royal Statistical Society B 34,
    187-220. Efron, B. (1977). The efficiency of Cox's likelihood function for censored data. JASA 72,
    557-565. Grambsch, P. M. & Therneau, T. M. (1994). Proportional hazards tests and diagnostics based on
    weighted residuals. Biometrika 81, 515-526.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> old = rng.integers(0, 2, 200)
    >>> made = pd.DataFrame({"days": rng.exponential(10, 200) / np.exp(old), "left": True, "old": old})
    >>> print(cox(made, "days", "left", ["old"]).ratio("old"))
    2.4 (1.8–3.3, n = 200)
    """
    from scipy import stats
    from statsmodels.duration.hazard_regression import PHReg
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    check_level(level)
    for column in (duration, event, *covariates, *([entry] if entry else [])):
        if column not in frame.columns:
            raise NotFoundError.of("column", column, map(str, frame.columns))
    time, happened, late, exog, names, caveats = _design(frame, duration, event, covariates, entry)
    events = int(happened.sum())
    if events <= len(names):
        raise InputError(
            f"A Cox model of {len(names)} covariates needs more events than that, but there are {events}."
        )
    centre = exog.mean(axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        try:
            model = PHReg(time, exog - centre, status=happened.astype(int), ties="efron", entry=late)
            found = model.fit(disp=0)
            covariance = np.asarray(found.cov_params())
        except (ConvergenceWarning, np.linalg.LinAlgError, ValueError) as error:
            raise InputError(
                "The Cox model finds no finite ratio; a covariate may tell the events apart completely."
            ) from error
    beta, se = np.asarray(found.params), np.sqrt(np.diag(covariance))
    if (
        not (np.isfinite(beta).all() and np.isfinite(se).all())
        or (np.abs(beta) * exog.std(axis=0) > 15).any()
    ):
        raise InputError(
            "The Cox model finds no finite ratio; a covariate may tell the events apart completely."
        )
    z = float(stats.norm.ppf((1 + level) / 2))
    table = pd.DataFrame(
        {
            "covariate": names,
            "ratio": np.exp(beta),
            "low": np.exp(beta - z * se),
            "high": np.exp(beta + z * se),
            "coefficient": beta,
            "se": se,
        }
    )
    check = _check(time, happened, late, exog - centre, beta, covariance, names)
    if events < EVENTS_EACH * len(names):
        caveats.append(f"{events} events for {len(names)} covariates: at least {EVENTS_EACH} each are wanted")
    return CoxModel(
        table,
        check,
        _verdict(check, events),
        float(found.llf),
        concordance(time, happened, (exog - centre) @ beta, entry=late, level=level),
        len(time),
        events,
        level,
        tuple(caveats),
    )


def _design(
    frame: pd.DataFrame, duration: str, event: str, covariates: Sequence[str], entry: str | None
) -> tuple[Any, Any, Any, Any, list[str], list[str]]:
    wanted = list(dict.fromkeys([duration, event, *covariates, *([entry] if entry else [])]))
    whole = frame[wanted].dropna()
    caveats = []
    if len(whole) < len(frame):
        caveats.append(f"{len(frame) - len(whole)} of {len(frame)} subjects lack a value and are left out")
    time = whole[duration].to_numpy(dtype="float64")
    late = whole[entry].to_numpy(dtype="float64") if entry else None
    watched = np.ones(len(whole), dtype=bool) if late is None else time > late
    if not watched.all():
        caveats.append(f"{int((~watched).sum())} subjects had ended before they came under watch")
        whole, time = whole[watched], time[watched]
        late = late[watched] if late is not None else None
    columns, names = [], []
    for name in covariates:
        values = whole[name]
        if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
            columns.append(values.to_numpy(dtype="float64"))
            names.append(name)
            continue
        counts = values.astype(str).value_counts()
        usual = min(counts[counts == counts.max()].index)
        for word in sorted(set(counts.index) - {usual}):
            columns.append((values.astype(str) == word).to_numpy(dtype="float64"))
            names.append(f"{name}: {word}")
        caveats.append(f"{name} is compared with {usual}")
    still = [name for name, column in zip(names, columns, strict=True) if np.ptp(column) == 0]
    if still or not columns:
        raise InputError(f"A covariate must vary, but {', '.join(still) or 'none was given that'} does not.")
    return time, whole[event].to_numpy(dtype=bool), late, np.column_stack(columns), names, caveats


def _check(
    time: npt.NDArray[np.float64],
    happened: npt.NDArray[np.bool_],
    late: npt.NDArray[np.float64] | None,
    exog: npt.NDArray[np.float64],
    beta: npt.NDArray[np.float64],
    covariance: npt.NDArray[np.float64],
    names: list[str],
) -> pd.DataFrame:
    """Grambsch and Therneau's test against 1 - Kaplan-Meier as the measure of time."""
    from scipy import stats
    from statsmodels.stats.multitest import multipletests

    moments, residuals, survival = schoenfeld(time, happened, late, exog, beta)
    clock = 1 - survival
    clock = clock - clock.mean()
    spread = float((clock**2).sum())
    events = len(moments)
    if spread == 0:
        return pd.DataFrame(columns=["covariate", "rho", "statistic", "df", "p_holm"])
    scaled = residuals @ covariance * events
    statistic = (clock @ scaled) ** 2 / (np.diag(covariance) * events * spread)
    at_once = clock @ residuals
    together = float(at_once @ covariance @ at_once) * events / spread
    p = stats.chi2.sf(statistic, 1)
    deviations = scaled.std(axis=0) * math.sqrt(spread / events) * events
    rho = np.divide(clock @ scaled, deviations, out=np.zeros(len(names)), where=deviations > 0)
    return pd.DataFrame(
        {
            "covariate": [*names, "all together"],
            "rho": [*rho, math.nan],
            "statistic": [*statistic, together],
            "df": [*([1] * len(names)), len(names)],
            "p_holm": [
                *multipletests(p, method="holm")[1],
                float(stats.chi2.sf(together, len(names))),
            ],
        }
    )


def schoenfeld(
    time: npt.NDArray[np.float64],
    happened: npt.NDArray[np.bool_],
    late: npt.NDArray[np.float64] | None,
    exog: npt.NDArray[np.float64],
    beta: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Give for each event its time, its covariates less those at risk, and the share still without.

    The share is Kaplan-Meier's just before the event, so that the clock runs on ranks of events.
    """
    weights = np.exp(exog @ beta)
    moments, residuals, clock = [], [], []
    survival = 1.0
    for moment in np.unique(time[happened]):
        risk = time >= moment if late is None else (time >= moment) & (late < moment)
        here = happened & (time == moment)
        deaths = int(here.sum())
        sums, total = weights[risk] @ exog[risk], weights[risk].sum()
        tied, tied_total = weights[here] @ exog[here], weights[here].sum()
        means = [(sums - k / deaths * tied) / (total - k / deaths * tied_total) for k in range(deaths)]
        mean = np.mean(means, axis=0)
        for row in exog[here]:
            moments.append(moment)
            residuals.append(row - mean)
            clock.append(survival)
        survival *= 1 - deaths / int(risk.sum())
    return np.array(moments), np.array(residuals), np.array(clock)


def _verdict(check: pd.DataFrame, events: int) -> str:
    if check.empty:
        return "All events came at one moment, so whether the ratios hold at all times can't be checked."
    single = check[(check["covariate"] != "all together") & (check["p_holm"] < 0.05)]
    if single.empty and float(check["p_holm"].iloc[-1]) >= 0.05:
        return (
            f"Nothing shows that the ratios change with time; from {events} events "
            "only large changes would show."
        )
    if single.empty:
        return (
            "Taken together the ratios change with time, though no single one stands out; read them as means."
        )
    grows = [f"{row['covariate']} {'grows' if row['rho'] > 0 else 'falls'}" for _, row in single.iterrows()]
    return (
        f"The ratio of {', of '.join(grows)} with time, so one number does not hold for all of it; "
        "read it as a mean over the time watched."
    )
