"""The rotation: who listens to whom next, by a rule that everybody can read."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from cslab.errors import InputError
from cslab.study.frames import frame_of
from cslab.study.weeks import week_of
from cslab.tell.walk.waiting import LOW, NEVER, REST, STRATA, Waiting, words_of

PATTERN: Final = (LOW, NEVER, LOW, NEVER, REST)
"""Of every five places, two go to those who gave a low score, two to those whom nobody has heard, and one to
everybody else."""

PEACE: Final = timedelta(weeks=3)
"""For so long after a customer was put off they are not proposed again, to anybody."""

RULE: Final = (
    "Of every five places, two go to customers who gave a low score, two to those whom nobody has heard, and "
    "one to everybody else; where a group is empty, whoever has waited longest takes its place. Within a "
    "group the least recently heard come first, and ties are in an order drawn with seed {seed}. There is at "
    "most one customer from an account, nobody gets a customer again whom they have heard while others wait, "
    "and whoever was put off is left in peace for three weeks."
)

INVITED: Final = (
    "Colleagues who have never been in a session are invited first, then who has not been for longest."
)

_PROPOSALS: Final = {
    **{"week": "str", "teammate": "str", "person_id": "str", "name": "str", "account_id": "str"},
    **{"stratum": "str", "score": "float64", "most": "float64", "again": "bool", "why": "str"},
}
_COLLEAGUES: Final = {"teammate": "str", "sessions": "int64", "last_on": "str", "why": "str"}


@dataclass(frozen=True, slots=True, eq=False)
class Rotation:
    """Who should listen to whom next.

    Parameters
    ----------
    week : date
        Its Monday.
    proposals : DataFrame
        One row a proposal: week, teammate (empty in a session, where all listen to all), person_id, name,
        account_id, stratum, score, most, again (True where the teammate has heard them before), why.
    colleagues : DataFrame
        Of a session, who is invited: teammate, sessions (so far), last_on, why; else empty.
    rule : str
        How it was made, in words.
    waiting : DataFrame
        One row a stratum: stratum, customers, heard; see `Waiting.summary`.
    seed : int
        What it was drawn with: the same seed gives the same rotation.
    caveats : tuple of str
        Who is left out and why, and which places stay empty.
    """

    week: date
    proposals: pd.DataFrame
    colleagues: pd.DataFrame
    rule: str
    waiting: pd.DataFrame
    seed: int
    caveats: tuple[str, ...] = ()

    def summary(self) -> pd.DataFrame:
        """Return the proposals."""
        return self.proposals

    def of(self, teammate: str) -> pd.DataFrame:
        """Proposals for one teammate."""
        own = self.proposals["teammate"].str.casefold() == teammate.strip().casefold()
        return self.proposals[own].reset_index(drop=True)

    def _repr_html_(self) -> str:
        names = {"teammate": "Who", "name": "listens to", "account_id": "of", "why": "because"}
        shown = self.proposals[list(names)].rename(columns=names)
        if (self.proposals["teammate"] == "").all():
            shown = shown.drop(columns="Who")
        doubts = "".join(f"<li>{html.escape(one)}</li>" for one in self.caveats)
        table = shown.to_html(index=False, border=0, escape=True)
        return f"<p>{html.escape(self.rule)}</p>{table}<ul>{doubts}</ul>"


def rotation(
    waiting: Waiting,
    teammates: Sequence[str],
    *,
    listenings: pd.DataFrame,
    rota: pd.DataFrame | None = None,
    week: date | str | None = None,
    per_teammate: int = 1,
    seed: int = 0,
) -> Rotation:
    """Propose whom each teammate listens to in a week.

    Parameters
    ----------
    waiting : Waiting
        The customers, in their turn; see `cslab.tell.walk.waiting.waiting`.
    teammates : sequence of str
        Who listens.
    listenings : DataFrame
        teammate, person_id, on_day: who has listened to whom.
    rota : DataFrame, optional
        What was agreed: week, teammate, person_id, state. Whoever has their customers of this week gets no
        more, also where they put them off; a customer whom somebody will listen to is not proposed twice, and
        one who was put off not within `PEACE`.
    week : date or str, optional
        Any day of the week; this one when not given.
    per_teammate : int
        Customers for each.
    seed : int
        Of the order of ties.

    Raises
    ------
    InputError
        If nobody listens, or not even to one customer.

    Notes
    -----
    The places of a week are the teammates in an order drawn anew for each week, `per_teammate` times. Places
    are counted on from week to week, and each belongs to a stratum by `PATTERN`, so that small teams, too,
    come to every stratum in turn. Each place takes the first customer of its stratum whose turn it is, whose
    account is not taken, and whom this teammate has not heard; if there is none, the first such of any
    stratum; if there is none either, the one whom they heard the longest ago. So everybody's turn comes: in
    each stratum the order goes round, and each has at least one place in five. Nothing is drawn at random but
    the order of ties and of teammates, and both come from the seed.

    It is a rule for fairness, not a sample: figures from conversations chosen so are no estimate of all
    customers.

    Examples
    --------
    >>> from cslab.tell.walk.waiting import waiting
    >>> people = pd.DataFrame({"person_id": ["p-1"], "name": ["Ann"], "account_id": ["a-1"]})
    >>> nobody = pd.DataFrame({"teammate": [], "person_id": [], "on_day": []}, dtype="str")
    >>> found = rotation(waiting(people, listenings=nobody), ["Maya"], listenings=nobody, week="2026-11-23")
    >>> found.proposals[["teammate", "stratum"]].to_records(index=False).tolist()
    [('Maya', 'never heard')]
    """
    monday = week_of(week)
    names = list(dict.fromkeys(teammates))
    if not names or per_teammate < 1:
        raise InputError("Say who listens, and to how many: at least one teammate and one customer.")
    taken, accounts, busy = _agreed(rota, waiting.table, monday)
    heard = _heard(listenings, rota)
    order = sorted(names, key=lambda name: _drawn(f"{seed}/{monday}/{name}"))
    places = [name for _ in range(per_teammate) for name in order]
    first = monday.toordinal() // 7 * len(places)
    line = _Line(waiting.table)
    rows, empty = [], 0
    for at, name in enumerate(places):
        if busy.get(name, 0) > 0:
            busy[name] -= 1
            continue
        known = heard.get(name, {})
        found = line.take(PATTERN[(first + at) % len(PATTERN)], taken, accounts, known)
        if found is None:
            empty += 1
            continue
        rows.append(_proposal(found, monday, name, known))
        taken.add(found["person_id"])
        accounts.add(found["account_id"])
    caveats = list(waiting.caveats)
    if empty:
        what = "1 place stays" if empty == 1 else f"{empty} places stay"
        caveats.insert(0, f"{what} empty: no customer is left whose account is not taken.")
    return Rotation(
        monday,
        frame_of(rows, _PROPOSALS),
        frame_of([], _COLLEAGUES),
        RULE.format(seed=seed),
        waiting.summary(),
        seed,
        (*caveats, *left_out(waiting)),
    )


def next_session(
    waiting: Waiting,
    teammates: Sequence[str],
    *,
    listenings: pd.DataFrame,
    customers: int = 5,
    colleagues: int = 6,
    week: date | str | None = None,
    seed: int = 0,
) -> Rotation:
    """Propose whom a session hears, and who is invited to it.

    Parameters
    ----------
    waiting : Waiting
        Customers of whom there are clips that the team may hear.
    teammates : sequence of str
        Who could come.
    listenings : DataFrame
        teammate, person_id, how, source, on_day.
    customers, colleagues : int
        How many of each.
    week, seed
        See `rotation`.

    Notes
    -----
    Customers by the same rule as in `rotation`, the session as a whole taking the part of one teammate who
    has heard nobody. Colleagues: who has never been in a session comes first, then who has not for longest,
    ties in an order drawn with the seed.
    """
    if customers < 1 or colleagues < 1:
        raise InputError("A session has at least one customer to hear and one colleague to listen.")
    monday = week_of(week)
    line, rows = _Line(waiting.table), []
    taken: set[str] = set()
    accounts: set[str] = set()
    for at in range(customers):
        found = line.take(PATTERN[(monday.toordinal() // 7 + at) % len(PATTERN)], taken, accounts, {})
        if found is None:
            break
        rows.append(_proposal(found, monday, "", {}))
        taken.add(found["person_id"])
        accounts.add(found["account_id"])
    caveats = list(waiting.caveats)
    if len(rows) < customers:
        caveats.insert(0, f"Only {len(rows)} customers of different accounts can be heard in a session.")
    invited = _invited(teammates, listenings, seed)[:colleagues]
    rule = f"{RULE.format(seed=seed)} {INVITED}"
    return Rotation(
        monday,
        frame_of(rows, _PROPOSALS),
        frame_of(invited, _COLLEAGUES),
        rule,
        waiting.summary(),
        seed,
        (*caveats, *left_out(waiting)),
    )


def left_out(waiting: Waiting) -> tuple[str, ...]:
    """Say who is not proposed, and why."""
    return tuple(
        f"Not proposed: {count:,} {'customer' if count == 1 else 'customers'} who {reason}."
        for reason, count in waiting.left_out.items()
    )


# ----------------------------------------------------------------------------------------------- inside


class _Line:
    """Customers in line: by stratum, and all of them by how long they have waited."""

    def __init__(self, table: pd.DataFrame) -> None:
        rows = [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
        self._by = {name: [row for row in rows if row["stratum"] == name] for name in STRATA}
        self._all = sorted(rows, key=lambda row: words_of(row["heard_on"]))

    def take(
        self, stratum: str, taken: Collection[str], accounts: Collection[str], known: Mapping[str, str]
    ) -> dict[str, Any] | None:
        """Give the customer whose turn it is; None where nobody is left."""

        def free(rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
            return (
                row
                for row in rows
                if row["person_id"] not in taken and not (row["account_id"] and row["account_id"] in accounts)
            )

        for rows in (self._by[stratum], self._all):
            found = next((row for row in free(rows) if row["person_id"] not in known), None)
            if found is not None:
                return found
        return min(free(self._all), key=lambda row: known[row["person_id"]], default=None)


def _agreed(
    rota: pd.DataFrame | None, customers: pd.DataFrame, monday: date
) -> tuple[set[str], set[str], dict[str, int]]:
    """Customers and accounts that are taken, and how many lines each teammate has this week."""
    if rota is None or rota.empty:
        return set(), set(), {}
    here = rota[rota["week"] == monday.isoformat()]
    since, until = (monday - PEACE).isoformat(), monday.isoformat()
    lately = (rota["state"] == "put off") & (rota["week"] >= since) & (rota["week"] <= until)
    # what was agreed and not done stays agreed, whatever its week
    meant = rota[(rota["state"] == "agreed") | (rota["week"] == until) | lately]
    taken = set(meant["person_id"].astype(str))
    homes = dict(zip(customers["person_id"], customers["account_id"], strict=True))
    accounts = {homes[person] for person in here["person_id"] if homes.get(person)}
    return taken, accounts, {str(name): int(n) for name, n in here["teammate"].value_counts().items()}


def _heard(listenings: pd.DataFrame, rota: pd.DataFrame | None) -> dict[str, dict[str, str]]:
    """When each teammate heard each customer last."""
    known: dict[str, dict[str, str]] = {}
    pairs = [listenings[["teammate", "person_id", "on_day"]]]
    if rota is not None and len(rota):
        done = rota[rota["state"] == "done"].rename(columns={"week": "on_day"})
        pairs.append(done[["teammate", "person_id", "on_day"]])
    for table in pairs:
        for teammate, person, day in table.itertuples(index=False):
            own = known.setdefault(str(teammate), {})
            own[str(person)] = max(own.get(str(person), ""), str(day))
    return known


def _proposal(found: Mapping[str, Any], monday: date, teammate: str, known: Mapping[str, str]) -> list[Any]:
    again = found["person_id"] in known
    why = str(found["why"])
    if again:
        why += " Everybody else whom you could hear is taken or known to you, so it is somebody again."
    return [
        *(monday.isoformat(), teammate, found["person_id"], found["name"], found["account_id"]),
        *(found["stratum"], found["score"], found["most"], again, why),
    ]


def _invited(teammates: Sequence[str], listenings: pd.DataFrame, seed: int) -> list[list[Any]]:
    rows = listenings[listenings["how"] == "session"]
    seen = rows.drop_duplicates(["teammate", "source", "on_day"]).groupby("teammate")["on_day"]
    count, last = seen.count().to_dict(), seen.max().to_dict()
    names = sorted(dict.fromkeys(teammates), key=lambda name: (last.get(name, ""), _drawn(f"{seed}/{name}")))
    return [[name, int(count.get(name, 0)), last.get(name), _invitation(last.get(name))] for name in names]


def _invitation(last: str | None) -> str:
    if last is None:
        return "Has not been in a session yet."
    day = date.fromisoformat(last)
    return f"Was in a session last on {day.day} {day:%B %Y}."


def _drawn(what: str) -> str:
    return hashlib.sha256(what.encode()).hexdigest()
