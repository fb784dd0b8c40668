"""Accounts, people, contacts and usage, as files of a study."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from accounts import Account
from cases import Exchange
from chance import LAST_DAY
from events import EVENTS, Rows, second_of
from people import Person
from pyarrow import parquet


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a table; missing values are empty cells, line ends are those of Unix."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([["" if cell is None else cell for cell in row] for row in rows])


def write_accounts(folder: Path, accounts: list[Account]) -> None:
    """Write accounts.csv."""
    header = (
        "account_id,name,plan,revenue,cost_to_serve,started_on,renews_on,churned_on,region,company_size,"
        "onboarding_help,first_answer_hours"
    )
    write_csv(
        folder / "accounts.csv",
        header.split(","),
        (
            (
                one.account_id,
                one.name,
                one.plan,
                one.revenue,
                one.cost_to_serve,
                one.started_on,
                one.renews_on,
                one.churned_on,
                one.region,
                one.company_size,
                "yes" if one.onboarding_help else "no",
                one.first_answer_hours,
            )
            for one in accounts
        ),
    )


def write_people(folder: Path, people: list[Person]) -> None:
    """Write people.csv; the eight of before have the values they had."""
    header = (
        "person_id,account_id,name,role,strength,sentiment,success_means,company_size,country,joined_on,"
        "prefers_reach,prefers_solve,assumed_reach,assumed_solve,judged_on"
    )
    write_csv(
        folder / "people.csv",
        header.split(","),
        (
            (
                one.person_id,
                one.account.account_id,
                one.name,
                one.role,
                one.strength,
                one.sentiment,
                one.success_means,
                one.company_size,
                one.country,
                one.joined_on,
                *one.prefers,
                *one.assumed,
                one.judged_on,
            )
            for one in people
        ),
    )


def write_contacts(folder: Path, contacts: list[Exchange]) -> None:
    """Write contacts.csv; moments are London's, as the study says."""
    header = (
        "contact_id,case_id,person_id,account_id,at,direction,channel,kind,stage,cause,outcome,escalated,"
        "prevention,definition,teammate,note"
    )
    write_csv(
        folder / "contacts.csv",
        header.split(","),
        (
            (
                f"c-{number:04d}",
                row.case_id,
                row.person.person_id,
                row.person.account.account_id,
                minute(row.at),
                row.direction,
                row.channel,
                row.kind,
                row.stage,
                row.cause,
                row.outcome,
                "yes" if row.escalated else "no",
                row.prevention,
                row.definition,
                row.teammate,
                row.note,
            )
            for number, row in enumerate(contacts, start=1)
        ),
    )


def minute(at: datetime) -> str:
    """A moment to the minute."""
    return at.strftime("%Y-%m-%d %H:%M")


def write_usage(folder: Path, people: list[Person], events: Rows) -> None:
    """Write usage/YYYY-MM.parquet: whole seconds of UTC, by person and time so that they pack well."""
    who, what, when = events
    ids = np.array([person.person_id for person in people])
    homes = np.array([person.account.account_id for person in people])
    for month in range(1, LAST_DAY.month + 1):
        start = second_of(LAST_DAY.replace(month=month, day=1))
        end = second_of(LAST_DAY.replace(month=month + 1, day=1))
        mine = (when >= start) & (when < end)
        table = pa.table(
            {
                "person_id": pa.array(ids[who[mine]]),
                "account_id": pa.array(homes[who[mine]]),
                "event": pa.array(np.array(EVENTS)[what[mine]]),
                "at": pa.array(when[mine] * 1000, pa.timestamp("ms", "UTC")),
            }
        )
        parquet.write_table(
            table,
            folder / "usage" / f"{LAST_DAY.year}-{month:02d}.parquet",
            compression="zstd",
            compression_level=19,
            use_dictionary=["person_id", "account_id", "event"],
            column_encoding={"at": "DELTA_BINARY_PACKED"},
        )
