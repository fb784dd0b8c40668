"""Who used which feature, asked of a table of events in one pass; and who could have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.measure.survival.subjects import EVERYBODY
from cslab.measure.usage.events import fetch, read_events
from cslab.study.measures import Feature

if TYPE_CHECKING:
    import narwhals as nw
    import numpy.typing as npt

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class Uses:
    """Which features people and accounts used, and which they could have.

    Parameters
    ----------
    features : tuple of Feature
        In the order of the settings.
    people : DataFrame
        One row a person that counts: person_id, account_id, plan, group.
    accounts : DataFrame
        One row an account that counts: account_id, plan, group.
    person_used, account_used : array of bool, shape (n, number of features)
        Whether each of them used each feature.
    since, until : Timestamp or None
        The first and the last event; None when there was none.
    caveats : tuple of str
        What to doubt.
    """

    features: tuple[Feature, ...]
    people: pd.DataFrame
    accounts: pd.DataFrame
    person_used: npt.NDArray[np.bool_]
    account_used: npt.NDArray[np.bool_]
    since: pd.Timestamp | None
    until: pd.Timestamp | None
    caveats: tuple[str, ...]

    def eligible(self, table: pd.DataFrame) -> npt.NDArray[np.bool_]:
        """Say of each row of `people` or `accounts` which features its plan has."""
        codes, plans = pd.factorize(table["plan"])
        columns = []
        for feature in self.features:
            has = np.array(
                [*(not feature.plans or plan in feature.plans for plan in plans), not feature.plans]
            )
            columns.append(has[codes])  # the last one is for those without a plan
        return np.column_stack(columns) if columns else np.zeros((len(table), 0), dtype=bool)

    @property
    def groups(self) -> tuple[str, ...]:
        """Names of the groups; `EVERYBODY` alone where there was no grouping."""
        return tuple(sorted({*self.accounts["group"].unique(), *self.people["group"].unique()}))


def find_uses(
    events: Any,
    features: Sequence[Feature],
    *,
    people: pd.DataFrame | None = None,
    accounts: pd.DataFrame | None = None,
    by: str | None = None,
    since: Any = None,
    until: Any = None,
) -> Uses:
    """Ask a table of events who used what, and set that against who could have.

    Parameters
    ----------
    events : DataFrame of pandas or PySpark, or DuckDB relation
        See `cslab.measure.usage.events.read_events`.
    features : sequence of Feature
        From study.toml.
    people, accounts : DataFrame, optional
        person_id, account_id; account_id, plan, started_on, churned_on. They say who could have used a
        feature. Without them it is who did anything at all, which flatters.
    by : str, optional
        A column of accounts or people to group by.
    since, until : moment, optional
        Only events from here, to here.

    Raises
    ------
    InputError
        If no feature is described.
    NotFoundError
        If there is no column `by`.
    """
    if not features:
        raise InputError(
            "No feature is described yet; add [[features]] with id, name and events to study.toml."
        )
    nw = _nw()
    frame = within(read_events(events), since, until)
    flags = [
        nw.col("event").is_in(list(feature.events)).cast(nw.Int8).alias(f"f{at}")
        for at, feature in enumerate(features)
    ]
    kinds = {f"f{at}": "float64" for at in range(len(features))}
    found = fetch(
        frame.with_columns(*flags)
        .group_by("person_id", "account_id")
        .agg(
            nw.col("at").min().alias("first"),
            nw.col("at").max().alias("last"),
            *(nw.col(f"f{at}").max() for at in range(len(features))),
        ),
        ["person_id", "account_id"],
        {
            "person_id": "str",
            "account_id": "str",
            "first": "datetime64[us]",
            "last": "datetime64[us]",
            **kinds,
        },
    )
    first = None if found.empty else pd.Timestamp(found["first"].min())
    last = None if found.empty else pd.Timestamp(found["last"].max())
    who, caveats = _people(found, people)
    where, more = _accounts(found, who, accounts, first if since is None else pd.Timestamp(since), last)
    who = who[who["account_id"].isna() | who["account_id"].isin(where["account_id"])]
    who = who.merge(where[["account_id", "plan"]], on="account_id", how="left")
    who, where = _grouped(who, where, people, accounts, by)
    columns = list(kinds)
    return Uses(
        tuple(features),
        who,
        where,
        _used(found, "person_id", who["person_id"], columns),
        _used(found, "account_id", where["account_id"], columns),
        first,
        last,
        (*caveats, *more),
    )


def within(frame: nw.LazyFrame[Any], since: Any, until: Any) -> nw.LazyFrame[Any]:
    """Keep events from one moment up to another, both in UTC."""
    nw = _nw()
    if since is not None:
        frame = frame.filter(nw.col("at") >= pd.Timestamp(since).to_pydatetime())
    if until is not None:
        frame = frame.filter(nw.col("at") <= pd.Timestamp(until).to_pydatetime())
    return frame


def _nw() -> Any:
    import narwhals

    return narwhals


def _used(found: pd.DataFrame, key: str, ids: pd.Series[Any], columns: list[str]) -> npt.NDArray[np.bool_]:
    named = found.dropna(subset=[key])
    once = named[key].is_unique
    used = named.set_index(key)[columns] if once else named.groupby(key)[columns].max()
    used = used.reindex(ids.astype(str))
    whole: npt.NDArray[np.bool_] = used.fillna(0).to_numpy() > 0
    return whole


def _people(found: pd.DataFrame, people: pd.DataFrame | None) -> tuple[pd.DataFrame, list[str]]:
    seen = found.dropna(subset=["person_id"])[["person_id", "account_id"]].drop_duplicates("person_id")
    if people is None or people.empty:
        return seen.reset_index(drop=True), [
            "shares are of people seen in the events; who did nothing is missing"
        ]
    who = people[["person_id", "account_id"]].dropna(subset=["person_id"]).astype("str")
    who = who.drop_duplicates("person_id").reset_index(drop=True)
    strangers = int((~seen["person_id"].isin(who["person_id"])).sum())
    many = f"{strangers} people in the events are not in the table of people, and are not counted"
    one = "1 person in the events is not in the table of people, and is not counted"
    return who, [one if strangers == 1 else many] if strangers else []


def _accounts(
    found: pd.DataFrame,
    who: pd.DataFrame,
    accounts: pd.DataFrame | None,
    since: pd.Timestamp | None,
    until: pd.Timestamp | None,
) -> tuple[pd.DataFrame, list[str]]:
    if accounts is None or accounts.empty:
        ids = sorted({*found["account_id"].dropna(), *who["account_id"].dropna()})
        return pd.DataFrame({"account_id": pd.Series(ids, dtype="str"), "plan": pd.Series(dtype="str")}), []
    where = accounts.dropna(subset=["account_id"]).drop_duplicates("account_id")
    made = pd.DataFrame({"account_id": where["account_id"].astype("str")})
    made["plan"] = where["plan"].astype("str") if "plan" in where.columns else pd.Series(dtype="str")
    gone = pd.Series(False, index=where.index)
    if "churned_on" in where.columns and since is not None:
        gone |= pd.to_datetime(where["churned_on"]) < since
    if "started_on" in where.columns and until is not None:
        gone |= pd.to_datetime(where["started_on"]) > until
    count = int(gone.sum())
    noun = "1 account was" if count == 1 else f"{count} accounts were"
    said = [f"{noun} not a customer in that time, and not counted"] if count else []
    return made[~gone].reset_index(drop=True), said


def _grouped(
    who: pd.DataFrame,
    where: pd.DataFrame,
    people: pd.DataFrame | None,
    accounts: pd.DataFrame | None,
    by: str | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if by is None:
        return who.assign(group=EVERYBODY), where.assign(group=EVERYBODY)
    if accounts is not None and by in accounts.columns:
        names = (
            accounts.dropna(subset=[by]).drop_duplicates("account_id").set_index("account_id")[by].astype(str)
        )
        return (
            who.assign(group=who["account_id"].map(names).fillna(UNKNOWN)),
            where.assign(group=where["account_id"].map(names).fillna(UNKNOWN)),
        )
    if people is not None and by in people.columns:
        names = people.dropna(subset=[by]).drop_duplicates("person_id").set_index("person_id")[by].astype(str)
        # An account is in no one group of its people.
        return who.assign(group=who["person_id"].map(names).fillna(UNKNOWN)), where.iloc[:0].assign(group="")
    known = [
        *(accounts.columns if accounts is not None else ()),
        *(people.columns if people is not None else ()),
    ]
    raise NotFoundError.of("column", by, map(str, dict.fromkeys(known)))
