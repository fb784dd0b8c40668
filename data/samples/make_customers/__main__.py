"""Make the measured side of the sample study: accounts, people, contacts, surveys and usage.

    python data/samples/make_customers [FOLDER]

Running it again writes the same bytes. See README.md in this folder.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from accounts import make_accounts
from cases import make_contacts
from events import make_events
from files import write_accounts, write_contacts, write_people, write_usage
from made import write_made
from mirror import make_rounds, write_team
from people import make_people
from session import make_session, write_session
from support_survey import make_efforts
from survey_files import write_coding, write_support, write_waves
from truths import write_truths
from waves import make_wave

STUDY = Path(__file__).resolve().parent.parent / "ledgerline"


def make(folder: Path) -> None:
    """Write everything into a study's folder."""
    (folder / "surveys").mkdir(parents=True, exist_ok=True)
    (folder / "usage").mkdir(exist_ok=True)
    (folder / "made").mkdir(exist_ok=True)
    accounts = make_accounts()
    people = make_people(accounts)
    contacts = make_contacts(people)
    waves = [make_wave(people, 0), make_wave(people, 1)]
    efforts = make_efforts(contacts)
    events = make_events(people)
    write_accounts(folder, accounts)
    write_people(folder, people)
    write_contacts(folder, contacts)
    write_waves(folder, waves)
    write_support(folder, efforts)
    write_coding(folder, waves, efforts)
    write_made(folder, people, contacts)
    write_usage(folder, people, events)
    rounds = make_rounds(waves[1])
    write_team(folder, rounds)
    sheets = make_session(waves[1])
    write_session(folder, sheets)
    write_truths(folder, accounts, people, contacts, waves, rounds, sheets)


if __name__ == "__main__":
    ask = argparse.ArgumentParser(description="Make the measured side of the sample study.")
    ask.add_argument("folder", nargs="?", type=Path, default=STUDY, help="where to write; the sample itself")
    make(ask.parse_args().folder)
