"""The ground of a study: its folder, its settings, its tables and its store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from cslab.errors import NotFoundError
from cslab.listen import audio
from cslab.listen.speakers.roles import SIDES
from cslab.study import (
    changes,
    check,
    config,
    dropfolder,
    jobs,
    listing,
    loosecodes,
    recordings,
    store,
    tables,
)
from cslab.study.glance import Glance, Watch
from cslab.study.kept import Kept

T = TypeVar("T")


class Folder:
    """What a study stands on.

    Files are looked at whenever a table is asked for, and read anew when they changed; so a file put into the
    folder is there at once. What is handed out is a copy.
    """

    def __init__(self, folder: Path, *, read_only: bool = False, actor: str | None = None) -> None:
        self.folder = folder.resolve()
        self._watch = Watch(self.folder)
        self._kept = Kept()
        self._others: tuple[str, ...] = ()
        self.config  # noqa: B018 - a folder that is no study is refused before a store is made in it
        self.store = store.open_store(self.folder, read_only=read_only)
        self.actor = actor

    @property
    def config(self) -> config.StudyConfig:
        """Title, stages, codes and the other settings of study.toml."""
        seen = self._watch.settings()
        return self._kept.get(
            "config", seen.files, lambda: config.load_config(self.folder), keep=seen.settled
        )

    @property
    def read_only(self) -> bool:
        """True when nothing can be changed."""
        return self.store.read_only

    @property
    def derived(self) -> Path:
        """Folder of what can be made again: playback copies, levels, rendered reels."""
        return self.folder / ".cslab"

    @property
    def interviews(self) -> pd.DataFrame:
        """One row an interview, from interviews.csv and from what lies in recordings/."""
        return self._interviews(self._look()).copy()

    @property
    def people(self) -> pd.DataFrame:
        """One row a person, from people.csv."""
        return self._people(self._look()).copy()

    @property
    def accounts(self) -> pd.DataFrame:
        """One row an account, from accounts.csv."""
        return self._read(
            "accounts", self._look(), lambda: tables.read_accounts(self.folder, self.config).frame
        ).copy()

    @property
    def contacts(self) -> pd.DataFrame:
        """One row an exchange between a customer and us, from contacts.csv; times in UTC."""
        return self._contacts(self._look()).copy()

    @property
    def faults(self) -> tuple[Any, ...]:
        """Every fault of every input: file, row, column, value, what was expected."""
        seen, codes = self._look(), self._code_names()
        return self._kept.get(
            "faults", (seen.files, codes), lambda: check.check(self.folder, codes=codes), keep=seen.settled
        )

    @property
    def recordings(self) -> pd.DataFrame:
        """One row an interview with its recording's state; see `cslab.study.listing.list_recordings`."""
        return self._recordings().copy()

    @property
    def seen(self) -> int:
        """A number that changes when any file does that tables are read from, a recording too."""
        return hash(self._look().files)

    def customer_channels(self) -> dict[str, int]:
        """Channel of the customer, from 0, in each two-channel call whose channels are known."""
        table = self._interviews(self._look())
        sides = dict(zip(table["interview_id"], table["interviewer_channel"], strict=True))
        return {name: 1 - SIDES.index(side) for name, side in sides.items() if side in SIDES}

    def jobs(self) -> pd.DataFrame:
        """Long work: kind, key, title, state, progress, left_seconds, message."""
        return jobs.jobs(self.store)

    def cancel(self, kind: str, key: str) -> None:
        """Ask a piece of long work to stop."""
        jobs.request_cancel(self.store, kind, key, actor=self.actor)

    # ---- inside ----

    def _code_names(self) -> tuple[str, ...]:
        """Every name by which a code can be meant, here and in the files."""
        stamp = (self._watch.settings().files, changes.last_change(self.store))
        return self._kept.get(
            "code names", stamp, lambda: loosecodes.code_names(self.store, self.config.codes)
        )

    def _look(self) -> Glance:
        return self._watch.tables(self._others)

    def _read(self, name: str, seen: Glance, make: Callable[[], T]) -> T:
        return self._kept.get(name, seen.files, make, keep=seen.settled)

    def _interviews(self, seen: Glance) -> pd.DataFrame:
        """Give the table as it is kept; recordings outside of recordings/ are looked at from then on, too."""

        def read() -> pd.DataFrame:
            table = tables.read_interviews(self.folder, self.config).frame
            self._others = tuple(dropfolder.elsewhere(table["recording"]))
            return table

        return self._read("interviews", seen, read)

    def _people(self, seen: Glance) -> pd.DataFrame:
        return self._read("people", seen, lambda: tables.read_people(self.folder, self.config).frame)

    def _contacts(self, seen: Glance) -> pd.DataFrame:
        return self._read("contacts", seen, lambda: tables.read_contacts(self.folder, self.config).frame)

    def _recordings(self) -> pd.DataFrame:
        """Give the table as it is kept; nobody may change it."""
        seen = self._look()
        interviews = self._interviews(seen)
        if self._others:  # they may have become known only now
            seen = self._look()
        heard = self._read(
            "heard",
            seen,
            lambda: recordings.contents_of(
                self.store, interviews["recording"], folder=self.folder, hasher=audio.content_hash
            ),
        )
        facts = self._facts()
        listed = self._kept.get(
            "listed",
            (seen.files, facts.known_at),
            lambda: listing.list_known(interviews, self._people(seen), heard, facts),
            keep=seen.settled,
        )
        work = jobs.unfinished(self.store, "transcribe")
        return self._kept.get(
            "recordings",
            (seen.files, facts.known_at, facts.marked_at, tuple(work.items())),
            lambda: listing.with_work(listed, facts, work),
            keep=seen.settled,
        )

    def _facts(self) -> listing.Facts:
        """Ask the store what it knows of recordings; only as much as changed since it was last asked."""
        number = changes.last_change(self.store)
        return self._kept.renew(
            "facts",
            number,
            lambda last: (
                listing.Facts.of(self.store, number)
                if last is None
                else last.after(changes.changed_since(self.store, last.number), self.store, number)
            ),
        )

    def _rows(self, table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
        for name in names:
            self._known("interview", name, table["interview_id"])
        return table.set_index("interview_id", drop=False).loc[list(names)]

    def _row(self, interview_id: str) -> dict[Any, Any]:
        table = self._recordings()
        here = (table["interview_id"] == interview_id).to_numpy().nonzero()[0]
        if not len(here):
            raise NotFoundError.of("interview", interview_id, table["interview_id"])
        return {column: table[column].iat[here[0]] for column in table.columns}

    @staticmethod
    def _known(kind: str, name: str | None, existing: Iterable[str]) -> None:
        names = list(dict.fromkeys(existing))
        if name is not None and name not in names:
            raise NotFoundError.of(kind, name, names)

    def _derived_file(self, row: Mapping[Any, Any], suffix: str) -> Path:
        return self.derived / "audio" / f"{row['content_hash']}{suffix}"
