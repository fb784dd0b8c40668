"""How people like to be reached and to solve a problem: stated, observed, and where we assume otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.intervals import proportion
from cslab.measure.customers.shares import LEAST, as_html, ends

if TYPE_CHECKING:
    import altair as alt

WAYS: Final[Mapping[str, str]] = {"talk": "talk", "write": "write", "alone": "find out alone"}
"""How somebody likes it, and the words for it."""

ASPECTS: Final[Mapping[str, str]] = {"reach": "to be reached", "solve": "to solve a problem"}

CHANNELS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("call", "visit"), "talk"),
    **dict.fromkeys(("email", "chat", "form"), "write"),
    "help": "alone",
}
"""The way that a channel is."""

ENOUGH: Final = 3
"""So many contacts show how somebody does it; fewer may be chance."""

ANSWERED_WITHIN: Final = 7
"""Days within which a person who was contacted comes back, if they do."""

_PAIRS = (("assumed", "stated"), ("assumed", "observed"), ("stated", "observed"))


@dataclass(frozen=True, slots=True, eq=False)
class Preferences:
    """How people like it, and whether we know.

    Parameters
    ----------
    table : DataFrame
        One row a person and aspect (a key of `ASPECTS`): person_id, account_id, name, aspect, stated,
        assumed, observed (each a key of `WAYS` or missing), contacts (how many it was observed from), share
        (of those, the observed way), otherwise (bool: we assume other than they state, or, where they state
        nothing, than they do).
    agreement : DataFrame
        One row an aspect and comparison: aspect, of, against, agree, n, value, low, high (share who agree;
        missing below 5 people), method.
    ways : DataFrame
        One row an aspect, source (``stated``, ``observed``) and way: aspect, source, way, people, n, value,
        low, high (share of the people; missing below 5), method.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    agreement: pd.DataFrame
    ways: pd.DataFrame
    caveats: tuple[str, ...]

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    @property
    def otherwise(self) -> pd.DataFrame:
        """The people whom we take to like it otherwise than they do, one row a person and aspect."""
        return self.table[self.table["otherwise"]].reset_index(drop=True)

    def estimate(self, aspect: str, of: str = "assumed", against: str = "stated") -> Estimate | None:
        """Return one agreement; None below 5 people.

        Raises
        ------
        InputError
            If these two are not compared.
        """
        rows = self.agreement
        row = rows[(rows["aspect"] == aspect) & (rows["of"] == of) & (rows["against"] == against)]
        if row.empty:
            raise InputError(f"{of} {aspect} is not compared with {against}; see the table `agreement`.")
        agree, n = int(row["agree"].iloc[0]), int(row["n"].iloc[0])
        return proportion(agree, n) if n >= LEAST else None

    def chart(self) -> alt.LayerChart:
        """Draw how often two sources agree."""
        from cslab import charts

        known = self.agreement[self.agreement["value"].notna()]
        label = [f"{aspect}: {of} = {against}" for aspect, of, against in _named(known)]
        return charts.intervals(known.assign(which=label), label="which", title="Agreement", percent=True)

    def _repr_html_(self) -> str:
        return as_html(self.agreement, self.caveats)


def preferences(
    people: pd.DataFrame,
    contacts: pd.DataFrame | None = None,
    *,
    enough: int = ENOUGH,
    answered_within: float = ANSWERED_WITHIN,
    level: float = 0.95,
) -> Preferences:
    """See how people like to be reached and to solve a problem, and where we assume otherwise.

    Parameters
    ----------
    people : DataFrame
        person_id, account_id, name, and where known prefers_reach, prefers_solve, assumed_reach,
        assumed_solve (keys of `WAYS`).
    contacts : DataFrame, optional
        person_id, at, direction (``in``, ``out``), channel (a key of `CHANNELS`).
    enough : int
        Contacts from which a person's way is taken as observed.
    answered_within : float
        Days; see Notes.
    level : float
        Of the intervals.

    Returns
    -------
    Preferences

    Raises
    ------
    InputError
        If fewer than one contact is to be enough, or the days are not positive.

    Notes
    -----
    Observed way to solve: the channel's way of most contacts that the person began. Observed way to be
    reached: of most contacts that we began and they answered, which means that the same person began one
    within `answered_within` days. A tie shows no way. Agreement is the share of people about whom both are
    known, with Wilson's interval; those about whom nothing is known may differ. What is observed depends on
    what we offer: nobody answers a call that was never made.

    Examples
    --------
    >>> people = pd.DataFrame({"person_id": ["p-1", "p-2"], "account_id": "a-1", "name": ["Ana", "Bo"],
    ...     "prefers_solve": ["alone", None], "assumed_solve": ["talk", "talk"]})
    >>> calls = pd.DataFrame({"person_id": ["p-2"] * 3, "at": pd.date_range("2026-03-01", periods=3),
    ...     "direction": "in", "channel": ["email", "chat", "call"]})
    >>> preferences(people, calls).otherwise[["name", "aspect", "stated", "observed", "assumed"]]
      name aspect stated observed assumed
    0  Ana  solve  alone      NaN    talk
    1   Bo  solve    NaN    write    talk
    """
    if enough < 1:
        raise InputError(f"At least one contact must be enough to observe a way, but {enough} was given.")
    if not answered_within > 0:
        raise InputError(
            f"Days within which people answer must be positive, but {answered_within} was given."
        )
    seen = _observed(contacts, enough, answered_within)
    parts = []
    for aspect in ASPECTS:
        part = people.reindex(columns=["person_id", "account_id", "name"])
        part = part.assign(
            aspect=aspect,
            stated=_ways(people, f"prefers_{aspect}"),
            assumed=_ways(people, f"assumed_{aspect}"),
        )
        of_aspect = seen[seen["aspect"] == aspect].set_index("person_id")
        for column in ("observed", "contacts", "share"):
            part[column] = part["person_id"].map(of_aspect[column])
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    table["observed"] = table["observed"].astype("str")
    table["contacts"] = table["contacts"].fillna(0).astype("int64")
    theirs = table["stated"].where(table["stated"].notna(), table["observed"])
    known = theirs.notna() & table["assumed"].notna()
    table["otherwise"] = (known & (theirs != table["assumed"])).astype(bool)
    order = {person: at for at, person in enumerate(people["person_id"])}
    table = table.sort_values(
        "person_id", key=lambda column: column.map(order), kind="stable", ignore_index=True
    )
    agreement = _agreement(table, level)
    return Preferences(table, agreement, _of_ways(table, level), _doubts(table, agreement, enough))


