"""Events made for tests: seeded, with ties, empty cells, odd names and moments at the edges of days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cslab.study.measures import Feature

FEATURES = (
    Feature("approve", "Approve", ("approved", "approved twice"), next=("export",)),
    Feature("export", "Export", ("exported",), plans=("team", "business"), next=("lanes",)),
    Feature("lanes", "Lanes", ('lane\'s "edge"; --',), plans=("business",)),
    Feature("never", "Never", ("never",)),
)
EVENTS = ["approved", "approved twice", "exported", 'lane\'s "edge"; --', "login", "ümlaut\n2"]


def make(seed: int, rows: int = 1500, days: int = 150) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    person = rng.integers(0, 48, rows)
    seconds = rng.integers(0, days * 86_400, rows)
    # people stop at some time, come back, or start late
    seconds = np.where(person % 5 == 0, seconds % (40 * 86_400), seconds)
    seconds = np.where(person % 7 == 0, seconds // 2 + days * 43_200, seconds)
    table = pd.DataFrame(
        {
            "person_id": [f"p-{one}" for one in person],
            "account_id": [f"a-{one // 4}" for one in person],
            "event": rng.choice(EVENTS, rows, p=[0.35, 0.05, 0.15, 0.1, 0.3, 0.05]),
            "at": pd.Timestamp("2025-12-01") + pd.to_timedelta(seconds, unit="s"),
        }
    )
    table = pd.concat([table, table.head(20)], ignore_index=True)  # the same again
    table.loc[30:45, "at"] = pd.Timestamp("2026-01-31 23:59:59.999999")
    table.loc[46:60, "at"] = pd.Timestamp("2026-02-01")
    table.loc[61:80, "person_id"] = None
    table.loc[81:90, "account_id"] = None
    table.loc[91:93, "event"] = None
    return table.astype({"at": "datetime64[us]"})


def people() -> pd.DataFrame:
    ids = range(60)
    return pd.DataFrame(
        {"person_id": [f"p-{one}" for one in ids], "account_id": [f"a-{one // 4}" for one in ids]}
    )


def accounts() -> pd.DataFrame:
    ids = range(15)
    started = pd.Timestamp("2025-11-20") + pd.to_timedelta([one * 9 for one in ids], unit="D")
    churned = [pd.Timestamp("2026-03-15") if one % 6 == 5 else pd.NaT for one in ids]
    return pd.DataFrame(
        {
            "account_id": [f"a-{one}" for one in ids],
            "plan": [("solo", "team", "business")[one % 3] for one in ids],
            "started_on": started.astype("datetime64[us]"),
            "churned_on": pd.Series(churned, dtype="datetime64[us]"),
        }
    )
