"""A small study with usage: a year of events, features, contacts and accounts, made from a seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

STUDY = """\
title = "Usage"
timezone = "Europe/London"

[usage]
value_event = "paid"

[[features]]
id = "pay"
name = "Pay"
events = ["paid"]
next = ["export"]

[[features]]
id = "export"
name = "Export"
events = ["exported"]
plans = ["team"]

[[features]]
id = "ghost"
name = "Ghost"
events = ["never"]

[[stages]]
id = "renewal"
name = "Renewal"
"""
START = pd.Timestamp("2026-01-01")


def write(folder: Path, *, events: bool = True) -> Path:
    """Write the study; before half of the accounts speak of leaving, they export far more often."""
    rng = np.random.default_rng(0)
    (folder / "study.toml").write_text(STUDY)
    names = [f"a-{at}" for at in range(24)]
    accounts = pd.DataFrame({"account_id": names, "name": names, "plan": ["team", "solo"] * 12})
    accounts["started_on"] = [f"2025-{at % 12 + 1:02}-01" for at in range(20)] + ["2026-03-01"] * 4
    accounts["renews_on"] = "2027-01-01"
    accounts["churned_on"] = ["2026-06-01" if at % 4 == 0 else "" for at in range(24)]
    accounts.to_csv(folder / "accounts.csv", index=False)
    people = pd.DataFrame({"person_id": [f"p-{at}" for at in range(48)], "account_id": names * 2})
    people.assign(name=people["person_id"]).to_csv(folder / "people.csv", index=False)
    leaving = people.iloc[:12].assign(contact_id=[f"c-{at}" for at in range(12)], at="2026-05-15 10:00")
    leaving.assign(direction="in", kind="leaving", cause="price").to_csv(folder / "contacts.csv", index=False)
    if not events:
        return folder
    rows = []
    for at, (person, account) in enumerate(zip(people["person_id"], people["account_id"], strict=True)):
        begin = 62 if account in names[20:] else 0
        for event, often in (("paid", 0.3), ("exported", 0.05), ("login", 0.5)):
            days = rng.choice(180 - begin, int(often * (180 - begin)), replace=False) + begin
            rows += [(person, account, event, 24 * int(day) + 12) for day in days]
        if at < 12:
            more = rng.choice(range(106, 133), 8, replace=False)
            rows += [(person, account, "exported", 24 * int(day) + 15) for day in more]
    table = pd.DataFrame(rows, columns=["person_id", "account_id", "event", "hour"])
    table["at"] = START + pd.to_timedelta(table.pop("hour"), unit="h")
    (folder / "usage").mkdir()
    table.head(500).to_csv(folder / "usage" / "first.csv", index=False)
    table.iloc[500:].to_parquet(folder / "usage" / "rest.parquet")
    return folder
