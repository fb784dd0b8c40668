"""Questioning: personas themselves, and our own words, held against real people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from cslab.challenge.claims.values import Values
from cslab.challenge.messages.corpus import COLUMNS, SPOKEN, WRITTEN, Corpus, corpus
from cslab.challenge.messages.result import MessageTest
from cslab.challenge.messages.tested import message_test
from cslab.challenge.personas.fitting import Fit, fit
from cslab.challenge.personas.persons import Measured, truths
from cslab.challenge.personas.questioned import Quality, quality
from cslab.errors import CslabError
from cslab.listen.search.passages import passages, word_times
from cslab.listen.speakers.roles import CUSTOMER, INTERVIEWER, Speaker
from cslab.study.changes import last_change
from cslab.study.consent import may_use
from cslab.study.personas import Condition, Indicator, Persona
from cslab.workbench.judging import Judging

_WORDLESS = (
    *("claim_lock", "claim_mark", "coder", "contradiction_status", "feedback", "job", "mirror_answer"),
    *("mirror_sheet", "promise", "reel", "relationship", "render", "snapshot", "success", "success_value"),
    "suggestion",
)
"""Kinds of things whose changes alter neither a word that customers said, nor a code on it."""


class Questioning(Judging):
    """How good personas are, whom they fit, and whether customers would say what we say."""

    def persona_quality(self, persona: str, *, blind_for: str | None = None, level: float = 0.95) -> Quality:
        """Look for what is wrong with a persona; see `cslab.challenge.personas.quality`.

        Parameters
        ----------
        persona : str
            Its id.
        blind_for : str, optional
            Who will see it: of one who codes blind, their own codes count alone.
        level : float
            Of the intervals.

        Raises
        ------
        NotFoundError
            If there is no such persona.

        Notes
        -----
        Only claims that are locked are measured. Of drafts it is told that they are vague, or say what
        another says: neither takes a look at data.
        """
        known = self.personas.persona(persona)
        seen = self._look()
        stamp = (seen.files, last_change(self.store), blind_for, level)

        def make() -> Quality:
            return quality(
                self._measured_claims(persona, blind_for),
                size=self._people_in(known),
                of=int(self.people["person_id"].nunique()),
                language=self.config.language or "en",
                level=level,
            )

        return self._kept.get(f"quality of {persona}", stamp, make, keep=seen.settled)

    def persona_fit(self, *, blind_for: str | None = None) -> Fit:
        """Hold all personas against real customers; see `cslab.challenge.personas.fit`.

        Parameters
        ----------
        blind_for : str, optional
            Who will see it: of one who codes blind, their own codes count alone.

        Notes
        -----
        Who fits worst, and who comes nearest, rests on claims that are locked, and of these on those that
        can be measured person by person. A persona whose segment can't be read is left out, and named.
        """
        seen = self._look()
        stamp = (seen.files, last_change(self.store), blind_for, date.today())
        return self._kept.get("persona fit", stamp, lambda: self._fitted(blind_for), keep=seen.settled)

    def message_test(
        self,
        text: str,
        *,
        persona: str | None = None,
        codes: str | Iterable[str] | None = None,
        blind_for: str | None = None,
        level: float = 0.95,
    ) -> MessageTest:
        """Hold what we say against the words of customers; see `cslab.challenge.messages.message_test`.

        Parameters
        ----------
        text : str
            The message.
        persona : str, optional
            Id of the persona whose people it is for; everybody when left out.
        codes : str or iterable of str, optional
            What it is about, with all codes below; guessed when left out.
        blind_for : str, optional
            Who will see it: of one who codes blind, their own codes alone say what a passage is about.
        level : float
            Of the intervals.

        Raises
        ------
        NotFoundError
            If there is no such persona or code.
        InputError
            If there is no word in the message that could be looked for, or it is too long.

        Notes
        -----
        Words are those of customers who agreed to be heard by the team, as corrected, and what people wrote
        in answer to open questions. What the interviewer said does not count, nor a voice of which nobody
        knows whose it is.

        Examples
        --------
        >>> import cslab, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     found = cslab.init(folder + "/study", title="Ours").message_test("Paperless approvals")
        >>> found.sentence[:38]
        'No customer was heard or read yet, so '
        """
        named = [codes] if isinstance(codes, str) else None if codes is None else list(codes)
        about = None if named is None else [self._code(name) or name for name in named]
        whom, people = "", None
        if persona is not None:
            whom = self.personas.persona(persona).name
            people = frozenset(map(str, self.segment(persona)["person_id"]))
        book = tuple(self.codebook.codes)
        said, stamp = self._customers_words(blind_for)

        def make() -> MessageTest:
            return message_test(
                text,
                said,
                codes=about,
                book=book,
                people=people,
                whom=whom,
                names=self._names_of_people(),
                level=level,
            )

        seen = self._look()
        asked = (stamp, text, people, whom, None if about is None else tuple(about), book, level)
        return self._kept.get("message test", asked, make, keep=seen.settled)

    # ---- inside ----

    def _measured_claims(self, persona: str, blind_for: str | None) -> Measured:
        """Measure the claims of a persona that are locked, as they were locked last."""
        claims, drafts = [], []
        values: dict[str, tuple[Values, ...]] = {}
        for claim in self.personas.claims_of(persona):
            versions = self.locked(claim.id)
            if not versions:
                drafts.append(claim)
                continue
            last = versions[-1]
            claims.append(last.claim)
            found = [
                one
                for indicator in last.claim.shown_by
                if (one := self._values_or_none(indicator, last.segment, blind_for)) is not None
            ]
            if found:
                values[last.claim.id] = tuple(found)
        return Measured(self.personas.persona(persona), tuple(claims), values, tuple(drafts))

    def _values_or_none(
        self, indicator: Indicator, segment: Sequence[Condition], blind_for: str | None
    ) -> Values | None:
        """Measure an indicator; nothing where that can't be done, which its verdict says."""
        try:
            found = self.values(indicator, segment, blind_for=blind_for)
        except CslabError:
            return None
        return found if len(found.table) else None

    def _people_in(self, persona: Persona) -> int:
        try:
            return int(self.segment(persona.id)["person_id"].nunique())
        except CslabError:  # its segment can't be read, which the persona's own page says
            return 0

    def _fitted(self, blind_for: str | None) -> Fit:
        holds: dict[str, set[str]] = {}
        faults = []
        for persona in self.personas.personas:
            try:
                holds[persona.id] = set(map(str, self.segment(persona.id)["person_id"]))
            except CslabError as error:
                faults.append(f"{persona.name} is left out: {error}")
        return fit(
            [persona for persona in self.personas.personas if persona.id in holds],
            holds,
            self.people,
            self.accounts,
            truths={name: truths(self._measured_claims(name, blind_for).values) for name in holds},
            heard=self._who_can_be_heard(),
            faults=faults,
        )

    def _who_can_be_heard(self) -> set[str]:
        """People who were interviewed, and agreed that the team hears them."""
        listed = self._recordings()
        done = set(listed.loc[listed["state"] == "transcribed", "interview_id"])
        return {
            str(row["person_id"])
            for row in self.interviews.to_dict("records")
            if row["interview_id"] in done and may_use(row["consent"], row["consent_until"], audience="team")
        }

    def _customers_words(self, blind_for: str | None) -> tuple[Corpus, tuple[Any, ...]]:
        """Give what customers said and wrote, and the stamp of it."""
        seen = self._look()
        number = last_change(self.store, but=_WORDLESS)
        stamp = (seen.files, number, blind_for, date.today())

        def make() -> Corpus:
            doubts: list[str] = []
            rows = [*self._words_spoken(blind_for, doubts), *self._words_written(blind_for)]
            said = pd.DataFrame(rows, columns=list(COLUMNS))
            return corpus(said, language=self.config.language or "en", caveats=doubts)

        return self._kept.get("customers' words", stamp, make, keep=seen.settled), stamp

    def _words_spoken(self, blind_for: str | None, doubts: list[str]) -> Iterator[dict[str, Any]]:
        """Give the passages of customers who agreed to be heard, with the codes of their words."""
        listed = self._recordings()
        listed = listed[listed["state"] == "transcribed"]
        agreed = {
            str(row["interview_id"])
            for row in self.interviews.to_dict("records")
            if may_use(row["consent"], row["consent_until"], audience="team")
        }
        rows = {str(row["interview_id"]): row for row in listed.to_dict("records")}
        withheld = len(rows.keys() - agreed)
        if withheld:
            one = withheld == 1
            doubts.append(
                f"{'1 interview is' if one else f'{withheld} interviews are'} left out: "
                "who speaks did not agree to be heard, or no longer does."
            )
        rows = {name: row for name, row in rows.items() if name in agreed}
        if not rows:
            return
        marked = self._marks_by_interview(blind_for)
        people = dict(zip(self.people["person_id"], self.people["name"], strict=True))
        _, keys = self._stamped(rows)
        read = self._spoken_anew({name: rows[name] for name in keys}, keys)
        unknown = 0
        for name, (mended, spoken) in zip(keys, read, strict=True):
            whose = _whose(spoken.speakers, str(rows[name]["person_id"] or name), people)
            asking = {speaker.name for speaker in spoken.speakers if speaker.role == INTERVIEWER}
            nameless = 0
            for passage in passages(mended.transcript, asking):
                who = whose.get(passage.speaker)
                nameless += not passage.speaker
                if who is None:
                    continue
                times = word_times(passage.times, passage.start)
                yield {
                    "person_id": who,
                    "person": _name(people.get(who), passage.speaker),
                    "text": passage.text,
                    "source": SPOKEN,
                    "interview_id": name,
                    "start": passage.start,
                    "times": passage.times,
                    "marks": tuple(_marks(times, marked.get(name, ()))),
                }
            unknown += bool(nameless)
        if unknown:
            doubts.append(
                f"In {'1 interview' if unknown == 1 else f'{unknown} interviews'} nobody knows who says some "
                "words; those are not counted. Name the speakers on the page of the interview."
            )

    def _marks_by_interview(self, blind_for: str | None) -> dict[str, list[tuple[str, float, float]]]:
        """Give the codes of each interview's highlights, with their seconds."""
        found: dict[str, list[tuple[str, float, float]]] = {}
        for row in self.highlights(blind_for=blind_for).to_dict("records"):
            spans = found.setdefault(str(row["interview_id"]), [])
            spans += [(str(code), float(row["start"]), float(row["end"])) for code in row["codes"]]
        return found

    def _words_written(self, blind_for: str | None) -> Iterator[dict[str, Any]]:
        """Give what people wrote in answer to open questions, with its codes."""
        people = dict(zip(self.people["person_id"], self.people["name"], strict=True))
        for row in self._written_anywhere(None, blind_for).to_dict("records"):
            response = f"{row['survey']}/{row['response_id']}"
            known = isinstance(row["person_id"], str) and bool(row["person_id"])
            who = row["person_id"] if known else response
            words = len(str(row["text"]).split())
            yield {
                "person_id": who,
                "person": _name(people.get(who), "Somebody"),
                "text": row["text"],
                "source": WRITTEN,
                "survey": row["survey"],
                "response_id": row["response_id"],
                "question": row["question"],
                "marks": tuple((str(code), 0, words) for code in row["codes"]),
            }

    def _names_of_people(self) -> set[str]:
        """Names of customers who were interviewed, and of teammates who asked them or answered them."""
        interviews = self.interviews
        asked = set(interviews["person_id"].dropna())
        known = self.people
        names = known.loc[known["person_id"].isin(asked), "name"].dropna()
        ours = [*interviews["interviewer"].dropna(), *self.contacts["teammate"].dropna()]
        return {*map(str, names), *(str(name) for name in ours if name)}


def _whose(speakers: Iterable[Speaker], interviewed: str, known: Mapping[Any, Any]) -> dict[str, str]:
    """Say of each name in an interview which customer it is; a colleague counts where people.csv has them."""
    whose = {}
    for speaker in speakers:
        if speaker.role == CUSTOMER:
            whose[speaker.name] = speaker.person_id or interviewed
        elif speaker.role != INTERVIEWER and speaker.person_id in known:
            whose[speaker.name] = str(speaker.person_id)
    return whose


def _marks(times: list[float], spans: Collection[tuple[str, float, float]]) -> Iterator[tuple[str, int, int]]:
    """Say which words of a passage stand under which code: those that begin within its time."""
    for code, start, end in spans:
        inside = [at for at, time in enumerate(times) if start - 0.05 <= time < end]
        if inside:
            yield code, inside[0], inside[-1] + 1


def _name(known: Any, instead: str) -> str:
    return known if isinstance(known, str) and known else instead
