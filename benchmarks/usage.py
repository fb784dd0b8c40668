"""Adoption and retention over many events in Parquet, against SQL written by hand for the same table.

    python benchmarks/usage.py [--events 100000000] [--keep FOLDER]

Events are made by DuckDB from hashes, so that each run has the same. Each measurement runs in a process of
its own, ours and theirs by turns, so that the peak of memory is its own. Both give the same table, which is
checked. Nothing else is asserted. Everything is deleted at the end.
"""

from __future__ import annotations

import argparse
import importlib
import json
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from cslab.measure.usage import adoption, retention
from cslab.study.measures import Feature
from cslab.study.usage.files import MEMORY, open_usage

HERE = Path(__file__).resolve().parent
PEOPLE, ACCOUNTS, EVENTS, DAYS = 200_000, 8_000, 30, 270
FEATURES = tuple(
    Feature(
        f"f{at}",
        f"Feature {at}",
        (f"event-{2 * at}", f"event-{2 * at + 1}"),
        ("team",) if at % 3 == 0 else (),
    )
    for at in range(12)
)
VALUE = "event-0"
REPEATS = 3


def make(folder: Path, events: int) -> None:
    """Write events, ten files of them, with people and accounts."""
    (folder / "usage").mkdir(parents=True)
    connection = duckdb.connect()
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    step = -(-events // 10)
    for at in range(10):
        # a few people do much, and events come at different rates
        connection.execute(
            f"""COPY (
                WITH ids AS (SELECT hash(i * 7 + 1) AS a, hash(i * 13 + 5) AS b, hash(i * 17 + 3) AS c
                             FROM range({at * step}, {min(events, (at + 1) * step)}) AS t(i)),
                who AS (SELECT (a % {PEOPLE})::BIGINT * ((a // {PEOPLE}) % 1000)::BIGINT // 1000 AS p, b, c FROM ids)
                SELECT 'p-' || p AS person_id, 'a-' || (p % {ACCOUNTS}) AS account_id,
                       'event-' || ((b % 1000) * ((b // 1000) % 1000) * {EVENTS} // 1000000) AS "event",
                       TIMESTAMP '2026-01-01' + to_seconds((c % {DAYS * 86400})::BIGINT) AS "at"
                FROM who
            ) TO '{folder}/usage/{at}.parquet' (FORMAT parquet)"""
        )
    connection.execute(
        f"COPY (SELECT 'p-' || i AS person_id, 'a-' || (i % {ACCOUNTS}) AS account_id FROM range({PEOPLE}) AS t(i)) "
        f"TO '{folder}/people.parquet'"
    )
    connection.execute(
        f"COPY (SELECT 'a-' || i AS account_id, CASE WHEN i % 2 = 0 THEN 'team' ELSE 'solo' END AS plan "
        f"FROM range({ACCOUNTS}) AS t(i)) TO '{folder}/accounts.parquet'"
    )


def ours_adoption(folder: Path) -> pd.DataFrame:
    found = adoption(
        open_usage(folder),
        FEATURES,
        people=pd.read_parquet(folder / "people.parquet"),
        accounts=pd.read_parquet(folder / "accounts.parquet"),
    )
    return found.table[["feature", "people", "n", "accounts", "n_accounts"]]


def ours_retention(folder: Path) -> pd.DataFrame:
    return retention(open_usage(folder), VALUE, unit="person", every="week").table[
        ["cohort", "period", "n", "retained"]
    ]


def by_hand(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    connection.execute(f"SET temp_directory = '{folder}/spill'")
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET enable_progress_bar = false")
    return connection


def theirs_adoption(folder: Path) -> pd.DataFrame:
    connection = by_hand(folder)
    pairs = [(feature.id, event) for feature in FEATURES for event in feature.events]
    plans = [(feature.id, plan) for feature in FEATURES for plan in (feature.plans or ("team", "solo"))]
    connection.register("named", pd.DataFrame(pairs, columns=["feature", "event"]))
    connection.register("planned", pd.DataFrame(plans, columns=["feature", "plan"]))
    return connection.sql(
        f"""
        WITH uses AS (SELECT person_id, account_id, "event" FROM '{folder}/usage/*.parquet' GROUP BY ALL),
        used AS (SELECT DISTINCT person_id, account_id, feature FROM uses JOIN named USING ("event")),
        can AS (SELECT feature, account_id FROM '{folder}/accounts.parquet' JOIN planned USING (plan)),
        could AS (SELECT feature, person_id FROM '{folder}/people.parquet' JOIN can USING (account_id)),
        p AS (SELECT feature, count(DISTINCT person_id) AS people FROM used SEMI JOIN could USING (feature, person_id)
              GROUP BY feature),
        a AS (SELECT feature, count(DISTINCT account_id) AS accounts FROM used SEMI JOIN can
              USING (feature, account_id) GROUP BY feature),
        n AS (SELECT feature, count(*) AS n FROM could GROUP BY feature),
        m AS (SELECT feature, count(*) AS n_accounts FROM can GROUP BY feature)
        SELECT feature, people, n, accounts, n_accounts FROM n JOIN m USING (feature) JOIN p USING (feature)
        JOIN a USING (feature)
        """
    ).df()


def theirs_retention(folder: Path) -> pd.DataFrame:
    return (
        by_hand(folder)
        .sql(
            f"""
        WITH weeks AS (SELECT person_id, date_trunc('week', "at") AS week FROM '{folder}/usage/*.parquet'
                       WHERE "event" = '{VALUE}' GROUP BY ALL),
        cohorts AS (SELECT week, min(week) OVER (PARTITION BY person_id) AS cohort FROM weeks),
        counts AS (SELECT cohort, date_diff('day', cohort, week) // 7 AS period, count(*) AS retained
                   FROM cohorts GROUP BY ALL)
        SELECT cohort, period, first_value(retained) OVER (PARTITION BY cohort ORDER BY period) AS n, retained
        FROM counts
        """
        )
        .df()
    )


ASKED = {
    "adoption": (ours_adoption, theirs_adoption, ["feature"]),
    "retention": (ours_retention, theirs_retention, ["cohort", "period"]),
}


def one(folder: Path, asked: str, whose: str, out: Path) -> None:
    """Measure once, in this process: seconds of the clock and of the processor, and the peak of memory."""
    act = ASKED[asked][0 if whose == "ours" else 1]
    for library in (
        "narwhals",
        "pyarrow",
        "statsmodels.stats.proportion",
    ):  # loading them is no part of either
        importlib.import_module(library)
    clock, cpu = time.perf_counter(), time.process_time()
    table = act(folder)
    spent = {
        "seconds": round(time.perf_counter() - clock, 2),
        "cpu": round(time.process_time() - cpu, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    table.to_parquet(out)
    print(json.dumps(spent))


def same(ours: pd.DataFrame, theirs: pd.DataFrame, keys: list[str]) -> bool:
    """Whether both are the same table: what is not there in theirs is nobody in ours."""
    ours = ours[ours["retained"] > 0] if "retained" in ours else ours
    merged = ours.merge(theirs, on=keys, how="left", suffixes=("", "_theirs"))
    numbers = [name for name in ours if name not in keys]
    return all((merged[name] == merged[f"{name}_theirs"]).all() for name in numbers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000_000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--one", nargs=4, metavar=("FOLDER", "ASKED", "WHOSE", "OUT"))
    given = parser.parse_args()
    if given.one:
        one(Path(given.one[0]), given.one[1], given.one[2], Path(given.one[3]))
        return
    folder = given.keep or Path(tempfile.mkdtemp(prefix="cslab-usage-benchmark-"))
    try:
        if not (folder / "usage").is_dir():
            make(folder, given.events)
        size = sum(file.stat().st_size for file in (folder / "usage").iterdir())
        found: dict[str, Any] = {
            "events": given.events,
            "gigabytes": round(size / 1e9, 2),
            "machine": f"{platform.machine()}, {duckdb.connect().sql('SELECT current_setting($$threads$$)').fetchall()[0][0]} threads",
            "memory_limit": MEMORY,
        }
        for asked, (_, _, keys) in ASKED.items():
            spent: dict[str, list[dict[str, float]]] = {"ours": [], "by hand": []}
            for _ in range(REPEATS):
                for whose, runs in spent.items():
                    out = folder / f"{asked}-{whose}.parquet"
                    command = [sys.executable, __file__, "--one", str(folder), asked, whose, str(out)]
                    done = subprocess.run(command, capture_output=True, text=True, check=True)
                    runs.append(json.loads(done.stdout.strip().splitlines()[-1]))
            tables = [pd.read_parquet(folder / f"{asked}-{whose}.parquet") for whose in spent]
            middle = {
                whose: {key: statistics.median(run[key] for run in runs) for key in runs[0]}
                for whose, runs in spent.items()
            }
            found[asked] = {
                **middle,
                "times as long": round(middle["ours"]["seconds"] / middle["by hand"]["seconds"], 2),
                "times the processor": round(middle["ours"]["cpu"] / middle["by hand"]["cpu"], 2),
                "same table": same(*tables, keys),
            }
            print(json.dumps({asked: found[asked]}, indent=2), flush=True)
        (HERE / "results").mkdir(exist_ok=True)
        (HERE / "results" / "usage.json").write_text(json.dumps(found, indent=2) + "\n")
    finally:
        if given.keep is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
