"""The tables that people bring: interviews, people, accounts. A bad row never stops the good ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cslab.errors import InputError
from cslab.study.config import CONSENTS, StudyConfig
from cslab.study.csvfile import read_sheet
from cslab.study.dropfolder import Drop
from cslab.study.reading import Column, Reading, Table

INTERVIEWS, PEOPLE, ACCOUNTS = "interviews.csv", "people.csv", "accounts.csv"
CONTACTS = "contacts.csv"

WAYS = ("talk", "write", "alone")
"""How somebody likes to be reached, or to solve a problem: talking, writing, or finding out alone."""


INTERVIEW_COLUMNS: Mapping[str, Column] = {
    "interview_id": Column(),
    "person_id": Column(),
    "recorded_on": Column("date"),
    "recording": Column(),
    "interviewer": Column(),
    "consent": Column(choices=CONSENTS),
    "consent_until": Column("date"),
    "interviewer_channel": Column(choices=("left", "right")),
}
PEOPLE_COLUMNS: Mapping[str, Column] = {
    "person_id": Column(),
    "account_id": Column(),
    "name": Column(),
    "role": Column(),
    "strength": Column("whole", choices=("1", "2", "3", "4")),
    "sentiment": Column("whole", choices=("-1", "0", "1")),
    "success_means": Column(),
    "prefers_reach": Column(choices=WAYS),
    "prefers_solve": Column(choices=WAYS),
    "assumed_reach": Column(choices=WAYS),
    "assumed_solve": Column(choices=WAYS),
}
ACCOUNT_COLUMNS: Mapping[str, Column] = {
    "account_id": Column(),
    "name": Column(),
    "plan": Column(),
    "revenue": Column("number"),
    "cost_to_serve": Column("number"),
    "started_on": Column("date"),
    "renews_on": Column("date"),
    "churned_on": Column("date"),
}
CONTACT_COLUMNS: Mapping[str, Column] = {
    "contact_id": Column(),
    "case_id": Column(),
    "person_id": Column(),
    "account_id": Column(),
    "at": Column("time"),
    "direction": Column(choices=("in", "out")),
    "channel": Column(choices=("call", "chat", "email", "form", "visit", "help")),
    "kind": Column(),
    "stage": Column(),
    "cause": Column(),
    "outcome": Column(choices=("solved", "open", "reopened")),
    "escalated": Column(choices=("yes", "no")),
    "prevention": Column(),
    "definition": Column(choices=("theirs", "ours", "none")),
    "teammate": Column(),
    "note": Column(),
}
"""One row an exchange. ``direction`` is who spoke first in it; ``outcome`` is what the customer declared;
``prevention`` is what would have spared it; ``definition``, whose idea of success a talk on renewal used."""


def read_interviews(folder: str | Path, config: StudyConfig | None = None) -> Table:
    r"""Read interviews.csv, and list the recordings in ``recordings/`` that it does not name.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    config : StudyConfig, optional
        Says what an interview that states no consent is taken to allow.

    Returns
    -------
    Table
        One row an interview: interview_id, person_id, recorded_on, recording (path relative to the folder,
        or a URL), interviewer, consent, consent_until, interviewer_channel (left, right or missing), and
        whatever else the file has. A recording that interviews.csv does not name is an interview without a
        person, whose id is its file's name without the suffix.

    Raises
    ------
    InputError
        If the file is there and can't be read at all.

    Notes
    -----
    What is unclear about consent counts as ``none``: an unknown value, and a date of ``consent_until`` that
    can't be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     rows = "interview_id,consent\nint-01,public\nint-01,team\n"
    ...     _ = (Path(folder) / "interviews.csv").write_text(rows)
    ...     table = read_interviews(folder)
    >>> table.frame[["interview_id", "consent"]]
      interview_id consent
    0       int-01  public
    >>> print(table.faults[0].sentence)
    interviews.csv, row 3: interview_id is 'int-01', but an id used only once (row 2 has it) was expected.
    """
    folder = Path(folder)
    default = config.consent if config is not None else "team"
    reading = Reading(folder, INTERVIEWS, "interview_id", INTERVIEW_COLUMNS)
    reading.must_exist("person_id", _ids(folder, PEOPLE, "person_id"), "person")
    for row in reading.rows:
        consent = row.cells["consent"]
        if consent is None:
            row.cells["consent"] = "none" if row.raw("consent") else default
        if row.raw("consent_until") and row.cells["consent_until"] is None:
            row.cells["consent"] = "none"
    drop = Drop.of(folder)
    _find_recordings(reading, drop)
    named = {str(row.cells["recording"]) for row in reading.rows if row.cells["recording"]}
    taken = {str(row.cells["interview_id"]) for row in reading.rows}
    for interview_id, recording in drop.unnamed(named, taken):
        reading.add(interview_id=interview_id, recording=recording, consent=default)
    return reading.table("interviews")


def read_people(folder: str | Path, config: StudyConfig | None = None) -> Table:  # noqa: ARG001 (one shape for all)
    """Read people.csv.

    Returns
    -------
    Table
        One row a person: person_id, account_id, name, role, strength (1 to 4), sentiment (-1, 0, 1),
        success_means, and whatever else the file has; empty when there is no file.

    Raises
    ------
    InputError
        If the file is there and can't be read at all.
    """
    reading = Reading(Path(folder), PEOPLE, "person_id", PEOPLE_COLUMNS)
    reading.must_exist("account_id", _ids(Path(folder), ACCOUNTS, "account_id"), "account")
    return reading.table("people")


def read_accounts(folder: str | Path, config: StudyConfig | None = None) -> Table:  # noqa: ARG001 (one shape for all)
    """Read accounts.csv.

    Returns
    -------
    Table
        One row an account: account_id, name, plan, revenue, cost_to_serve, started_on, renews_on,
        churned_on, and whatever else the file has; empty when there is no file.

    Raises
    ------
    InputError
        If the file is there and can't be read at all.
    """
    return Reading(Path(folder), ACCOUNTS, "account_id", ACCOUNT_COLUMNS).table("accounts")


def read_contacts(folder: str | Path, config: StudyConfig | None = None) -> Table:
    """Read contacts.csv: every exchange between a customer and us.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    config : StudyConfig, optional
        Says which time zone times without one are in.

    Returns
    -------
    Table
        One row an exchange; ``at`` is in UTC. Where the account is not given it is the person's. Empty when
        there is no file.

    Raises
    ------
    InputError
        If the file is there and can't be read at all.
    """
    zone = config.measures.timezone if config is not None else "UTC"
    reading = Reading(Path(folder), CONTACTS, "contact_id", CONTACT_COLUMNS, zone=zone)
    reading.must_exist("person_id", _ids(Path(folder), PEOPLE, "person_id"), "person")
    reading.must_exist("account_id", _ids(Path(folder), ACCOUNTS, "account_id"), "account")
    found = reading.table("contacts")
    people = Reading(Path(folder), PEOPLE, "person_id", PEOPLE_COLUMNS).table("people").frame
    homes = people.dropna(subset=["account_id"]).set_index("person_id")["account_id"]
    found.frame["account_id"] = found.frame["account_id"].fillna(found.frame["person_id"].map(homes))
    return found


def _ids(folder: Path, file: str, key: str) -> list[str] | None:
    """The ids of another file; None when there is none, or it can't be read, which is told elsewhere."""
    path = folder / file
    if not path.exists():
        return None
    try:
        sheet = read_sheet(path, {key})
    except InputError:
        return None
    return [row.values[key] for row in sheet.rows if row.values.get(key)] if key in sheet.columns else None


def _find_recordings(reading: Reading, drop: Drop) -> None:
    """Give each interview the path of its recording as it lies on the disk; report what is not there."""
    first: dict[str, int] = {}
    named = {drop.find(row.cells["recording"]) for row in reading.rows if row.cells["recording"]}
    for row in reading.rows:
        wanted = row.cells["recording"]
        if wanted is None:
            row.cells["recording"] = drop.of_interview(str(row.cells["interview_id"]))
            continue
        found = drop.find(wanted)
        if found is None:
            reading.wrong(row, "recording", f"a file that is there{drop.hint(wanted, named)}")
        elif found in first:
            reading.wrong(row, "recording", f"a recording of one interview only (row {first[found]} has it)")
        first.setdefault(found or wanted, row.source.line)
        row.cells["recording"] = found or wanted
