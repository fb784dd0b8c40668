"""What people do in the product, person by person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cslab.challenge.claims.rows import rows_of
from cslab.challenge.claims.sources import Sources
from cslab.challenge.claims.values import Values
from cslab.errors import InputError, NotFoundError
from cslab.measure.usage.events import fetch, known, period_of, read_events, span_of
from cslab.measure.usage.uses import within
from cslab.study.personas import Condition, Indicator

DAYS = 28
"""How many days are looked at for active ones: four whole weeks, so that each weekday counts alike."""

NO_EVENTS = "There are no usage events yet; put files of events into usage/."


def measure_usage(indicator: Indicator, segment: Sequence[Condition], sources: Sources) -> Values:
    """Measure who uses a feature, or on how many days people come; see `cslab.challenge.claims.measure`.

    Raises
    ------
    NotFoundError
        If there is no such feature.
    InputError
        If no feature is named, or there are no events.
    """
    if indicator.counts == "days":
        return _active(indicator, segment, sources)
    features = {one.id: one for one in sources.config.features}
    if not indicator.feature:
        raise InputError('It does not say which feature it counts; name one, such as feature = "exports".')
    if indicator.feature not in features:
        raise NotFoundError.of("feature", indicator.feature, features)
    uses = sources.uses()
    if uses is None or uses.since is None:
        raise InputError(NO_EVENTS)
    at = [one.id for one in uses.features].index(indicator.feature)
    may = uses.eligible(uses.people)[:, at]
    who = uses.people[may]
    table, strangers = rows_of(
        indicator,
        segment,
        sources,
        "share",
        people=who["person_id"],
        values=uses.person_used[may, at].astype(float),
        accounts=who["account_id"].astype(object).where(who["account_id"].notna(), None),
    )
    feature = features[indicator.feature]
    counted = f"Counted: {' or '.join(feature.events)}, from {uses.since:%Y-%m-%d} to {uses.until:%Y-%m-%d}."
    return Values(
        indicator,
        table,
        "share",
        "%",
        f"People who use {feature.name}",
        caveats=(counted, *(_sentence(one) for one in uses.caveats), *strangers),
        spoke="whose plan has it" if feature.plans else "who could use it",
        does=f"use {feature.name}",
    )


def active_days(events: Any, *, days: int = DAYS) -> pd.DataFrame:
    """Count on how many days each person did anything, in the last whole days of the records.

    Parameters
    ----------
    events : DataFrame of pandas or PySpark, or DuckDB relation
        See `cslab.measure.usage.events.read_events`.
    days : int
        How many days are looked at, the last one being that of the last event.

    Returns
    -------
    DataFrame
        One row a person with any event in them: person_id, account_id (where the last of them was), days.

    Raises
    ------
    InputError
        If there are no events.

    Examples
    --------
    >>> at = pd.to_datetime(["2026-03-01 09:00", "2026-03-01 17:00", "2026-03-05 09:00", "2026-01-01 09:00"])
    >>> events = pd.DataFrame({"person_id": list("aabc"), "account_id": "x", "event": "login", "at": at})
    >>> active_days(events)[["person_id", "days"]].values.tolist()
    [['a', 1], ['b', 1]]
    """
    import narwhals as nw

    frame = known(read_events(events), "person_id")
    span = span_of(frame)
    if span is None:
        raise InputError(NO_EVENTS)
    since = span[1].normalize() - pd.Timedelta(days=days - 1)
    seen = (
        within(frame, since, None)
        .with_columns(period_of("day"))
        .group_by("person_id")
        .agg(
            nw.col("period").n_unique().alias("days"),
            nw.col("account_id").max().alias("account_id"),
        )
    )
    return fetch(seen, ["person_id"], {"person_id": "str", "account_id": "str", "days": "int64"})


def _active(indicator: Indicator, segment: Sequence[Condition], sources: Sources) -> Values:
    seen = sources.active_days()
    if seen is None or seen.empty:
        raise InputError(NO_EVENTS)
    table, strangers = rows_of(
        indicator,
        segment,
        sources,
        "mean",
        people=seen["person_id"],
        values=seen["days"].astype(float),
        accounts=seen["account_id"].astype(object).where(seen["account_id"].notna(), None),
    )
    return Values(
        indicator,
        table,
        "mean",
        "days",
        f"Days on which people do anything, of the last {DAYS}",
        caveats=(
            f"Of those who did anything in these {DAYS} days; who stayed away is not counted.",
            *strangers,
        ),
        spoke="who were active",
        scale=(0.0, float(DAYS)),
    )


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."
