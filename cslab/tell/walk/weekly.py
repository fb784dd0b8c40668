"""A week of the rota: who listens to whom, what became of it, and the weeks before."""

from __future__ import annotations

import html
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from cslab.study.rota import AGREED, DONE, PUT_OFF
from cslab.study.weeks import week_of

_HISTORY: Final = {"week": "str", "agreed": "int64", "done": "int64", "put_off": "int64"}


@dataclass(frozen=True, slots=True, eq=False)
class Rota:
    """Who walks a mile with whom in a week.

    Parameters
    ----------
    week : date
        Its Monday.
    table : DataFrame
        One row a line, by name of the teammate: the columns of `cslab.study.rota.rota`, then name and
        account_id of the customer.
    history : DataFrame
        One row a week in which anything was agreed, the newest first: week, agreed (still open), done,
        put_off.
    """

    week: date
    table: pd.DataFrame
    history: pd.DataFrame

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.week - timedelta(days=7)

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.week + timedelta(days=7)

    def of(self, teammate: str) -> pd.DataFrame:
        """Lines of one teammate."""
        own = self.table["teammate"].str.casefold() == teammate.strip().casefold()
        return self.table[own].reset_index(drop=True)

    @property
    def sentence(self) -> str:
        """How far the week is; nobody is named."""
        if self.table.empty:
            return "Nothing is agreed for this week yet."
        count = self.table["state"].value_counts()
        said = [f"{count.get(DONE, 0)} of {len(self.table)} done"]
        if count.get(PUT_OFF, 0):
            said.append(f"{count[PUT_OFF]} put off")
        return f"{', '.join(said)}."

    def summary(self) -> pd.DataFrame:
        """Return the lines."""
        return self.table

    def _repr_html_(self) -> str:
        names = {"teammate": "Who", "name": "listens to", "state": "is", "reason": "because"}
        table = self.table[list(names)].rename(columns=names).to_html(index=False, border=0, escape=True)
        return f"<p>Week of {self.week.isoformat()}. {html.escape(self.sentence)}</p>{table}"


def weekly(lines: pd.DataFrame, week: date | str | None = None) -> Rota:
    """Take a week out of the rota.

    Parameters
    ----------
    lines : DataFrame
        All lines of the rota, with names.
    week : date or str, optional
        Any day of the week; this one when not given.

    Examples
    --------
    >>> lines = pd.DataFrame({"week": ["2026-11-16", "2026-11-23"], "teammate": "Maya", "name": "Ann",
    ...                       "state": ["put off", "done"], "reason": ["ill", ""]})
    >>> found = weekly(lines, "2026-11-24")
    >>> found.sentence, found.history["put_off"].tolist()
    ('1 of 1 done.', [0, 1])
    """
    monday = week_of(week)
    here = lines[lines["week"] == monday.isoformat()]
    by = pd.crosstab(lines["week"], lines["state"]).reindex(columns=[AGREED, DONE, PUT_OFF], fill_value=0)
    history = by.sort_index(ascending=False).reset_index()
    history.columns = pd.Index(list(_HISTORY))
    order = here["teammate"].str.casefold()
    table = here.iloc[order.argsort(kind="stable")] if len(here) else here
    return Rota(monday, table.reset_index(drop=True), history.astype(_HISTORY))
