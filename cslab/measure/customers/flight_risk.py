"""Renewal is not loyalty: who renewed and is unhappy, and what the silent could make of that."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.intervals import proportion
from cslab.measure.customers.relationships import day_of
from cslab.measure.customers.weighted import weighted_share

if TYPE_CHECKING:
    import altair as alt

TERM: Final = 365
"""Days of a contract, where nobody says otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class FlightRisk:
    """How many of those who renewed are unhappy.

    Parameters
    ----------
    unhappy : Estimate or None
        Share of unhappy ones among the renewers of whom it is known; None when it is known of nobody.
    weighted : Estimate or None
        The same, weighted to all renewers; None without weights.
    at_least, at_most : Estimate
        Share among all renewers, were all the silent ones happy, and were they all unhappy.
    renewed, silent : int
        How many renewed, and of how many of these nobody answered.
    table : DataFrame
        The unhappy renewers, the most certain first: account_id, name, revenue, renews_on, happiness, unhappy
        (probability), people (who answered), reasons (tuple of str).
    silent_accounts : DataFrame
        Renewers of whom nobody answered: account_id, name, revenue, renews_on, reasons.
    caveats : tuple of str
        What to doubt.
    """

    unhappy: Estimate | None
    weighted: Estimate | None
    at_least: Estimate
    at_most: Estimate
    renewed: int
    silent: int
    table: pd.DataFrame
    silent_accounts: pd.DataFrame
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return one row a figure: what, value, low, high, n, method."""
        figures = {
            "of those who answered": self.unhappy,
            "weighted to all who renewed": self.weighted,
            "were the silent all happy": self.at_least,
            "were the silent all unhappy": self.at_most,
        }
        made = [
            one.summary().assign(what=what)[["what", "value", "low", "high", "n", "method"]]
            for what, one in figures.items()
            if one is not None
        ]
        return pd.concat(made, ignore_index=True)

    @property
    def sentence(self) -> str:
        """Say it to those who see a renewal rate and sleep well."""
        if self.unhappy is None:
            return (
                f"{_count(self.renewed, 'account')} renewed and not one of them answered: nobody here knows "
                "whether they are happy or only have no better option yet."
            )
        who = round(self.unhappy.value * self.unhappy.n)
        be = "is" if who == 1 else "are"
        low, high = 100 * self.unhappy.low, 100 * self.unhappy.high
        first = (
            f"{who} of {_count(self.unhappy.n, 'account')} that renewed and answered {be} unhappy "
            f"({100 * self.unhappy.value:.0f} %; it could as well be {low:.0f} to {high:.0f} %)."
        )
        if self.weighted is not None:
            first += f" Weighted to all who renewed, it is {100 * self.weighted.value:.0f} %."
        if not self.silent:
            return f"{first} Every account that renewed answered."
        silent = "1 more renewed and is" if self.silent == 1 else f"{self.silent} more renewed and are"
        return (
            f"{first} {silent} silent: were the silent all happy, it would be "
            f"{100 * self.at_least.value:.0f} % of all renewers; were they all unhappy, "
            f"{100 * self.at_most.value:.0f} %."
        )

    def chart(self) -> alt.LayerChart:
        """Draw the share, weighted and not, and its bounds."""
        from cslab import charts

        return charts.intervals(
            self.summary(), label="what", title="Unhappy, of those who renewed", percent=True
        )

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        listed = self.table.head(50).to_html(index=False, escape=True, border=0)
        return f"<p><b>{html.escape(self.sentence)}</b></p>{listed}<ul>{doubts}</ul>"


def renewing(
    accounts: pd.DataFrame, *, on: date | datetime | str | None = None, term: int = TERM
) -> pd.Series:
    """Say which accounts have renewed: still here, and for longer than their first contract.

    Parameters
    ----------
    accounts : DataFrame
        account_id, started_on, churned_on; a column ``renewed`` (yes or no) is believed where it is filled.
    on : date or str, optional
        The day; today when not given.
    term : int
        Days of the first contract.

    Returns
    -------
    Series of bool
        By account_id. An account of which nobody knows when it started counts as not renewed.

    Examples
    --------
    >>> table = pd.DataFrame({"account_id": ["a", "b", "c"], "churned_on": [None, None, "2026-02-01"],
    ...                       "started_on": ["2024-01-01", "2026-01-01", "2024-01-01"]})
    >>> renewing(table, on="2026-03-01").tolist()
    [True, False, False]
    """
    day = day_of(on)
    started, churned = (
        pd.to_datetime(accounts[name], errors="coerce")
        if name in accounts
        else pd.Series(pd.NaT, index=accounts.index)
        for name in ("started_on", "churned_on")
    )
    here = churned.isna() | (churned > day)
    found = here & (started + pd.Timedelta(days=term) <= day)
    if "renewed" in accounts:
        said = accounts["renewed"].astype(object).map(lambda one: str(one).strip().lower())
        yes, no = said.isin(["yes", "true", "1"]), said.isin(["no", "false", "0"])
        found = (found | yes) & ~no & here
    return pd.Series(found.to_numpy(dtype=bool), index=pd.Index(accounts["account_id"]), name="renewed")


def even_out(renewers: Iterable[str], answered: Iterable[str], groups: pd.Series) -> pd.Series:
    """Weigh the renewers who answered so that each group counts as it does among all renewers.

    Parameters
    ----------
    renewers, answered : iterable of str
        account_id of all who renewed, and of those of whom somebody answered.
    groups : Series of str
        By account_id, such as the plan.

    Returns
    -------
    Series of float
        By account_id of those who answered; their mean is 1. A group of which nobody answered is stood for by
        nobody.

    Examples
    --------
    >>> plans = pd.Series({"a": "solo", "b": "team", "c": "team", "d": "team"})
    >>> even_out(["a", "b", "c", "d"], ["a", "b"], plans).to_dict()
    {'a': 0.5, 'b': 1.5}
    """
    group = groups.astype(object).where(groups.notna(), "unknown")
    everyone = group.reindex(list(renewers)).fillna("unknown").value_counts()
    here = group.reindex(list(answered)).fillna("unknown")
    weights = here.map(everyone / here.value_counts()).astype("float64")
    return weights / weights.mean() if len(weights) else weights


def flight_risk(
    accounts: pd.DataFrame,
    renewed: pd.Series,
    placed: pd.DataFrame,
    *,
    happy_at: float = 0.6,
    weights: pd.Series | None = None,
    reasons: Mapping[str, Sequence[str]] | None = None,
    level: float = 0.95,
) -> FlightRisk:
    """Estimate how many of those who renewed are unhappy, and list them.

    Parameters
    ----------
    accounts : DataFrame
        account_id, and where known name, revenue, renews_on.
    renewed : Series of bool
        By account_id; see `renewing`.
    placed : DataFrame
        One row an account of which somebody answered: account_id, happiness (0 to 1), unhappy (probability),
        people. `Quadrants.table` is one.
    happy_at : float
        Below this happiness an account is unhappy.
    weights : Series of float, optional
        By account_id: how much each account that answered counts, so that together they are like all.
    reasons : mapping, optional
        account_id -> what speaks for it, in words.
    level : float
        Of the intervals.

    Returns
    -------
    FlightRisk

    Raises
    ------
    InputError
        If no account renewed.

    Notes
    -----
    Estimand: ``P(unhappy | renewed)``. An account whose happiness lies below `happy_at` counts as unhappy;
    Wilson's interval, and with weights Wilson's of the effective number. The bounds of Manski: all the silent
    happy gives ``k / N``, all unhappy ``(k + silent) / N``; nothing is assumed of them, so the truth lies
    between, but for the error of measurement. Assumes that one term is enough to call it a renewal.
    The list is a reason to ask, not a verdict: each account has its probability.

    References
    ----------
    Manski, C. F. (2003). Partial Identification of Probability Distributions. Springer. Chapter 1.
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the
    American Statistical Association 22, 209-212.

    Examples
    --------
    >>> accounts = pd.DataFrame({"account_id": ["a", "b", "c"]})
    >>> placed = pd.DataFrame({"account_id": ["a", "b"], "happiness": [.9, .2], "unhappy": [.02, .97],
    ...                        "people": [2, 1]})
    >>> found = flight_risk(accounts, pd.Series(True, index=["a", "b", "c"]), placed)
    >>> print(found.sentence)
    1 of 2 accounts that renewed and answered is unhappy (50 %; it could as well be 9 to 91 %). 1 more renewed
    and is silent: were the silent all happy, it would be 33 % of all renewers; were they all unhappy, 67 %.
    """
    ids = [str(one) for one in accounts["account_id"] if bool(renewed.get(one, False))]
    if not ids:
        raise InputError("No account has renewed yet, so there is no renewal to look behind.")
    here = accounts[accounts["account_id"].isin(ids)].copy()
    for name in ("name", "revenue", "renews_on"):
        if name not in here:
            here[name] = None
    here["name"] = here["name"].fillna(here["account_id"])
    known = placed[["account_id", "happiness", "unhappy", "people"]]
    both = here[["account_id", "name", "revenue", "renews_on"]].merge(known, on="account_id", how="left")
    told = reasons or {}
    both["reasons"] = [tuple(told.get(one, ())) for one in both["account_id"]]
    answered = both[both["happiness"].notna()]
    silent = both[both["happiness"].isna()]
    low_mood = (answered["happiness"] < happy_at).to_numpy()
    k, n, total = int(low_mood.sum()), len(answered), len(both)
    share = proportion(k, n, level=level) if n else None
    weighted = None
    if n and weights is not None:
        w = answered["account_id"].map(weights).astype("float64").fillna(0.0)
        weighted = weighted_share(low_mood, w, level=level) if w.max() > 0 else None
    listed = answered[low_mood].sort_values(
        ["unhappy", "account_id"], ascending=[False, True], ignore_index=True
    )
    unsure = int((answered["unhappy"].between(0.2, 0.8)).sum())
    return FlightRisk(
        share,
        weighted,
        proportion(k, total, level=level),
        proportion(k + len(silent), total, level=level),
        total,
        len(silent),
        listed,
        silent.drop(columns=["happiness", "unhappy", "people"]).reset_index(drop=True),
        _doubts(len(silent), total, unsure, n, happy_at),
    )


def _doubts(silent: int, total: int, unsure: int, n: int, happy_at: float) -> tuple[str, ...]:
    doubts = [f"Unhappy is a happiness below {happy_at:g} of 1; where that line runs is an argument."]
    if silent:
        doubts.append(
            f"{silent} of {total} renewers are silent: the interval knows nothing of them, the bounds do."
        )
    if unsure:
        doubts.append(f"Of {unsure} of {n} it is not sure on which side they are (between 20 and 80 %).")
    doubts.append("An account is as happy as those who answered for it.")
    return tuple(doubts)


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
