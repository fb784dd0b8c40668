"""Contradicting: where what we believe, what they say and what they do disagree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pandas as pd

from cslab.challenge.contradictions import contradiction as kinds
from cslab.challenge.contradictions.beliefs import beliefs
from cslab.challenge.contradictions.claimed import claimed
from cslab.challenge.contradictions.contradiction import Contradiction
from cslab.challenge.contradictions.falling import daily, falling
from cslab.challenge.contradictions.feed import STATUS, Feed, Unseen, feed
from cslab.challenge.contradictions.goodwill import goodwill
from cslab.challenge.contradictions.growth import growth
from cslab.challenge.contradictions.renewing import renewing
from cslab.challenge.contradictions.themes import themes
from cslab.errors import CslabError, InputError, NotFoundError
from cslab.estimate import Estimate
from cslab.listen.patterns.people import rows_of, said_by
from cslab.measure.reasons.bands import group_of
from cslab.measure.reasons.voiced import against_interviews
from cslab.measure.surveys.answers import one_a_person
from cslab.measure.surveys.levels import level_scores
from cslab.measure.usage.events import number_of
from cslab.study import contradictions as said_of
from cslab.study import highlights
from cslab.study.changes import last_change
from cslab.study.surveys.survey import Survey
from cslab.study.teamfile import FIRST
from cslab.workbench import gathering
from cslab.workbench.judging import Judging
from cslab.workbench.mirroring import Mirroring
from cslab.workbench.promising import Promising
from cslab.workbench.relating import Relating

T = TypeVar("T")

RESAMPLES = 399
"""For the interval of the ranking of themes, which is context alone."""


class Contradicting(Judging, Mirroring, Relating, Promising):
    """The feed of contradictions, and what became of each."""

    def contradictions(self, *, blind_for: str | None = None, reader: str | None = None) -> Feed:
        """Give places where what we believe, what customers say and what they do disagree.

        Parameters
        ----------
        blind_for : str, optional
            Who will see it: of one who codes blind, their own codes count alone.
        reader : str, optional
            The teammate who will see it: what the mirror shows is left out until they have locked their
            sheet. Nobody in particular when left out.

        Returns
        -------
        Feed
            Of everything that could be looked at; what could not, and why, stands in ``unseen``.

        Notes
        -----
        Each kind is made by a function of `cslab.challenge.contradictions`, and all are corrected together;
        see `cslab.challenge.contradictions.feed.feed`. Of claims, only locked ones are looked at.

        Examples
        --------
        >>> import cslab, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     found = cslab.init(folder + "/study", title="Ours").contradictions()
        >>> len(found), len(found.unseen)
        (0, 8)
        """
        seen = self._look()
        closed = "" if reader is None else self.mirror_closed_to(reader) or self.mirror_alone(reader)
        change = last_change(self.store, but={said_of.SUBJECT})
        stamp = (seen.files, change, blind_for, closed, date.today())
        found = self._kept.get(
            "contradictions", stamp, lambda: self._contradictions(blind_for, closed), keep=seen.settled
        )
        history = said_of.status_history(self.store)[list(STATUS)]
        last = history.drop_duplicates("key", keep="last").reset_index(drop=True)
        return replace(found, statuses=last, history=history)

    def set_contradiction(
        self,
        key: str,
        status: str,
        *,
        note: str = "",
        author: str | None = None,
        nonce: str | None = None,
    ) -> int:
        """Say what became of a contradiction; see `cslab.study.contradictions.set_status`.

        Parameters
        ----------
        key : str
            Its key, as the feed gives it.
        status : {"open", "explained", "acted on"}
            What became of it.
        note : str
            Why, or what was done.
        author : str, optional
            Who says so; the study's actor when left out.
        nonce : str, optional
            Used once, so that a retried click says nothing twice.

        Raises
        ------
        NotFoundError
            If there is no such contradiction, and never was one that somebody spoke of.
        InputError
            If it is no status.
        """
        found = self.contradictions()
        known = {one.key for one in found.looked} | set(found.statuses["key"])
        if key not in known:
            raise NotFoundError.of("contradiction", key, known)
        return said_of.set_status(
            self.store, key, status, note=note, author=author or self.actor, nonce=nonce
        )

    # ---- each kind ----

    def _contradictions(self, blind_for: str | None, closed: str) -> Feed:
        looked: list[Contradiction] = []
        unseen: list[Unseen] = []
        makers: tuple[tuple[str, Callable[[], list[Contradiction]]], ...] = (
            (kinds.THEME, lambda: self._theme_contradictions(blind_for)),
            (kinds.FALLING, lambda: self._falling_contradictions(blind_for)),
            (kinds.GOODWILL, self._goodwill_contradictions),
            (kinds.RENEWING, lambda: renewing(self.flight_risk(blind_for=blind_for))),
            (kinds.CLAIM, lambda: self._claim_contradictions(blind_for)),
            (kinds.GROWTH, lambda: self._growth_contradictions(blind_for)),
            (kinds.BELIEF, lambda: self._belief_contradictions(closed)),
        )
        for kind, make in makers:
            try:
                looked += make()
            except CslabError as error:
                unseen.append(Unseen(kind, str(error)))
                if kind == kinds.CLAIM:
                    unseen.append(Unseen(kinds.SOURCES, str(error)))
        return feed(looked, unseen=unseen, people=self.people, accounts=self.accounts)

    def _theme_contradictions(self, blind_for: str | None) -> list[Contradiction]:
        said = self._people_heard(blind_for)
        survey, wrote = self._wave_with_codes(blind_for)
        apart = wrote[~wrote["person"].isin(said["person"])]
        against = against_interviews(apart, said, resamples=RESAMPLES) if len(apart) else None
        ranking: Estimate | None = against.ranking if against is not None else None
        return themes(said, wrote, survey=survey.name, title=survey.title, ranking=ranking)

    def _growth_contradictions(self, blind_for: str | None) -> list[Contradiction]:
        names = {config.series for config in self.config.measures.surveys if config.series}
        found: list[Contradiction] = []
        told = ""
        for name in sorted(names):
            waves = self.series(name)
            coded = [(wave, self._people_who_wrote(wave, blind_for)) for wave in waves]
            coded = [(wave, people) for wave, people in coded if len(people) >= kinds.FEW][-2:]
            if len(coded) < 2:
                continue
            (before, old), (last, new) = coded
            try:
                found += growth(
                    old,
                    new,
                    series=name,
                    surveys=(before.name, last.name),
                    titles=(before.title, last.title),
                )
            except InputError as error:
                told = str(error)
        if not found:
            raise InputError(told or f"There are no {kinds.NEEDS[kinds.GROWTH]}.")
        return found

    def _goodwill_contradictions(self) -> list[Contradiction]:
        for survey in self._newest_first():
            scored = [*survey.of_role("nps"), *survey.of_role("csat")]
            if not scored or not any(one.level == "goodwill" for one in survey.questions):
                continue
            asked = scored[0]
            rows = one_a_person(survey.responses)
            top = "promoters" if asked.role == "nps" else "high"
            high = [group_of(one, asked.role, asked.scale) == top for one in rows[asked.id]]
            answers = pd.DataFrame(
                {
                    "person_id": rows["person_id"],
                    "account_id": rows["account_id"],
                    "high": high,
                    "goodwill": level_scores(rows, survey.questions, "goodwill"),
                }
            )
            group = "promoters" if asked.role == "nps" else "satisfied people"
            return goodwill(answers, group=group, survey=survey.name, title=survey.title)
        raise InputError(f"There is no {kinds.NEEDS[kinds.GOODWILL].removeprefix('a ')}.")

    def _falling_contradictions(self, blind_for: str | None) -> list[Contradiction]:
        event = self._value_event()
        use: pd.DataFrame = self._of_usage("daily", (event,), lambda: daily(self.usage, event))
        if use.empty:
            raise InputError(f"There are no events “{event}” in usage/ that name a person.")
        happy = self._happy_words(blind_for)
        if happy.empty:
            raise InputError("Nobody was judged happy in a clip yet, and no survey has promoters.")
        told = self.people.dropna(subset=["account_id"])
        homes = dict(zip(told["person_id"].astype(str), told["account_id"].astype(str), strict=True))
        return falling(happy, use, homes=homes, what=event)

    def _claim_contradictions(self, blind_for: str | None) -> list[Contradiction]:
        verdicts = self.verdicts(blind_for=blind_for)
        found = claimed(verdicts, codes=set(self.codebook.names))
        if not found:
            what = "None of the locked claims could be tested" if len(verdicts) else "No claim is locked"
            raise InputError(f"{what} yet; write claims and lock them on the page Personas.")
        return found

    def _belief_contradictions(self, closed: str) -> list[Contradiction]:
        if closed:
            raise InputError(closed)
        team, items = self.team(FIRST), self.mirror_items()
        if team.empty or items.empty:
            raise InputError("Nobody has locked a sheet of the mirror yet; begin on the page Mirror.")
        survey = str(items["survey"].iloc[0])
        answered = {
            str(item): (self.who_answered(survey, item, "low"), self.who_answered(survey, item, "high"))
            for item in items["item"]
        }
        smallest = self.config.measures.mirror.smallest
        return beliefs(team, self.mirror_actual(), smallest=smallest, answered=answered, survey=survey)

    # ---- what they are made of ----

    def _people_heard(self, blind_for: str | None) -> pd.DataFrame:
        """Everybody whose interviews are coded: person, codes."""
        said = said_by(rows_of(highlights.highlights(self.store, blind_for=blind_for), self.interviews))
        names = [tuple(said.codes[at] for at in row.nonzero()[0]) for row in said.has]
        return pd.DataFrame({"person": list(said.people), "codes": pd.Series(names, dtype=object)})

    def _people_who_wrote(self, survey: Survey, blind_for: str | None) -> pd.DataFrame:
        """Everybody whose answers to a survey are coded: person, codes; who is not known counts alone."""
        answers = self.answers(survey.name, blind_for=blind_for)
        coded = answers[answers["codes"].map(len) > 0]
        alone = "response " + coded["response_id"].astype(str)
        person = coded["person_id"].astype(object).where(coded["person_id"].notna(), alone)
        put: dict[str, dict[str, None]] = {}
        for who, codes in zip(person.astype(str), coded["codes"], strict=True):
            put.setdefault(who, {}).update(dict.fromkeys(codes))
        names = pd.Series([tuple(codes) for codes in put.values()], dtype=object)
        return pd.DataFrame({"person": list(put), "codes": names})

    def _wave_with_codes(self, blind_for: str | None) -> tuple[Survey, pd.DataFrame]:
        """The newest survey whose open answers are coded; of whole relationships before single cases."""
        surveys = self._newest_first()
        whole = [one for one in surveys if one.of_role("nps", "csat")]
        for survey in (*whole, *(one for one in surveys if not one.of_role("nps", "csat"))):
            wrote = self._people_who_wrote(survey, blind_for)
            if len(wrote) >= kinds.FEW:
                return survey, wrote
        raise InputError(
            f"No survey has coded open answers of at least {kinds.FEW} people; code them on the page "
            "Surveys, under Why."
        )

    def _newest_first(self) -> list[Survey]:
        listed = self.surveys.sort_values("asked_on", na_position="first", kind="stable")
        return [self.survey(str(name)) for name in listed["name"][::-1]]

    def _happy_words(self, blind_for: str | None) -> pd.DataFrame:
        """Days on which somebody was happy: in a clip, or as a promoter."""
        marked = highlights.highlights(self.store, blind_for=blind_for)
        told = self.interviews.set_index("interview_id")
        ids = pd.Series(sorted(set(marked.loc[marked["sentiment"] == 1, "interview_id"])), dtype="str")
        ids = ids[ids.isin(told.index)]
        parts = [
            pd.DataFrame(
                {
                    "person_id": ids.map(told["person_id"]),
                    "at": gathering.moments(ids, told["recorded_on"]),
                }
            )
        ]
        for survey in self._newest_first():
            for asked in survey.of_role("nps"):
                rows = survey.responses[survey.responses[asked.id] >= PROMOTER]
                parts.append(pd.DataFrame({"person_id": rows["person_id"], "at": rows["answered_at"]}))
        whole = pd.concat([one.astype({"person_id": "object"}) for one in parts], ignore_index=True)
        whole = whole.dropna(subset=["person_id", "at"])
        whole["day"] = [number_of(pd.Timestamp(at), "day") for at in whole["at"]]
        return whole[["person_id", "day"]]


PROMOTER = 9
"""Of 10: from here on somebody is a promoter."""
