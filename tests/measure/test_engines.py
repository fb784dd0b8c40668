"""pandas, DuckDB and Spark give the same tables of the same events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import pytest

from cslab.errors import InputError
from cslab.measure import usage
from cslab.measure.usage.events import read_events
from tests.measure.events_made import FEATURES, accounts, make, people

Asked = Callable[[Any], dict[str, Any]]
WHO: dict[str, Any] = {"people": people(), "accounts": accounts()}
MOMENTS = pd.DataFrame(
    {
        "account_id": [f"a-{one}" for one in range(12)],
        "person_id": [f"p-{4 * one}" for one in range(12)],
        "at": pd.Timestamp("2026-03-20 12:00"),
    }
).assign(at=lambda table: table["at"] + pd.to_timedelta(range(0, 36, 3), unit="D"))

ASKED: dict[str, Asked] = {
    "events": lambda e: {"table": usage.list_events(e, FEATURES).table},
    "adoption": lambda e: {"table": usage.adoption(e, FEATURES, by="plan", **WHO).table},
    "adoption in a span": lambda e: {
        "table": usage.adoption(e, FEATURES, since="2026-01-31 23:59:59.999999", until="2026-03-01").table
    },
    "breadth": lambda e: {"table": usage.breadth(e, FEATURES, by="plan", **WHO).people},
    "depth": lambda e: {"table": usage.depth(e, by="plan", **WHO).people},
    "footprint": lambda e: {
        "table": usage.footprint(e, FEATURES, **WHO).table,
        "features": usage.footprint(e, FEATURES, **WHO).features,
    },
    "retention by week": lambda e: _both(usage.retention(e, "approved", unit="person", every="week")),
    "retention by month": lambda e: _both(usage.retention(e, "approved")),
    "retention by day": lambda e: _both(usage.retention(e, "exported", every="day")),
    "lifecycle": lambda e: {"table": usage.lifecycle(e, "approved", unit="person", every="week").table},
    "lifecycle by month": lambda e: {"table": usage.lifecycle(e, "approved").table},
    "stickiness": lambda e: _sticky(usage.stickiness(e, "approved")),
    "stickiness of accounts": lambda e: _sticky(usage.stickiness(e, "approved", unit="account", days=7)),
    "time to value": lambda e: {"waits": usage.time_to_value(e, "exported", accounts=accounts()).waits},
    "time to value of people": lambda e: {"waits": usage.time_to_value(e, "exported", unit="person").waits},
    "triggers": lambda e: {"table": usage.triggers(e, MOMENTS, accounts=accounts(), days=20).table},
    "triggers of people": lambda e: {"table": usage.triggers(e, MOMENTS, unit="person", days=20).table},
    "no such event": lambda e: _both(usage.retention(e, "nothing")),
}
ON_SPARK = (
    "adoption",
    "depth",
    "retention by week",
    "lifecycle",
    "stickiness",
    "time to value",
    "triggers",
)


def _both(found: usage.Retention) -> dict[str, Any]:
    return {"table": found.table, "curve": found.curve}


def _sticky(found: usage.Stickiness) -> dict[str, Any]:
    return {"table": found.table, "distribution": found.distribution}


def in_duckdb(table: pd.DataFrame) -> duckdb.DuckDBPyRelation:
    connection = duckdb.connect()
    connection.register("made", table)
    return connection.table("made")


def same(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one.keys() == other.keys()
    for name, table in one.items():
        pd.testing.assert_frame_equal(table, other[name], check_exact=True)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("asked", list(ASKED))
def test_duckdb_gives_what_pandas_gives(asked: str, seed: int) -> None:
    table = make(seed)
    same(ASKED[asked](table), ASKED[asked](in_duckdb(table)))


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning", "ignore::ResourceWarning")
def test_spark_gives_what_pandas_gives(spark: Any) -> None:
    table = make(3, rows=600)
    there = spark.createDataFrame(table).coalesce(1).cache()
    for asked in ON_SPARK:
        same(ASKED[asked](table), ASKED[asked](there))


def test_the_order_of_rows_does_not_matter() -> None:
    table = make(4)
    mixed = table.sample(frac=1, random_state=1, ignore_index=True)
    for name, ask in ASKED.items():
        if not name.startswith(
            "triggers"
        ):  # resampled for seconds, and compared between engines, which order rows as they like
            same(ask(table), ask(mixed))


def test_further_columns_and_a_narwhals_frame_will_do() -> None:
    import narwhals as nw

    table = make(5).assign(extra=1)[["extra", "at", "event", "account_id", "person_id"]]
    same(ASKED["adoption"](table), ASKED["adoption"](nw.from_native(table)))


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        ({"event": ["x"]}, "person_id, account_id, at are missing"),
        (
            {"person_id": ["p"], "account_id": ["a"], "event": ["x"], "at": ["2026-01-01"]},
            "hold moments",
        ),
    ],
)
def test_what_is_no_table_of_events_is_told(made: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read_events(pd.DataFrame(made))
    with pytest.raises(InputError, match="but a list was given"):
        read_events([made])
