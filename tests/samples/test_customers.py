"""The measured side of the sample study: its script writes these files, and they agree with the voices."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from cslab.study import check
from tests.samples.test_ledgerline import SAMPLES, STUDY, cues, rows, toml

IDS = tuple(f"int-{n:02d}" for n in range(1, 9))
MONTHS = tuple(f"2026-{month:02d}" for month in range(1, 10))
CONCRETE = datetime(2026, 2, 13, 19, 2, 11)  # UTC: two minutes past two in Maine


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the script writes today."""
    folder = tmp_path_factory.mktemp("made")
    subprocess.run([sys.executable, str(SAMPLES / "make_customers"), str(folder)], check=True)
    return folder


def events() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for path in sorted((STUDY / "usage").glob("*.parquet")):
        people = [("person_id", "in", [f"p-0{n}" for n in range(1, 9)])]
        found += parquet.read_table(path, filters=people).to_pylist()
    return [{**event, "at": event["at"].replace(tzinfo=None)} for event in found]


@pytest.fixture(scope="module")
def usage() -> dict[str, list[dict[str, Any]]]:
    """Events of the interviewed, by person, in order of time."""
    found: dict[str, list[dict[str, Any]]] = {}
    for event in sorted(events(), key=lambda event: event["at"]):
        found.setdefault(event["person_id"], []).append(event)
    return found


def survey(name: str) -> list[dict[str, str]]:
    found = rows(f"surveys/{name}.csv")
    return found[2:] if name.endswith("q1") else found


# --- files


def test_the_script_writes_these_very_files(made: Path) -> None:
    names = sorted(str(path.relative_to(made)) for path in made.rglob("*") if path.is_file())
    assert len(names) == 27
    for name in names:
        if name.endswith(".parquet"):
            assert parquet.read_table(made / name).equals(parquet.read_table(STUDY / name)), name
        else:
            assert (made / name).read_bytes() == (STUDY / name).read_bytes(), name


def test_usage_is_small_sorted_and_in_whole_seconds() -> None:
    paths = sorted((STUDY / "usage").iterdir())
    assert tuple(path.stem for path in paths) == MONTHS
    assert sum(path.stat().st_size for path in paths) < 3e6
    tables = [parquet.read_table(path) for path in paths]
    assert 200_000 <= sum(len(table) for table in tables) <= 300_000
    for month, table in zip(MONTHS, tables, strict=True):
        assert table.column_names == ["person_id", "account_id", "event", "at"]
        when = table["at"].to_pylist()
        assert all(at.microsecond == 0 for at in when[::97])
        assert {f"{at:%Y-%m}" for at in when} == {month}


def test_every_input_can_be_read() -> None:
    assert check.check(STUDY) == ()


def test_sizes_are_those_of_the_readme() -> None:
    assert len(rows("accounts.csv")) == 240
    assert len(rows("people.csv")) == 427
    assert 2300 <= len(rows("contacts.csv")) <= 2900
    assert {row["plan"] for row in rows("accounts.csv")} == {"solo", "team", "business"}


def test_open_answers_are_as_varied_and_as_odd_as_real_ones() -> None:
    column = "What is the main reason for your score?"
    said = [row["Q2"] for row in survey("relationship-2026q1")]
    said += [row[column] for row in survey("relationship-2026q3")]
    written = [answer for answer in said if answer]
    assert 0.1 < 1 - len(written) / len(said) < 0.3
    assert max(Counter(written).values()) <= 4
    assert len(set(written)) > 0.8 * len(written)
    for odd in (r"^=", r"<script>", r"\n", r"[\U0001F300-\U0001FAFF]", r"[äöü]|Prima", r'"'):
        assert any(re.search(odd, answer) for answer in written), odd


# --- numbers and voices


def test_the_eight_are_who_they_were() -> None:
    people = rows("people.csv")[:8]
    assert [row["name"].split()[0] for row in people] == [
        *("Dana", "Marcus", "Imogen", "Leon", "Nia", "Alasdair", "June", "Samir")
    ]
    assert people[0]["success_means"].startswith("Nobody drives out in the snow")
    assert [row["company_size"] for row in people] == ["22", "140", "34", "31", "31", "58", "96", "45"]
    assert [row["joined_on"] for row in people][:3] == ["2025-12-03", "2025-12-12", "2026-01-06"]