# ------------------------------------------------------------------------------------------ inside


def _ways(people: pd.DataFrame, column: str) -> pd.Series:
    given = people.get(column, pd.Series(index=people.index, dtype="str")).astype("str")
    return given.where(given.isin(list(WAYS)))


def _observed(contacts: pd.DataFrame | None, enough: int, within: float) -> pd.DataFrame:
    """One row a person and aspect: how often, and which way, if one is ahead."""
    columns = ["person_id", "aspect", "observed", "contacts", "share"]
    if contacts is None or contacts.empty:
        return pd.DataFrame(columns=columns)
    rows = contacts.assign(way=contacts["channel"].map(CHANNELS))
    rows = rows[rows["way"].notna() & rows["person_id"].notna()]
    inward, outward = rows[rows["direction"] == "in"], rows[rows["direction"] == "out"]
    found = []
    for aspect, part in (("solve", inward), ("reach", _answered(outward, inward, within))):
        for person, own in part.groupby("person_id", sort=False):
            counts = own["way"].value_counts()
            first = counts.index[0] if len(counts) == 1 or counts.iloc[0] > counts.iloc[1] else None
            clear = first is not None and len(own) >= enough
            share = counts.iloc[0] / len(own) if clear else float("nan")
            found.append((person, aspect, first if clear else None, len(own), share))
    return pd.DataFrame(found, columns=columns)


def _answered(outward: pd.DataFrame, inward: pd.DataFrame, within: float) -> pd.DataFrame:
    """Contacts that we began after which the same person began one soon enough."""
    left = outward[outward["at"].notna()].sort_values("at")
    right = inward.loc[inward["at"].notna(), ["person_id", "at"]].assign(came=inward["at"]).sort_values("at")
    if left.empty or right.empty:
        return left.iloc[:0]
    met = pd.merge_asof(
        left,
        right,
        on="at",
        by="person_id",
        direction="forward",
        tolerance=pd.Timedelta(days=within),
        allow_exact_matches=False,
    )
    return met[met["came"].notna()]


def _agreement(table: pd.DataFrame, level: float) -> pd.DataFrame:
    rows = []
    for aspect in ASPECTS:
        own = table[table["aspect"] == aspect]
        for of, against in _PAIRS:
            both = own[own[of].notna() & own[against].notna()]
            agree, n = int((both[of] == both[against]).sum()), len(both)
            share = proportion(agree, n, level=level) if n >= LEAST else None
            rows.append((aspect, of, against, agree, n, *ends(share), "Wilson score interval"))
    columns = ["aspect", "of", "against", "agree", "n", "value", "low", "high", "method"]
    return pd.DataFrame(rows, columns=columns)


def _of_ways(table: pd.DataFrame, level: float) -> pd.DataFrame:
    rows = []
    for aspect in ASPECTS:
        own = table[table["aspect"] == aspect]
        for source in ("stated", "observed"):
            known = own[source].dropna()
            for way in WAYS:
                people = int((known == way).sum())
                share = proportion(people, len(known), level=level) if len(known) >= LEAST else None
                rows.append((aspect, source, way, people, len(known), *ends(share), "Wilson score interval"))
    columns = ["aspect", "source", "way", "people", "n", "value", "low", "high", "method"]
    return pd.DataFrame(rows, columns=columns)


def _named(rows: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(zip(rows["aspect"], rows["of"], rows["against"], strict=True))


def _doubts(table: pd.DataFrame, agreement: pd.DataFrame, enough: int) -> tuple[str, ...]:
    doubts = []
    few = agreement[(agreement["n"] > 0) & (agreement["n"] < LEAST)]
    if len(few):
        doubts.append(f"Comparisons of fewer than {LEAST} people show no share ({len(few)} of them).")
    thin = table[(table["contacts"] > 0) & table["observed"].isna()]
    if len(thin):
        people = thin["person_id"].nunique()
        doubts.append(f"{people} with fewer than {enough} such contacts, or no way ahead, show none.")
    unknown = table.groupby("person_id")[["stated", "observed"]].count().sum(axis=1)
    nothing = int((unknown == 0).sum())
    if nothing:
        doubts.append(f"Of {nothing} of {len(unknown)} people nobody knows how they like it: ask them.")
    doubts.append("What is observed depends on what was offered.")
    return tuple(doubts)
