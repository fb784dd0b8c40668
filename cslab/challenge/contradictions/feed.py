"""The feed: everything that was looked at, corrected together, in the order of a stated rule."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from cslab.challenge.contradictions.contradiction import (
    AT_LEAST,
    FALLING,
    GOODWILL,
    HINT,
    HOLDS,
    KINDS,
    LISTED,
    RENEWING,
    Contradiction,
)
from cslab.errors import NotFoundError

MOST_BITS: Final = 10.0
"""Surprise counts up to here, one case of a thousand by chance, so that it can't drown the rest."""

EXISTENCE: Final = (FALLING, GOODWILL, RENEWING)
"""Kinds that are true of some people: two are enough to be listed, however few that is of all."""

RULE: Final = (
    "First comes what is both surprising and large: its surprise, times the part of your customers behind it."
)

OPEN: Final = "open"
STATUS: Final = ("key", "status", "note", "author", "at")
COLUMNS: Final = (
    *("key", "kind", "title", "value", "low", "high", "n", "unit", "against", "label", "p_holm", "people"),
    *("accounts", "revenue", "surprise", "share", "status"),
)


@dataclass(frozen=True, slots=True)
class Unseen:
    """What could not be looked at.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    why : str
        In a sentence, with how to mend it.
    """

    kind: str
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """Contradictions, the largest first.

    Parameters
    ----------
    entries : tuple of Contradiction
        Those that are listed.
    looked : tuple of Contradiction
        Everything that was looked at, listed or not; all are corrected together.
    unseen : tuple of Unseen
        What could not be looked at, and why.
    statuses : DataFrame
        What somebody said of each last: key, status, note, author, at.
    history : DataFrame
        Everything that was said, the oldest first; the same columns.
    caveats : tuple of str
        What to doubt.
    """

    entries: tuple[Contradiction, ...]
    looked: tuple[Contradiction, ...]
    unseen: tuple[Unseen, ...] = ()
    statuses: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(STATUS)))
    history: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(STATUS)))
    caveats: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Contradiction]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def contradiction(self, key: str) -> Contradiction:
        """Give one entry.

        Raises
        ------
        NotFoundError
            If it is not in the feed, or no longer.
        """
        for one in self.entries:
            if one.key == key:
                return one
        raise NotFoundError.of("contradiction", key, [one.key for one in self.entries])

    def status(self, key: str) -> str:
        """Say what became of an entry: ``"open"`` where nobody said anything yet."""
        found = self.statuses.loc[self.statuses["key"] == key, "status"]
        return str(found.iloc[-1]) if len(found) else OPEN

    @property
    def gone(self) -> pd.DataFrame:
        """What somebody said of entries that are no longer in the feed: key, status, note, author, at."""
        here = {one.key for one in self.entries}
        return self.statuses[~self.statuses["key"].isin(here)].reset_index(drop=True)

    def summary(self) -> pd.DataFrame:
        """Return one row an entry, in the order of the feed.

        Returns
        -------
        DataFrame
            key, kind, title, value, low, high, n, unit, against, label, p_holm, people, accounts, revenue,
            surprise (bits), share, status.
        """
        rows = [
            {
                "key": one.key,
                "kind": one.kind,
                "title": one.title,
                "value": one.estimate.value,
                "low": one.estimate.low,
                "high": one.estimate.high,
                "n": one.estimate.n,
                "unit": one.estimate.unit,
                "against": one.against,
                "label": one.label,
                "p_holm": one.p_holm,
                "people": len(one.person_ids),
                "accounts": len(one.account_ids),
                "revenue": math.nan if one.revenue is None else one.revenue,
                "surprise": one.surprise,
                "share": one.share,
                "status": self.status(one.key),
            }
            for one in self.entries
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _repr_html_(self) -> str:
        lines = "".join(
            f"<li><b>{html.escape(one.title)}</b> {html.escape(str(one.estimate))} "
            f"<em>{html.escape(one.label)}</em>, {html.escape(self.status(one.key))}</li>"
            for one in self.entries
        )
        missing = "".join(
            f"<li>{html.escape(KINDS[one.kind])}: {html.escape(one.why)}</li>" for one in self.unseen
        )
        return f"<p>{html.escape(RULE)}</p><ol>{lines}</ol><p>Not looked at:</p><ul>{missing}</ul>"


def feed(
    looked: Iterable[Contradiction],
    *,
    unseen: Iterable[Unseen] = (),
    people: pd.DataFrame | None = None,
    accounts: pd.DataFrame | None = None,
    listed: float = LISTED,
    level: float = 0.95,
) -> Feed:
    """Put everything that was looked at into one feed.

    Parameters
    ----------
    looked : iterable of Contradiction
        From the kinds of this folder: everything that was compared, however it came out.
    unseen : iterable of Unseen
        What could not be looked at.
    people, accounts : DataFrame, optional
        person_id and account_id; account_id and where known revenue and churned_on: for what is at stake.
    listed : float
        Below this p (not corrected) a comparison is listed.
    level : float
        1 less the error over the whole feed that is allowed to what ``holds up``.

    Returns
    -------
    Feed

    Notes
    -----
    Holm's correction is over everything that was looked at, listed or not: that a comparison came out as
    nothing does not undo that it was made. An entry ``holds up`` where its corrected p lies below 1 - level:
    if there is no contradiction at all, the chance that any entry of the feed holds up is at most that.
    Everything else that is listed is ``a hint``.

    The order: surprise times consequence, the largest first. Surprise is -log2 of the p of the entry alone,
    up to 10 bits. Consequence is the part of this year's revenue of today's accounts that the accounts
    concerned pay; where no revenue is known, the part of all known people who are concerned; where nobody
    knows people, their part of those looked at. Ties are broken by p, then by key. The product is an order
    of reading, not a measure: it has no unit, and twice as much is not twice as bad.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
    Statistics 6, 65-70.
    Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal 27, 379-423.

    Examples
    --------
    >>> len(feed([]))
    0
    """
    found = list(looked)
    if not found:
        return Feed((), (), tuple(unseen), caveats=_doubts(0))
    stakes = _Stakes(people, accounts)
    corrected = _holm([one.p for one in found])
    made = []
    for one, p_holm in zip(found, corrected, strict=True):
        homes, revenue, share = stakes.of(one)
        holds = p_holm < 1 - level
        enough = one.kind in EXISTENCE and len(one.person_ids or one.account_ids) >= AT_LEAST
        enough = enough and (one.kind != FALLING or one.p < 1)  # what all share is the season
        made.append(
            replace(
                one,
                p_holm=p_holm,
                label=HOLDS if holds else HINT,
                listed=holds or one.p < listed or enough,
                surprise=min(MOST_BITS, -math.log2(one.p)) if one.p > 0 else MOST_BITS,
                account_ids=homes,
                revenue=revenue,
                share=share,
            )
        )
    made.sort(key=lambda one: (-one.rank, one.p, one.key))
    return Feed(
        tuple(one for one in made if one.listed), tuple(made), tuple(unseen), caveats=_doubts(len(made))
    )


class _Stakes:
    """What stands behind entries: accounts, what they pay, and which part of all that is."""

    def __init__(self, people: pd.DataFrame | None, accounts: pd.DataFrame | None) -> None:
        self.homes: dict[str, str] = {}
        self.count = 0
        if people is not None and len(people):
            known = people[people["account_id"].notna()] if "account_id" in people else people.head(0)
            self.homes = dict(
                zip(known["person_id"].astype(str), known["account_id"].astype(str), strict=True)
            )
            self.count = int(people["person_id"].nunique())
        self.accounts = 0 if accounts is None else len(accounts)
        self.pay: dict[str, float] = {}
        if accounts is not None and len(accounts) and "revenue" in accounts:
            here = accounts[accounts["churned_on"].isna()] if "churned_on" in accounts else accounts
            money: Any = pd.to_numeric(here["revenue"], errors="coerce").fillna(0.0).clip(lower=0.0)
            self.pay = dict(zip(here["account_id"].astype(str), map(float, money), strict=True))
        self.total = sum(self.pay.values())

    def of(self, one: Contradiction) -> tuple[tuple[str, ...], float | None, float]:
        """Give the accounts concerned, what they pay, and their part of the whole."""
        homes = one.account_ids or tuple(
            dict.fromkeys(self.homes[who] for who in one.person_ids if who in self.homes)
        )
        if self.total > 0 and (homes or not one.person_ids):
            revenue = sum(self.pay.get(home, 0.0) for home in homes)
            return homes, revenue, revenue / self.total
        known = self.count if one.person_ids else self.accounts
        return homes, None, min(1.0, len(one.person_ids or homes) / max(known, one.n, 1))


def _holm(chances: list[float]) -> list[float]:
    order = np.argsort(chances, kind="stable")
    found, highest = np.ones(len(chances)), 0.0
    for step, at in enumerate(order):
        highest = max(highest, min(1.0, (len(chances) - step) * chances[at]))
        found[at] = highest
    return [float(one) for one in found]


def _doubts(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (
        f"{count} comparisons were made and are corrected together (Holm), those that came out as nothing "
        "included.",
        "A hint is listed early on purpose: look at it, and do not decide by it.",
        "That two sides disagree does not say which of them is right.",
    )
