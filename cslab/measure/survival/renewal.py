"""How long customers stay, and how many renew each time their contract ends."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate
from cslab.intervals import proportion
from cslab.measure.survival.kaplan_meier import SurvivalCurve, kaplan_meier
from cslab.measure.survival.subjects import EVERYBODY
from cslab.measure.usage.clustered import FEW

if TYPE_CHECKING:
    import altair as alt

MONTH = 365.25 / 12
"""Days."""
NOT_LOYALTY = (
    "renewal is not loyalty: who renews may be unhappy and see no better option yet; "
    "ask them, and see hidden flight risk"
)


@dataclass(frozen=True, slots=True, eq=False)
class RenewalCurve:
    """How long customers stay.

    Parameters
    ----------
    curve : SurvivalCurve
        Customers who are still customers, by months since they started.
    renewals : DataFrame
        One row a group and term of the contract: group, term, reached (accounts whose term ended), renewed,
        value, low, high (Wilson; with renewed missing below 5 accounts), n.
    at_renewal : Estimate or None
        Of those who left, how many did so at the end of a term; None when fewer than 5 left.
    as_of : Timestamp
        The day up to which this is known.
    caveats : tuple of str
        What to doubt.
    """

    curve: SurvivalCurve
    renewals: pd.DataFrame
    at_renewal: Estimate | None
    as_of: pd.Timestamp
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the summary of the curve: one row a group."""
        return self.curve.summary()

    def chart(self) -> alt.LayerChart:
        """Draw the curve with the numbers at risk under it."""
        return self.curve.chart()

    def renewal_chart(self) -> alt.LayerChart:
        """Draw how many renewed at the end of each term."""
        from cslab import charts

        rows = self.renewals.dropna(subset=["value"])
        several = rows["group"].nunique() > 1
        named = [
            f"{group}, term {term}" if several else f"Term {term}"
            for group, term in zip(rows["group"], rows["term"], strict=True)
        ]
        return charts.intervals(
            rows.assign(label=named), label="label", title="Renewed at the end of the term", percent=True
        )

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{self.summary().to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def renewal_curve(
    accounts: pd.DataFrame,
    *,
    by: str | None = None,
    as_of: date | pd.Timestamp | None = None,
    since: date | pd.Timestamp | None = None,
    term: int = 12,
    near: int = 31,
    level: float = 0.95,
) -> RenewalCurve:
    """Estimate how long customers stay, and how many renew each time their contract ends.

    Parameters
    ----------
    accounts : DataFrame
        account_id, started_on, churned_on, renews_on (dates; churned_on is missing for customers), and `by`.
    by : str, optional
        A column to tell curves apart.
    as_of : date, optional
        The day up to which departures are known; without it the last of started_on and churned_on.
    since : date, optional
        The day from which departures are recorded. Accounts that started before it come under watch then:
        those that left earlier are not in the table, and taking them for granted would flatter the curve.
    term : int
        Months of a contract.
    near : int
        Days around the end of a term within which leaving counts as not renewing.
    level : float
        Of the intervals.

    Returns
    -------
    RenewalCurve

    Raises
    ------
    NotFoundError
        If a column is not there.
    InputError
        If no account has a day on which it started, or every group has fewer than 5.

    Notes
    -----
    Estimand: the share of customers that stays for so many months, as `kaplan_meier` has it; and, for each
    end of a term, the share that renews of those that reached it and whose decision is known. A term is
    reached unless the customer left more than `near` days before it; its decision is known `near` days after
    it.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01"])
    >>> left = pd.to_datetime(["2025-01-01", None, None, None, None])
    >>> table = pd.DataFrame({"account_id": list("abcde"), "started_on": days, "churned_on": left})
    >>> found = renewal_curve(table, as_of=date(2026, 1, 1))
    >>> found.renewals[["term", "reached", "renewed"]]
       term  reached  renewed
    0     1        5        4
    """
    needed = ["account_id", "started_on", "churned_on", *([by] if by else [])]
    for column in needed:
        if column not in accounts.columns:
            raise NotFoundError.of("column", column, map(str, accounts.columns))
    table = accounts.assign(
        started=pd.to_datetime(accounts["started_on"]), churned=pd.to_datetime(accounts["churned_on"])
    )
    day = _last_day(table) if as_of is None else pd.Timestamp(as_of)
    known = table["started"].notna() & (table["started"] <= day)
    if by is not None:
        known &= table[by].notna()
    caveats = []
    if (~known).any():
        caveats.append(f"{int((~known).sum())} of {len(table)} accounts have no start that is known by then")
    wrong = known & table["churned"].notna() & (table["churned"] < table["started"])
    if wrong.any():
        caveats.append(f"{int(wrong.sum())} accounts left before they started, and are left out")
    table = table[known & ~wrong]
    if table.empty:
        raise InputError("No account has a day on which it started; put started_on into accounts.csv.")
    if by is not None:
        table, small = _large(table, by)
        if small:
            caveats.append(f"groups of fewer than {FEW} accounts are not shown: {', '.join(small)}")
    left = table["churned"].notna() & (table["churned"] <= day)
    end = table["churned"].where(left, day)
    months = (end - table["started"]).dt.days / MONTH
    entry = None
    if since is not None:
        begin = pd.Timestamp(since)
        entry = ((begin - table["started"]).dt.days / MONTH).clip(lower=0)
    else:
        caveats.append(
            "accounts that left before records begin are not in the table; "
            "name that day with since, or the curve flatters"
        )
    curve = kaplan_meier(
        months,
        left,
        by=None if by is None else table[by].astype(str),
        entry=entry,
        level=level,
        unit="months",
        what="leaving",
    )
    stale = _stale(table, left, day)
    if stale:
        caveats.append(
            f"{stale} customers have a renewal day that has passed; their renewal is taken as made"
        )
    renewals, at_end = _renewals(table, left, day, by, since, term, near, level)
    gone = int(left.sum())
    at_renewal = proportion(int(at_end.sum()), gone, level=level) if gone >= FEW else None
    doubts = (*caveats, *curve.caveats, NOT_LOYALTY)
    return RenewalCurve(curve, renewals, at_renewal, day, doubts)


def _large(table: pd.DataFrame, by: str) -> tuple[pd.DataFrame, list[str]]:
    """Leave out groups of few accounts, whose curve would be that of single ones; and name them."""
    named = table[by].astype(str)
    size = named.groupby(named).transform("size")
    small = sorted(set(named[size < FEW]))
    if len(small) == named.nunique():
        raise InputError(f"Every {by} has fewer than {FEW} accounts, so there are no curves to tell apart.")
    return table[size >= FEW], small


def _last_day(table: pd.DataFrame) -> pd.Timestamp:
    found = pd.concat([table["started"], table["churned"]]).max()
    if pd.isna(found):
        raise InputError("No account has a day on which it started; put started_on into accounts.csv.")
    return pd.Timestamp(found)


def _stale(table: pd.DataFrame, left: pd.Series[bool], day: pd.Timestamp) -> int:
    if "renews_on" not in table.columns:
        return 0
    renews = pd.to_datetime(table["renews_on"])
    return int((~left & renews.notna() & (renews < day)).sum())


def _renewals(
    table: pd.DataFrame,
    left: pd.Series[bool],
    day: pd.Timestamp,
    by: str | None,
    since: Any,
    term: int,
    near: int,
    level: float,
) -> tuple[pd.DataFrame, pd.Series[bool]]:
    """Count for each end of a term who reached it and who renewed; and who left at such an end."""
    grace = pd.Timedelta(days=near)
    groups = pd.Series(EVERYBODY, index=table.index) if by is None else table[by].astype(str)
    last = int(((day - table["started"]).dt.days / MONTH).max() // term)
    at_end = pd.Series(False, index=table.index)
    rows = []
    for number in range(1, last + 1):
        ends = table["started"] + pd.DateOffset(months=number * term)
        here = left & (table["churned"] >= ends - grace) & (table["churned"] <= ends + grace)
        at_end |= here
        decided = ends + grace <= day
        if since is not None:
            decided &= ends - grace >= pd.Timestamp(since)
        reached = decided & (~left | (table["churned"] >= ends - grace))
        for group in sorted(set(groups)):
            mine = reached & (groups == group)
            n, renewed = int(mine.sum()), int((mine & ~here).sum())
            if n == 0:
                continue
            share = proportion(renewed, n, level=level) if n >= FEW else None
            numbers = (np.nan,) * 3 if share is None else (share.value, share.low, share.high)
            rows.append((group, number, n, pd.NA if share is None else renewed, *numbers, n))
    columns = ["group", "term", "reached", "renewed", "value", "low", "high", "n"]
    return pd.DataFrame(rows, columns=columns).astype({"renewed": "Int64"}), at_end
