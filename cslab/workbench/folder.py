"""The ground of a study: its folder, its settings, its tables and its store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cslab.errors import NotFoundError
from cslab.listen import audio
from cslab.study import check, config, jobs, listing, store, tables

SIDES = ("left", "right")
"""Channels of a two-channel call, as interviews.csv and transcripts name them."""


class Folder:
    """What a study stands on.

    Tables are read anew whenever they are asked for, so a file put into the folder is there at once.
    """

    def __init__(self, folder: Path, *, read_only: bool = False, actor: str | None = None) -> None:
        self.folder = folder.resolve()
        self.config  # noqa: B018 - a folder that is no study is refused before a store is made in it
        self.store = store.open_store(self.folder, read_only=read_only)
        self.actor = actor

    @property
    def config(self) -> config.StudyConfig:
        """Title, stages, codes and the other settings of study.toml."""
        return config.load_config(self.folder)

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
        return tables.read_interviews(self.folder, self.config).frame

    @property
    def people(self) -> pd.DataFrame:
        """One row a person, from people.csv."""
        return tables.read_people(self.folder, self.config).frame

    @property
    def accounts(self) -> pd.DataFrame:
        """One row an account, from accounts.csv."""
        return tables.read_accounts(self.folder, self.config).frame

    @property
    def faults(self) -> tuple[Any, ...]:
        """Every fault of every input: file, row, column, value, what was expected."""
        return check.check(self.folder)

    @property
    def recordings(self) -> pd.DataFrame:
        """One row an interview with its recording's state; see `cslab.study.listing.list_recordings`."""
        return listing.list_recordings(
            self.store, self.interviews, self.people, folder=self.folder, hasher=audio.content_hash
        )

    @property
    def interviewer_names(self) -> set[str]:
        """Names of those who ask, to tell them from the customers."""
        return {str(name) for name in self.interviews["interviewer"].dropna() if str(name)}

    def customer_channels(self) -> dict[str, int]:
        """Channel of the customer, from 0, in each two-channel call whose channels are known."""
        table = self.interviews
        sides = dict(zip(table["interview_id"], table["interviewer_channel"], strict=True))
        return {name: 1 - SIDES.index(side) for name, side in sides.items() if side in SIDES}

    def jobs(self) -> pd.DataFrame:
        """Long work: kind, key, title, state, progress, left_seconds, message."""
        return jobs.jobs(self.store)

    def cancel(self, kind: str, key: str) -> None:
        """Ask a piece of long work to stop."""
        jobs.request_cancel(self.store, kind, key, actor=self.actor)

    # ---- inside ----

    def _rows(self, table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
        for name in names:
            self._known("interview", name, table["interview_id"])
        return table.set_index("interview_id", drop=False).loc[list(names)]

    def _row(self, interview_id: str) -> dict[Any, Any]:
        return self._rows(self.recordings, [interview_id]).iloc[0].to_dict()

    @staticmethod
    def _known(kind: str, name: str | None, existing: Iterable[str]) -> None:
        names = list(existing)
        if name is not None and name not in names:
            raise NotFoundError.of(kind, name, names)

    def _derived_file(self, row: Mapping[Any, Any], suffix: str) -> Path:
        return self.derived / "audio" / f"{row['content_hash']}{suffix}"
