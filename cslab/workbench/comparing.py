"""Comparing: agreement between coders, and what the codes say about people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from cslab.errors import InputError
from cslab.listen import agreement as agree
from cslab.listen import patterns
from cslab.listen.agreement.units import check_unit, cut_units, slices, speech_of
from cslab.listen.excerpts import Excerpts
from cslab.study import coders as stored
from cslab.study import highlights
from cslab.timecode import Span
from cslab.workbench.coding import Coding


class Comparing(Coding):
    """Agreement between coders, and what the codes say about people.

    Each of these takes ``blind_for``, the name of who will see the result: one who codes blind is refused
    what compares coders, and given figures of their own codes alone.
    """

    # ---- coders ----

    def coders(self) -> pd.DataFrame:
        """One row a coder: coder, blind, highlights, interviews, last_at; see `cslab.study.coders.coders`."""
        return stored.coders(self.store)

    def blind(self, coder: str | None) -> bool:
        """Whether a coder codes blind: without seeing what others coded."""
        return stored.is_blind(self.store, coder)

    def set_blind(self, coder: str, blind: bool = True, *, author: str | None = None) -> None:
        """Let a coder code blind, or see again what others coded."""
        stored.set_blind(self.store, coder, blind, actor=author or self.actor)

    # ---- agreement ----

    def agreement(
        self,
        *,
        code: str | None = None,
        unit: str = "segment",
        coders: Sequence[str] | None = None,
        blind_for: str | None = None,
    ) -> agree.Agreement:
        """Compare coders on the interviews that two or more of them coded.

        Parameters
        ----------
        code : str, optional
            Only this code; all that were used when left out.
        unit : {"segment", "word", "slice", "highlight"}
            What they are compared on; the interviewer's words are left out.
        coders : sequence of str, optional
            Only these; all when left out.
        blind_for : str, optional
            Who will see it.

        Returns
        -------
        Agreement
            See `cslab.listen.agreement.compare`, which says how each figure is made.

        Raises
        ------
        NotFoundError
            If no interview was coded by two people, or the code or a coder is unknown.
        InputError
            If there is no such unit, or who will see it codes blind.
        """
        kind = check_unit(unit)
        self._not_blind(blind_for)
        made = highlights.highlights(self.store)
        for name in coders or ():
            self._known("coder", name, made["coder"].unique())
        chosen = made if coders is None else made[made["coder"].isin(list(coders))]
        twice = chosen.groupby("interview_id")["coder"].nunique()
        names = [str(name) for name in twice.index[twice > 1]]
        readings = {
            name: self._as_read(name, kind) for name in names if name in set(self.interviews["interview_id"])
        }
        wanted = self._code(code)
        found = agree.compare(made, readings, unit=kind, codes=wanted and [wanted], coders=coders)
        unclear = [name for name in found.interviews if not self.interviewers(name)]
        if not unclear:
            return found
        doubt = f"Nobody said who asks in {', '.join(unclear)}: the interviewer's words count there, too."
        return replace(found, caveats=(*found.caveats, doubt))

    def disagreements(
        self,
        *,
        code: str | None = None,
        unit: str = "segment",
        coders: Sequence[str] | None = None,
        blind_for: str | None = None,
    ) -> pd.DataFrame:
        """List what coders differ on, with the words; parameters and errors as for `agreement`.

        Returns
        -------
        DataFrame
            The columns of `cslab.listen.agreement.Agreement.disagreements`, then quote and speaker.
        """
        found = self.agreement(code=code, unit=unit, coders=coders, blind_for=blind_for)
        return self.with_words(found.disagreements)

    def with_words(self, table: pd.DataFrame) -> pd.DataFrame:
        """Add to rows with interview_id, start and end what is said there: ``quote`` and ``speaker``."""
        heard = self.transcripts(set(table["interview_id"]))
        excerpts = {name: Excerpts(said, self.interviewers(name)) for name, said in heard.items()}
        words = [
            excerpts[name].quote(start, end) if name in excerpts else None
            for name, start, end in zip(table["interview_id"], table["start"], table["end"], strict=True)
        ]
        return table.assign(
            quote=pd.Series([one.text if one else "" for one in words], index=table.index, dtype="str"),
            speaker=pd.Series(
                [one.speaker if one else None for one in words], index=table.index, dtype="str"
            ),
        )

    # ---- what the codes say about people ----

    def code_counts(
        self, by: str | None = None, *, codes: Sequence[str] | None = None, blind_for: str | None = None
    ) -> patterns.CodeCounts:
        """Count the people of each code, with intervals; see `cslab.listen.patterns.count_codes`.

        Parameters
        ----------
        by : str, optional
            ``"stage"``, or an attribute of people or of their accounts, such as ``"country"``.
        codes : sequence of str, optional
            Only these, in this order; all that are used when left out.
        blind_for : str, optional
            Who will see it: of one who codes blind, their own codes count alone.

        Raises
        ------
        NotFoundError
            If nobody has such an attribute.
        InputError
            If the attribute has too many different values.
        """
        interviews = self.interviews
        groups = None
        if by is not None and by != patterns.STAGE:
            people = self.people
            asked = people["person_id"].isin(interviews["person_id"].dropna())
            groups = patterns.groups_of(by, people[asked], self.accounts)
        return patterns.count_codes(
            highlights.highlights(self.store, blind_for=blind_for),
            interviews,
            by=by,
            groups=groups,
            stages=[stage.id for stage in self.config.stages],
            codes=codes,
        )

    def cooccurrence(self, *, blind_for: str | None = None) -> patterns.CoOccurrence:
        """Count the people who have each two codes; see `cslab.listen.patterns.cooccur`."""
        return patterns.cooccur(highlights.highlights(self.store, blind_for=blind_for), self.interviews)

    def saturation(self, *, blind_for: str | None = None) -> patterns.Saturation:
        """Follow the number of codes from interview to interview; see `cslab.listen.patterns.saturate`.

        Raises
        ------
        NotFoundError
            If nothing is coded yet.
        """
        return patterns.saturate(highlights.highlights(self.store, blind_for=blind_for), self.interviews)

    # ---- inside ----

    def _not_blind(self, who: str | None) -> None:
        if self.blind(who):
            raise InputError(
                f"{who} codes blind, so what others coded is not shown; stop coding blind to compare."
            )

    def _as_read(self, interview_id: str, unit: agree.Unit) -> agree.Reading:
        """One interview as its coders read it; without words, its whole recording is taken as speech."""
        heard = self.transcripts([interview_id]).get(interview_id)
        if heard is None:
            length = float(self._row(interview_id)["duration"])
            whole = (Span(0.0, length),) if length > 0 else ()
            return agree.Reading(slices(whole) if unit == "slice" else (), whole)
        asking = self.interviewers(interview_id)
        units = () if unit == "highlight" else cut_units(unit, heard, asking)
        return agree.Reading(units, speech_of(heard, asking))