def test_nia_says_nine_and_works_around_it_most(usage: dict[str, list[dict[str, Any]]]) -> None:
    march = {row["ExternalReference"]: row for row in survey("relationship-2026q1")}
    assert march["p-05"]["Q1"] == "9"
    assert march["p-05"]["DistributionChannel"] == "phone"
    assert any("I said nine" in cue[3] for cue in cues("int-05"))
    keys = [event["at"] for event in usage["p-05"] if event["event"] == "two-keys-used"]
    assert 45 <= len(keys) / 9 <= 62


def test_leon_has_not_opened_it_since_the_concrete(usage: dict[str, list[dict[str, Any]]]) -> None:
    twice = [
        event["at"] for event in usage["p-04"] if CONCRETE <= event["at"] <= CONCRETE + timedelta(seconds=9)
    ]
    assert len(twice) == 2
    after = [event for event in usage["p-04"] if event["at"] > CONCRETE + timedelta(days=1)]
    assert {event["event"] for event in after} == {"login", "two-keys-used"}
    turned = [event["at"] for event in after if event["event"] == "two-keys-used"]
    first = {event["at"] for event in usage["p-05"] if event["event"] == "two-keys-used"}
    assert all(any(at - timedelta(seconds=gap) in first for gap in range(45, 100)) for at in turned), (
        "a key of Leon's that is not turned by Nia"
    )
    assert 40 <= len(turned) / 7.5 <= 56
    march = {row["ExternalReference"]: row for row in survey("relationship-2026q1")}
    assert int(march["p-04"]["Q1"]) <= 2
    assert "p-04" not in {row["Your customer number"] for row in survey("relationship-2026q3")}


def test_imogen_has_opened_it_once(usage: dict[str, list[dict[str, Any]]]) -> None:
    assert sum(event["event"] == "login" for event in usage["p-03"]) == 1
    approved = [event["at"] for event in usage["p-03"] if event["event"] == "invoice-approved"]
    assert len(approved) > 1000
    assert {at.hour for at in approved} <= {4, 5}


def test_marcus_takes_everything_out(usage: dict[str, list[dict[str, Any]]]) -> None:
    exports = Counter(
        person for person, done in usage.items() for event in done if event["event"] == "export-downloaded"
    )
    assert exports.most_common(1)[0][0] == "p-02"
    assert exports["p-02"] > 150


def test_the_day_it_broke_is_in_the_contacts() -> None:
    mine = [row for row in rows("contacts.csv") if row["person_id"] == "p-08"]
    rude, call, *_ = [row for row in mine if row["at"].startswith("2026-03-31")]
    assert (rude["at"][-5:], rude["direction"], rude["escalated"]) == ("18:12", "in", "yes")
    assert (call["at"][-5:], call["channel"], call["teammate"]) == ("18:19", "call", "Ines")


def test_leon_waits_nine_days_for_a_sentence() -> None:
    asked, answered = [row for row in rows("contacts.csv") if row["person_id"] == "p-04"]
    waited = datetime.fromisoformat(answered["at"]) - datetime.fromisoformat(asked["at"])
    assert waited.days == 9
    assert answered["outcome"] == "open"


def test_what_was_made_names_people_surveys_and_codes_that_are_there() -> None:
    people = {row["person_id"] for row in rows("people.csv")}
    codes = {code["name"] for code in toml("study.toml")["codes"]}
    surveys = {one["name"] for one in toml("study.toml")["surveys"]}
    for path in (STUDY / "made").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file))
        assert {row["person_id"] for row in found if "person_id" in row} <= people, path.name
        assert {row.get("code", "trust") for row in found} <= codes
        assert {row.get("survey", "support-2026") for row in found} <= surveys
    names = {highlight["name"] for highlight in toml("highlights.toml")["highlights"]}
    named = [row["evidence"] for file in ("promises", "feedback") for row in rows(f"made/{file}.csv")]
    assert {one.partition(":")[2] for one in named if one.startswith("highlight:")} <= names
