"""What each account has, what it uses, and what lies beside what it uses."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.estimate import Estimate, check_level
from cslab.intervals import mean, proportion
from cslab.measure.usage.clustered import FEW
from cslab.measure.usage.uses import Uses, find_uses
from cslab.study.measures import Feature

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True, slots=True, eq=False)
class Footprint:
    """How much of what it has each account uses, and what would come next.

    Parameters
    ----------
    table : DataFrame
        One row an account: account_id, plan, group, eligible, used (counts), share, features (ids it uses),
        unused (ids it has and does not use), adjacent (those of the unused that lie beside one it uses).
    features : DataFrame
        One row a feature that lies beside another: feature, name, beside (names of its neighbours), n
        (accounts that have it and use a neighbour), used (of those), value, low, high (Wilson), waiting
        (accounts that use a neighbour and not it), else_n, else_value (the share among accounts that use no
        neighbour).
    mean : Estimate or None
        Mean share over accounts; None when there are fewer than 5.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    features: pd.DataFrame
    mean: Estimate | None
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table of accounts."""
        return self.table

    def chart(self) -> alt.LayerChart:
        """Draw, of accounts that use a neighbour of a feature, the share that uses it, too."""
        from cslab import charts

        rows = self.features.dropna(subset=["value"]).sort_values("value", kind="stable")
        title = "Use it, too"
        return charts.intervals(rows, label="name", title=title, percent=True)

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        return f"{self.features.to_html(index=False, escape=True, border=0)}<ul>{doubts}</ul>"


def footprint(
    events: Any,
    features: Sequence[Feature],
    *,
    people: pd.DataFrame | None = None,
    accounts: pd.DataFrame | None = None,
    by: str | None = None,
    since: Any = None,
    until: Any = None,
    level: float = 0.95,
) -> Footprint:
    """Set what each account uses against what it has, and name what lies beside it.

    Parameters
    ----------
    events, features, people, accounts, by, since, until, level
        As for `cslab.measure.usage.adoption.adoption`. What lies beside what is said by ``next`` of features.

    Returns
    -------
    Footprint

    Notes
    -----
    Estimand of the mean: over accounts, the share of the features of their plan that anybody in them used in
    the span (Student's t). That accounts which use one feature also use another more often is an association:
    they may be larger, or older. An unused feature may be one that they do not need.

    Examples
    --------
    >>> made = pd.DataFrame({"person_id": "p", "account_id": ["a-1", "a-2"], "event": "export",
    ...                      "at": pd.Timestamp("2026-03-02 10:00")})
    >>> export = Feature("export", "Export", ("export",), next=("share",))
    >>> found = footprint(made, [export, Feature("share", "Share", ("share",))])
    >>> found.table[["account_id", "eligible", "used", "adjacent"]]
      account_id  eligible  used  adjacent
    0        a-1         2     1  (share,)
    1        a-2         2     1  (share,)
    """
    check_level(level)
    uses = find_uses(events, features, people=people, accounts=accounts, by=by, since=since, until=until)
    can = uses.eligible(uses.accounts)
    used = uses.account_used & can
    ids = [feature.id for feature in uses.features]
    beside = _beside(uses)
    near = (used.astype(int) @ beside.astype(int) > 0) & can
    table = uses.accounts[["account_id", "plan", "group"]].assign(
        eligible=can.sum(axis=1), used=used.sum(axis=1)
    )
    table["share"] = np.divide(
        table["used"],
        table["eligible"],
        out=np.full(len(table), np.nan),
        where=table["eligible"].to_numpy() > 0,
    )
    table["features"] = _names(used, ids)
    table["unused"] = _names(can & ~used, ids)
    table["adjacent"] = _names(near & ~used, ids)
    shares = table["share"].dropna()
    middle = mean(shares, level=level, unit="%") if len(shares) >= FEW else None
    rows = []
    for at, feature in enumerate(uses.features):
        if not beside[:, at].any():
            continue
        names = ", ".join(uses.features[other].name for other in np.flatnonzero(beside[:, at]))
        n, some = int(near[:, at].sum()), int((near & used)[:, at].sum())
        others = can[:, at] & ~near[:, at]
        share = proportion(some, n, level=level) if n >= FEW else None
        numbers = (np.nan,) * 3 if share is None else (share.value, share.low, share.high)
        rest = float(used[others, at].mean()) if others.sum() >= FEW else np.nan
        rows.append((feature.id, feature.name, names, n, some, *numbers, n - some, int(others.sum()), rest))
    columns = [
        "feature",
        "name",
        "beside",
        "n",
        "used",
        "value",
        "low",
        "high",
        "waiting",
        "else_n",
        "else_value",
    ]
    return Footprint(table.reset_index(drop=True), pd.DataFrame(rows, columns=columns), middle, uses.caveats)


def _beside(uses: Uses) -> Any:
    """Row uses, column lies beside it."""
    ids = [feature.id for feature in uses.features]
    beside = np.zeros((len(ids), len(ids)), dtype=bool)
    for at, feature in enumerate(uses.features):
        for other in feature.next:
            if other in ids:
                beside[at, ids.index(other)] = True
    return beside


def _names(flags: Any, ids: list[str]) -> list[tuple[str, ...]]:
    return [tuple(ids[at] for at in np.flatnonzero(row)) for row in flags]
