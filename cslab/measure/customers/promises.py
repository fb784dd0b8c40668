"""Promises: how many are kept, by whom, which are overdue, and how those stand to whom one was broken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from cslab.estimate import Estimate
from cslab.measure.customers.shares import LEAST, as_html, day_of, days, ends, share_of

if TYPE_CHECKING:
    import altair as alt

_TEAM = ["teammate", "made", "kept", "broken", "released", "open", "overdue"]


@dataclass(frozen=True, slots=True, eq=False)
class Promises:
    """What we promised, and what became of it.

    Parameters
    ----------
    table : DataFrame
        One row a promise, overdue ones first, then other open ones by due date, then settled ones, the newest
        first: the columns of the promises, then overdue (bool), late (days after the due date: of an overdue
        one until today, of a kept one until it was kept; missing without a due date).
    kept : Estimate or None
        Share kept of those kept or broken; None while none is settled so.
    kept_at_worst : Estimate or None
        The same when every overdue one counts as broken.
    teammates : DataFrame
        One row a teammate: teammate, made, kept, broken, released, open, overdue, n (kept and broken), value,
        low, high (share kept; missing below 5), method.
    broken : DataFrame
        The broken ones, with whatever `standing` says of the person.
    on : date
        The day that overdue is counted to.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    kept: Estimate | None
    kept_at_worst: Estimate | None
    teammates: pd.DataFrame
    broken: pd.DataFrame
    on: date
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    @property
    def overdue(self) -> pd.DataFrame:
        """The promises that should have been kept by now."""
        return self.table[self.table["overdue"]].reset_index(drop=True)

    def chart(self) -> alt.LayerChart:
        """Draw the share kept of each teammate with five or more settled promises."""
        from cslab import charts

        known = self.teammates[self.teammates["value"].notna()]
        return charts.intervals(known, label="teammate", title="Promises kept", percent=True)

    def _repr_html_(self) -> str:
        head = f"<p>Kept: {self.kept}. Overdue: {int(self.table['overdue'].sum())}.</p>" if self.kept else ""
        return as_html(self.table[["what", "made_by", "due_on", "state", "overdue"]], self.caveats, head)


def promises(
    table: pd.DataFrame,
    *,
    standing: pd.DataFrame | None = None,
    today: date | str | None = None,
    level: float = 0.95,
    seed: int = 0,
) -> Promises:
    """See what became of what was promised.

    Parameters
    ----------
    table : DataFrame
        id, person_id, account_id, what, made_by, made_on, due_on, state, settled_on; see
        `cslab.study.promises.promises`.
    standing : DataFrame, optional
        How people stand: person_id and any further columns, such as sentiment and score.
    today : date or str, optional
        The day that overdue is counted to.
    level : float
        Of the intervals.
    seed : int
        Of the resampling.

    Returns
    -------
    Promises

    Notes
    -----
    Estimand: the share of promises like these that are kept, of those that were kept or broken. Released ones
    say nothing about it. Open ones are not settled, and those that are overdue may be broken already: the
    second share counts them so. Wilson's interval, or, where one person was promised several things,
    resampled people. Who writes promises down also decides which are known: this is not a ranking.

    Examples
    --------
    >>> made = pd.DataFrame({"id": [1, 2], "person_id": ["p-1", "p-2"], "account_id": None, "made_by": "Maya",
    ...     "what": ["An export", "A call"], "made_on": "2026-03-02", "due_on": ["2026-03-06", "2026-03-09"],
    ...     "state": ["kept", "made"], "settled_on": ["2026-03-08", None]})
    >>> found = promises(made, today="2026-03-20")
    >>> found.table[["what", "state", "overdue", "late"]]
            what state  overdue  late
    0     A call  made     True    11
    1  An export  kept    False     2
    """
    day = day_of(today)
    now = pd.Timestamp(day).as_unit("us")
    found = table.reset_index(drop=True).copy()
    due, settled = days(found["due_on"]), days(found["settled_on"])
    open_ = found["state"] == "made"
    found["overdue"] = (open_ & due.notna() & (due < now)).astype(bool)
    until = settled.where(found["state"] == "kept").fillna(now)
    late = (until - due).dt.days.astype("Int64")
    found["late"] = late.where((late > 0) & (found["overdue"] | (found["state"] == "kept")))
    ordered = found.assign(
        _rank=(~found["overdue"]).astype(int) + (~open_).astype(int),
        _when=due.where(open_, pd.NaT).astype("int64").where(open_ & due.notna(), 2**62),
        _ended=-settled.fillna(now).astype("int64"),
    ).sort_values(["_rank", "_when", "_ended", "id"], kind="stable")
    decided = found[found["state"].isin(["kept", "broken"])]
    worst = found[found["state"].isin(["kept", "broken"]) | found["overdue"]]
    kept = _share(decided, level, seed)
    team = _teammates(found, level)
    broken = ordered[ordered["state"] == "broken"].drop(columns=["_rank", "_when", "_ended"])
    if standing is not None:
        broken = broken.merge(standing, on="person_id", how="left", validate="m:1")
    return Promises(
        ordered.drop(columns=["_rank", "_when", "_ended"]).reset_index(drop=True),
        kept,
        _share(worst, level, seed),
        team,
        broken.reset_index(drop=True),
        day,
        _doubts(found, team),
    )


# ------------------------------------------------------------------------------------------ inside


def _share(rows: pd.DataFrame, level: float, seed: int) -> Estimate | None:
    if rows.empty:
        return None
    whom = rows["person_id"].astype(object).where(rows["person_id"].notna(), rows["account_id"])
    return share_of(rows["state"] == "kept", whom, level=level, seed=seed)


def _teammates(found: pd.DataFrame, level: float) -> pd.DataFrame:
    rows = []
    for name, own in found.groupby("made_by", sort=True):
        counts = {state: int((own["state"] == state).sum()) for state in ("kept", "broken", "released")}
        n = counts["kept"] + counts["broken"]
        share = None
        if n >= LEAST:
            settled = own[own["state"].isin(["kept", "broken"])]
            share = _share(settled, level, 0)
        value, low, high = ends(share)
        rows.append(
            {
                "teammate": str(name),
                "made": len(own),
                **counts,
                "open": int((own["state"] == "made").sum()),
                "overdue": int(own["overdue"].sum()),
                "n": n,
                "value": value,
                "low": low,
                "high": high,
                "method": share.method.partition(";")[0] if share is not None else None,
            }
        )
    columns = [*_TEAM, "n", "value", "low", "high", "method"]
    return pd.DataFrame(rows, columns=columns)


def _doubts(found: pd.DataFrame, team: pd.DataFrame) -> tuple[str, ...]:
    doubts = []
    few = team[(team["n"] > 0) & (team["n"] < LEAST)]
    if len(few):
        doubts.append(f"Fewer than {LEAST} settled, so no share is shown: {', '.join(few['teammate'])}.")
    overdue = int(found["overdue"].sum())
    if overdue:
        doubts.append(
            f"{overdue} overdue {'promise is' if overdue == 1 else 'promises are'} not settled yet, "
            "and not in the share."
        )
    endless = int(((found["state"] == "made") & found["due_on"].isna()).sum())
    if endless:
        doubts.append(f"{endless} open without a due date, which can't be late.")
    if len(found):
        doubts.append("Only promises that somebody wrote down are counted.")
    return tuple(doubts)
