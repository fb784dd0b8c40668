"""Whose idea of success the talks about renewal are using, and who renews on ours while theirs is behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from cslab.estimate import Estimate
from cslab.measure.customers.shares import as_html, share_of
from cslab.measure.customers.success import BEHIND

DEFINITIONS: Final = ("theirs", "ours", "none")
"""Whose idea of success a talk used."""

RENEWAL: Final = "renewal"
"""Kind of contact that is a talk about renewal."""


@dataclass(frozen=True, slots=True, eq=False)
class RenewalTalks:
    """Whose idea of success the talks about renewal used.

    Parameters
    ----------
    shares : mapping of str to Estimate
        Of each of `DEFINITIONS`, its share of the talks; empty when there were none.
    accounts : DataFrame
        One row an account: account_id, talks, theirs, ours, none (how many), last (definition of the latest),
        last_at.
    on_ours : DataFrame
        Accounts whose latest talk did not use their definition, while what somebody there calls success is
        behind: account_id, person_id, name, definition, way, due_way, last.
    left_out : int
        Talks that say nothing of whose definition was used.
    caveats : tuple of str
        What to doubt.
    """

    shares: dict[str, Estimate]
    accounts: pd.DataFrame
    on_ours: pd.DataFrame
    left_out: int
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return one row a definition: definition, value, low, high, n, method."""
        rows = [(name, one.value, one.low, one.high, one.n, one.method) for name, one in self.shares.items()]
        return pd.DataFrame(rows, columns=["definition", "value", "low", "high", "n", "method"])

    @property
    def sentence(self) -> str:
        """Say whose idea of success counts when a contract is renewed."""
        if not self.shares:
            return "No talk about renewal says yet whose idea of success it used."
        theirs = self.shares["theirs"]
        more = len(set(self.on_ours["account_id"]))
        tail = f" {more} accounts renew on ours while theirs is behind." if more > 1 else ""
        tail = " 1 account renews on ours while theirs is behind." if more == 1 else tail
        return f"{theirs.format(digits=0)} of the talks about renewal used the customer's own idea.{tail}"

    def _repr_html_(self) -> str:
        return as_html(self.summary(), self.caveats, f"<p>{self.sentence}</p>")


def renewal_talks(contacts: pd.DataFrame, progress: pd.DataFrame | None = None) -> RenewalTalks:
    """Find whose idea of success the talks about renewal used.

    Parameters
    ----------
    contacts : DataFrame
        account_id, at, kind, definition; those of kind ``renewal`` are looked at.
    progress : DataFrame, optional
        ``Success.table``: how far people have come toward their own definition.

    Returns
    -------
    RenewalTalks

    Notes
    -----
    Estimand: the share of talks that use a definition, among talks like these. Several talks of one account
    are alike, so whole accounts are resampled; ``n`` counts accounts. Which definition was used is what our
    own people wrote down.

    Examples
    --------
    >>> talks = pd.DataFrame({"account_id": ["a", "b"], "kind": "renewal", "definition": ["ours", "theirs"],
    ...                       "at": pd.to_datetime(["2026-01-01", "2026-01-02"])})
    >>> renewal_talks(talks).accounts[["account_id", "last"]]
      account_id    last
    0          a    ours
    1          b  theirs
    """
    talks = contacts[contacts["kind"].astype(object) == RENEWAL]
    known = talks[talks["definition"].isin(DEFINITIONS)].sort_values("at", kind="stable")
    shares = {
        name: share_of(known["definition"] == name, known["account_id"])
        for name in (DEFINITIONS if len(known) else ())
    }
    counts = known.groupby("account_id")["definition"].value_counts().unstack(fill_value=0)
    table = counts.reindex(columns=list(DEFINITIONS), fill_value=0).astype("int64").rename_axis(columns=None)
    table.insert(0, "talks", table.sum(axis=1))
    latest = known.drop_duplicates("account_id", keep="last").set_index("account_id")
    table["last"], table["last_at"] = latest["definition"], latest["at"]
    table = table.reset_index()
    caveats = ["Whose definition a talk used is what our own people wrote down."]
    unsaid = len(talks) - len(known)
    if unsaid:
        caveats.append(f"{unsaid} of {len(talks)} talks say nothing of it and are left out.")
    return RenewalTalks(shares, table, _on_ours(table, progress), unsaid, tuple(caveats))


def _on_ours(table: pd.DataFrame, progress: pd.DataFrame | None) -> pd.DataFrame:
    columns = ["account_id", "person_id", "name", "definition", "way", "due_way", "last"]
    if progress is None or table.empty:
        return pd.DataFrame(columns=columns)
    behind = progress[(progress["state"] == BEHIND) & (progress["whose"] == "theirs")]
    other = table.loc[table["last"] != "theirs", ["account_id", "last"]]
    return behind.merge(other, on="account_id")[columns].reset_index(drop=True)
