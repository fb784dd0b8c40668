"""Weeks in a row in which somebody listened: shown to oneself alone, and nobody is shamed by them."""

from __future__ import annotations

import html
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from cslab.study.weeks import week_of
from cslab.tell.walk.sittings import sittings

WEEK: Final = timedelta(days=7)

MEANING: Final = (
    "A week counts when you listened to at least one customer in it, in any way. A week in which you put "
    "everything off, with a reason, or in which the rota had others and not you, is a week off: it neither "
    "counts nor ends anything. This week can only add. Nobody else sees your weeks; the team sees how many "
    "conversations there were, and no list of names."
)

HEARD, OFF, OPEN, EMPTY = "heard", "week off", "this week", ""


@dataclass(frozen=True, slots=True)
class Week:
    """A week of one teammate.

    Parameters
    ----------
    week : date
        Its Monday.
    conversations : int
        That they had in it.
    state : str
        ``"heard"``, ``"week off"``, ``"this week"`` (nothing yet), or empty: nothing is said of it.
    """

    week: date
    conversations: int
    state: str


@dataclass(frozen=True, slots=True)
class Streak:
    """What one teammate sees of their own weeks.

    Parameters
    ----------
    teammate : str
        Whose.
    weeks : int
        Weeks in a row that count.
    this_week, conversations : int
        Conversations this week, and in all.
    lately : tuple of Week
        The last eight weeks, the oldest first.
    """

    teammate: str
    weeks: int
    this_week: int
    conversations: int
    lately: tuple[Week, ...]

    @property
    def sentence(self) -> str:
        """What it comes to, without reproach."""
        if self.weeks == 0:
            return "A week counts as soon as you have listened to one customer. This one is open."
        rest = " This week is still open." if not self.this_week else ""
        if self.weeks == 1:
            return f"{self._when} you listened.{rest}"
        return f"{self.weeks} weeks in a row you listened to somebody.{rest}"

    @property
    def _when(self) -> str:
        """The one week that counts: weeks off may lie between it and this one."""
        if self.this_week:
            return "This week"
        heard = [one.week for one in self.lately if one.state == HEARD]
        last = bool(heard) and bool(self.lately) and self.lately[-1].week - heard[-1] == WEEK
        return "Last week" if last else "In the last week that was not off"


@dataclass(frozen=True, slots=True, eq=False)
class Streaks:
    """What the team sees of its listening, and one teammate of their own.

    Parameters
    ----------
    conversations, listeners, customers : int
        In all: conversations, teammates who had one, customers heard.
    this_week : int
        Conversations of the week.
    week : date
        Its Monday.
    weekly : DataFrame
        One row a week, without gaps: week, conversations, listeners.
    own : Streak or None
        Of the one who looks.
    meaning : str
        What counts, in words.
    """

    conversations: int
    listeners: int
    customers: int
    this_week: int
    week: date
    weekly: pd.DataFrame
    own: Streak | None = None
    meaning: str = MEANING

    @property
    def sentence(self) -> str:
        """What the team has done together.

        Examples
        --------
        >>> nobody = pd.DataFrame(columns=["teammate", "person_id", "how", "source", "on_day", "minutes"])
        >>> streaks(nobody).sentence
        'Nobody has written down a conversation yet.'
        """
        if not self.conversations:
            return "Nobody has written down a conversation yet."
        had = "1 conversation" if self.conversations == 1 else f"{self.conversations:,} conversations"
        by = "one of us" if self.listeners == 1 else f"{self.listeners} of us"
        return f"{had} by {by}; this week {self.this_week}."

    def summary(self) -> pd.DataFrame:
        """Return the conversations of each week."""
        return self.weekly

    def _repr_html_(self) -> str:
        own = f"<p>{html.escape(self.own.sentence)}</p>" if self.own else ""
        meaning = f"<p><small>{html.escape(self.meaning)}</small></p>"
        return f"<p><b>{html.escape(self.sentence)}</b></p>{own}{meaning}"


def streaks(
    listenings: pd.DataFrame,
    *,
    rota: pd.DataFrame | None = None,
    teammate: str | None = None,
    today: date | None = None,
) -> Streaks:
    """Count conversations by week, and one teammate's weeks in a row.

    Parameters
    ----------
    listenings : DataFrame
        teammate, person_id, how, source, on_day, minutes.
    rota : DataFrame, optional
        week, teammate, state: a week in which all that a teammate agreed to was put off, or in which others
        had lines and they had none, is a week off.
    teammate : str, optional
        Who looks: their own weeks are counted, too, and nobody else's.
    today : date, optional
        The present day.

    Notes
    -----
    See `MEANING`. Weeks in a row are counted back from this week, or from the last one while this week is
    empty. What is dated later than today does not count yet.
    """
    day = today or date.today()
    now = week_of(day)
    had = sittings(listenings[listenings["on_day"] <= day.isoformat()])
    heard = listenings[listenings["on_day"] <= day.isoformat()]["person_id"].nunique()
    own = None
    if teammate is not None:
        name = teammate.strip().casefold()
        mine = had[had["teammate"].str.casefold() == name]
        counted = {date.fromisoformat(str(one)): int(n) for one, n in mine["week"].value_counts().items()}
        off = _weeks_off(rota, name) - set(counted)
        lately = tuple(_week(now - WEEK * back, counted, off, now) for back in range(7, -1, -1))
        own = Streak(teammate, _in_a_row(set(counted), off, now), counted.get(now, 0), len(mine), lately)
    here = had["week"] == now.isoformat()
    return Streaks(len(had), had["teammate"].nunique(), heard, int(here.sum()), now, _weekly(had, now), own)


# ----------------------------------------------------------------------------------------------- inside


def _weeks_off(rota: pd.DataFrame | None, name: str) -> set[date]:
    if rota is None or rota.empty:
        return set()
    mine = rota[rota["teammate"].str.casefold() == name]
    asked = set(mine.loc[mine["state"] != "put off", "week"])
    return {date.fromisoformat(str(week)) for week in set(rota["week"]) - asked}


def _in_a_row(counted: Collection[date], off: Collection[date], now: date) -> int:
    """Weeks that count, back from now until one that neither counts nor is off."""
    weeks, week = 0, now if now in counted or now in off else now - WEEK
    first = min(counted, default=now)
    while week >= first and (week in counted or week in off):
        weeks += week in counted
        week -= WEEK
    return weeks


def _week(week: date, counted: dict[date, int], off: Collection[date], now: date) -> Week:
    if week in counted:
        return Week(week, counted[week], HEARD)
    return Week(week, 0, OFF if week in off else OPEN if week == now else EMPTY)


def _weekly(had: pd.DataFrame, now: date) -> pd.DataFrame:
    columns = {"week": "str", "conversations": "int64", "listeners": "int64"}
    if had.empty:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    by = had.groupby("week").agg(conversations=("how", "size"), listeners=("teammate", "nunique"))
    first = date.fromisoformat(str(by.index.min()))
    every = [(first + WEEK * at).isoformat() for at in range((now - first).days // 7 + 1)]
    return by.reindex(every, fill_value=0).rename_axis("week").reset_index().astype(columns)
