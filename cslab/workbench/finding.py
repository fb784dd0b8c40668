"""Finding: search over everything that was said and written, and the people who said it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

import pandas as pd

from cslab.listen.search.engine import Search
from cslab.listen.search.fields import Attributes
from cslab.listen.search.marks import codes_marked, mark_stamps, marks_of
from cslab.listen.search.matching import Codebook
from cslab.listen.search.query import Query
from cslab.listen.search.refresh import Heard, Material
from cslab.listen.search.results import SearchResults
from cslab.listen.speakers.roles import INTERVIEWER
from cslab.study.changes import last_change
from cslab.study.coders import is_blind
from cslab.study.schema import clean
from cslab.workbench.coding import Coding


class Finding(Coding):
    """Search over everything that was said and written."""

    def search(
        self,
        query: str | Query,
        *,
        limit: int = 50,
        today: date | None = None,
        blind_for: str | None = None,
        patience: float | None = None,
    ) -> SearchResults:
        r"""Find passages: what was said, notes, and codes.

        Parameters
        ----------
        query : str or Query
            One line, for example ``approvals "two keys" -holiday role:"Office manager" date:last-quarter``.
            Words must all be in one passage, in any order; ``"phrases"`` as they stand; ``begin*``; ``OR``,
            ``NOT`` or ``-``, and parentheses. Fields of passages and highlights: ``speaker`` (``customer``,
            ``interviewer`` or a name), ``code`` (with all under it), ``about`` (coded so, or the word is
            said), ``stage``, ``note``, ``coder``, ``sentiment``, ``juiciness``. Of interviews:
            ``interview``, ``person``, ``account``, ``date``, and every column of people.csv, accounts.csv
            and interviews.csv, such as ``country:GB``, ``company_size:>50``, ``renews_on:within-90-days``.
        limit : int
            How many passages come with their words; all are counted.
        today : date, optional
            What ``last-quarter`` and the like are relative to; today when left out.
        blind_for : str, optional
            A coder who codes blind: highlights and notes of others are not searched, nor shown.
        patience : float, optional
            Seconds to read interviews that changed; those left after that are counted in ``unread``. None
            reads all.

        Returns
        -------
        SearchResults
            The best passages as ``.table``, and ``.total``, ``.people``, ``.interviews``.

        Raises
        ------
        InputError
            If the query can't be read, or names a field that does not exist; says where.
        NotFoundError
            If it names a code, a stage, a speaker, a person... that does not exist.

        Notes
        -----
        Capitals, accents and apostrophes do not matter. A passage is what one speaker says without a long
        pause, up to 80 words; a phrase is found inside of it, also across sentences. Fields of highlights
        that stand side by side are about one and the same highlight.

        Examples
        --------
        >>> import cslab, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     study = cslab.init(folder + "/study", title="Ours")
        ...     study.search("approvals OR fee*").sentence
        'Nothing was found'
        """
        return self._search.search(
            query,
            self._material(),
            self._attributes(today),
            self._search_codebook(),
            limit=limit,
            only_by=self._only_by(blind_for),
            patience=patience,
        )

    def people_who(
        self,
        query: str | Query,
        *,
        today: date | None = None,
        blind_for: str | None = None,
        patience: float | None = None,
    ) -> pd.DataFrame:
        """Find people by what they are like and by what they said.

        Parameters
        ----------
        query, today, blind_for, patience
            See `search`. What the interviewer says does not count. "People at accounts that renew within 90
            days who spoke of approvals in the last quarter" is
            ``about:approvals renews_on:within-90-days date:last-quarter``: ``about`` takes what is coded
            approvals, or anything under it, and what has the word; ``code:approvals`` takes the coded alone.

        Returns
        -------
        DataFrame
            One row a person, those with most passages first: person_id, the columns of people.csv,
            ``account_`` and the columns of accounts.csv, passages and interviews (how many), and the first
            passage in time: quote, interview_id, start, end (seconds), matches (places in the quote).

        Raises
        ------
        InputError, NotFoundError
            See `search`.
        """
        material, attributes, book = self._material(), self._attributes(today), self._search_codebook()
        only_by = self._only_by(blind_for)
        return self._search.people_who(query, material, attributes, book, only_by=only_by, patience=patience)

    # ---- inside ----

    @cached_property
    def _search(self) -> Search:
        return Search(self.derived)

    def _only_by(self, who: str | None) -> str | None:
        """The coder whose work alone is seen by someone; None when all of it is."""
        return who if is_blind(self.store, who) else None

    def _attributes(self, today: date | None) -> Attributes:
        seen, day = self._look(), today or date.today()
        return self._kept.get(
            "attributes",
            (seen.files, day),
            lambda: Attributes.of(self.interviews, self.people, self.accounts, today=day),
            keep=seen.settled,
        )

    def _search_codebook(self) -> Codebook:
        """Codes in use, and those that highlights have besides."""
        stages = tuple((stage.id, stage.name) for stage in self.config.stages)

        def make() -> Codebook:
            parents: dict[str, str | None] = dict.fromkeys(codes_marked(self.store))
            return Codebook(parents | {code.name: code.parent for code in self.codebook.codes}, dict(stages))

        stamp = (last_change(self.store), stages, self.config.codes)
        return self._kept.get("search codebook", stamp, make)

    def _material(self) -> Material:
        """Stamps of everything that is searched, made anew only when something changed."""
        table = self._recordings()
        seen = self._look()
        stamp = (seen.files, last_change(self.store))
        return self._kept.get("material", stamp, lambda: self._stamped_material(table), keep=seen.settled)

    def _stamped_material(self, table: pd.DataFrame) -> Material:
        rows = table[table["state"] == "transcribed"].to_dict("records")
        ready = {str(row["interview_id"]): row for row in rows}
        stamps, keys = self._stamped(ready) if ready else ({}, {})
        names = {clean(name): name for name in stamps}

        def read(some: Sequence[str]) -> Iterator[Heard]:
            asked = {names[name]: ready[names[name]] for name in some}
            spoken = self._spoken_anew(asked, {name: keys[name] for name in asked})
            for name, (mended, voiced) in zip(some, spoken, strict=True):
                yield (
                    name,
                    mended.transcript,
                    {who.name for who in voiced.speakers if who.role == INTERVIEWER},
                )

        return Material(
            words={name: _digest(stamps[raw]) for name, raw in names.items()},
            marks=mark_stamps(self.store),
            codes=tuple((code.name, code.definition) for code in self.codebook.codes),
            read=read,
            marked=lambda some: marks_of(self.store, some),
        )


def _digest(stamp: object) -> str:
    return hashlib.blake2b(repr(stamp).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
