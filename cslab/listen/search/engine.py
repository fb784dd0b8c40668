"""The search of one study: keeps the index true, asks it, and makes it anew when its file is broken."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from cslab.errors import StoreError
from cslab.listen.search.database import Database, broken, busy
from cslab.listen.search.fields import Attributes
from cslab.listen.search.found import Hits, described, ranked
from cslab.listen.search.matching import Codebook, Compiler
from cslab.listen.search.parsing import parse
from cslab.listen.search.query import Query
from cslab.listen.search.refresh import Material, refresh
from cslab.listen.search.results import SearchResults

T = TypeVar("T")

_FIRST = {
    "quote": "text",
    "interview_id": "interview_id",
    "start": "start",
    "end": "end",
    "matches": "matches",
}
"""Columns of the first passage of a person -> those of the passage."""

MOST = 500
"""Passages that are described at once."""


class Search:
    """Finds passages and people.

    Safe to share between threads; several processes may use the same folder.

    Parameters
    ----------
    folder : Path
        Of what can be made again, in the study. Where it can't be written to, the index is temporary.
    """

    def __init__(self, folder: Path) -> None:
        self.database = Database(folder)
        self._refreshing = threading.Lock()
        self._read: Material | None = None

    def refresh(self, material: Material, *, patience: float | None = None) -> int:
        """Bring the index up to date; see `cslab.listen.search.refresh.refresh`.

        While another thread is at it, this waits for it, though no longer than its patience.
        """
        return self._tried(lambda: self._refresh(material, patience))

    def _refresh(self, material: Material, patience: float | None) -> int:
        if material is self._read:
            return 0
        if not self._refreshing.acquire(timeout=-1 if patience is None else patience):
            with self.database.reading() as connection:
                known = dict(connection.execute("SELECT id, words FROM interview").fetchall())
            return sum(known.get(name) != stamp for name, stamp in material.words.items())
        try:
            unread = refresh(self.database, material, patience=patience)
            self._read = material if unread == 0 else None
            return unread
        finally:
            self._refreshing.release()

    def search(
        self,
        query: Query | str,
        material: Material,
        attributes: Attributes,
        codebook: Codebook,
        *,
        limit: int = 50,
        only_by: str | None = None,
        patience: float | None = None,
    ) -> SearchResults:
        """Find passages.

        Parameters
        ----------
        query : Query or str
            See `cslab.listen.search.parsing.parse`.
        material : Material
            What the index is made of; it is brought up to date first.
        attributes : Attributes
            What is known of interviews, people and accounts.
        codebook : Codebook
            Codes and stages.
        limit : int
            How many passages are described; all are counted.
        only_by : str, optional
            Highlights and notes of others than this coder are not searched, nor shown.
        patience : float, optional
            Seconds to bring the index up to date.

        Raises
        ------
        InputError
            If the query can't be read, or names a field that does not exist.
        NotFoundError
            If it names a code, a stage, a speaker, a person... that does not exist.
        """
        began = time.perf_counter()
        asked = parse(query) if isinstance(query, str) else query
        attributes.check(asked)

        def ask() -> SearchResults:
            unread = self._refresh(material, patience)
            with self.database.reading() as connection:
                compiler = Compiler(connection, attributes, codebook, only_by)
                question = compiler.question(asked)
                hits = Hits.of(connection, question, attributes)
                best = ranked(connection, question, hits, max(0, min(limit, MOST)))
                table = described(connection, compiler, asked, best, hits)
            speaking = hits.interviews(hits.by_customers)
            return SearchResults(
                query=asked,
                table=table,
                total=len(hits.ids),
                people=attributes.stands_for.reindex(list(speaking)).nunique(),
                interviews=len(hits.interviews(hits.ids)),
                seconds=time.perf_counter() - began,
                unread=unread,
            )

        return self._tried(ask)

    def people_who(
        self,
        query: Query | str,
        material: Material,
        attributes: Attributes,
        codebook: Codebook,
        *,
        only_by: str | None = None,
        patience: float | None = None,
    ) -> pd.DataFrame:
        """Find the people who said something, with what is known of them.

        Parameters
        ----------
        query, material, attributes, codebook, only_by, patience
            See `search`.

        Returns
        -------
        DataFrame
            One row a person: person_id (of an interview without one, the interview's id), the columns of
            people.csv, ``account_`` and the columns of accounts.csv, passages and interviews (how many), and
            of the first passage in time: quote, interview_id, start, end, matches.
        """
        asked = parse(query) if isinstance(query, str) else query
        attributes.check(asked)

        def ask() -> pd.DataFrame:
            self._refresh(material, patience)
            with self.database.reading() as connection:
                compiler = Compiler(connection, attributes, codebook, only_by)
                hits = Hits.of(connection, compiler.question(asked), attributes)
                spoken = Hits(hits.by_customers, hits.names)
                firsts = _firsts(spoken, attributes)
                best = dict.fromkeys(firsts["first"].tolist(), 0.0)
                quotes = [
                    described(connection, compiler, asked, dict.fromkeys(some, 0.0), spoken)
                    for some in _batches(list(best), MOST)
                ]
            return _people(firsts, attributes, pd.concat(quotes) if quotes else pd.DataFrame())

        return self._tried(ask)

    def _tried(self, act: Callable[[], T]) -> T:
        """Do something with the index; when its file turns out to be broken, once more with a new one."""
        try:
            return act()
        except sqlite3.Error as error:
            if not broken(error):
                raise self._trouble(error) from error
            self.database.start_afresh()
            self._read = None
        try:
            return act()
        except sqlite3.Error as error:
            raise self._trouble(error) from error

    def _trouble(self, error: sqlite3.Error) -> StoreError:
        if busy(error):
            return StoreError(
                f"The search index {self.database.path} is busy, since another process has been writing to "
                "it for too long; try again."
            )
        return StoreError(f"The search index {self.database.path} failed: {error}.")


def _batches(ids: list[int], size: int) -> list[list[int]]:
    return [ids[at : at + size] for at in range(0, len(ids), size)]


def _firsts(spoken: Hits, attributes: Attributes) -> pd.DataFrame:
    """Passages by person: how many, in how many interviews, and the number of the first in time."""
    names = pd.Series(spoken.names)
    table = pd.DataFrame({"first": spoken.ids, "interview_id": names.reindex(spoken.ids >> 20).to_numpy()})
    known = pd.DataFrame(
        {"person": attributes.stands_for, "recorded_on": attributes.frame["interview.recorded_on"]}
    )
    table = table.join(known, on="interview_id")
    table = table.sort_values(["recorded_on", "interview_id", "first"], kind="stable")
    people = table.groupby("person", sort=True)
    return pd.DataFrame(
        {
            "passages": people.size(),
            "interviews": people["interview_id"].nunique(),
            "first": people["first"].first(),
            "interview_id": people["interview_id"].first(),
        }
    )


def _people(firsts: pd.DataFrame, attributes: Attributes, quotes: pd.DataFrame) -> pd.DataFrame:
    rows = attributes.frame.reindex(firsts["interview_id"].to_numpy())
    person = [name for name in rows.columns if name.startswith("person.") and name != "person.person_id"]
    account = [name for name in rows.columns if name.startswith("account.") and name != "account.account_id"]
    table = pd.DataFrame({"person_id": firsts.index.to_numpy()})
    for name in person:
        table[name.removeprefix("person.")] = rows[name].to_numpy()
    for name in account:
        table[name.replace(".", "_", 1)] = rows[name].to_numpy()
    for name in ("passages", "interviews"):
        table[name] = firsts[name].to_numpy()
    for name, column in _FIRST.items():
        table[name] = quotes[column].to_numpy() if len(quotes) else np.array([], dtype=object)
    return table.sort_values(["passages", "person_id"], ascending=[False, True], ignore_index=True)
