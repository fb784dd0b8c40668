"""Mirroring: how far our own taste leaks into what we believe."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import TypeVar

import pandas as pd

from cslab.challenge import bias
from cslab.errors import InputError, NotFoundError
from cslab.measure.surveys.rescaled import rescaled_means
from cslab.study import changes, elicitations
from cslab.study.frames import TIME, frame_of
from cslab.study.personas import Condition
from cslab.study.sheets import Sheet
from cslab.study.surveys.survey import Survey
from cslab.study.teamfile import ASKED, FIRST, read_team
from cslab.workbench.claiming import Claiming
from cslab.workbench.mirroritems import asked_of, items_table
from cslab.workbench.scoring import Scoring

T = TypeVar("T")

SECOND = "second"
"""The round after listening."""

IN_SESSIONS = ("session", "session_answer", "session_participant", "session_tap", "listening")
"""What happens in a session many times a minute, and changes nothing of the mirror."""

IN_STORE, IN_FILE = "sheet", "team.csv"


class Mirroring(Scoring, Claiming):
    """The team's elicitations, and its projection."""

    # ---- what is asked ----

    def mirror_items(self) -> pd.DataFrame:
        """List what teammates are asked.

        Returns
        -------
        DataFrame
            One row an item: item (id of a question), wording, low, high (ends of its scale), survey (whose
            answers are the truth), lowest, highest (the ends in words). Empty where no survey has a question
            with a scale.

        Raises
        ------
        NotFoundError
            If study.toml names a survey or a question that is not there.

        Notes
        -----
        What study.toml names under ``[mirror]``; else all questions with a scale of the newest survey about
        the whole relationship.
        """

        def make() -> pd.DataFrame:
            survey = self._mirror_survey()
            if survey is None:
                return items_table((), "")
            return items_table(asked_of(survey, self.config.measures.mirror), survey.name)

        return self._read("mirror items", self._look(), make).copy()

    def mirror_actual(self, segment: Sequence[Condition] = ()) -> pd.DataFrame:
        """Give what customers answer to each item, from 0 to 100.

        Parameters
        ----------
        segment : sequence of Condition
            Whom to take; everybody when empty. Those who are no longer in people.csv belong to no segment.

        Returns
        -------
        DataFrame
            One row an item: item, wording, value, se, sd, n; see
            `cslab.measure.surveys.rescaled.rescaled_means`. Weighted to those asked, where study.toml says by
            what and who was asked.

        Raises
        ------
        NotFoundError
            If the segment names a column that is not there.
        InputError
            If a condition of the segment is impossible.
        """
        survey = self._mirror_survey()
        if survey is None:
            return rescaled_means(pd.DataFrame(), ())
        conditions = tuple(segment)

        def make() -> pd.DataFrame:
            responses, weights, people = self._counted(survey, conditions)
            questions = asked_of(survey, self.config.measures.mirror)
            return rescaled_means(responses, questions, weights=weights, people=people)

        name = f"mirror actual {conditions!r}"
        return self._mirror_kept(name, (survey.name,), make).copy()

    # ---- sheets ----

    def start_sheet(self, teammate: str, *, round: str = FIRST, author: str | None = None) -> Sheet:  # noqa: A002 (as people call it)
        """Begin a teammate's sheet of a round; see `cslab.study.elicitations.start_sheet`.

        Raises
        ------
        InputError
            If their answers of that round stand in team.csv, or there is nothing to ask.
        """
        known = elicitations.find_sheet(self.store, teammate, round=round)
        if known is None and self._in_mirror_file(teammate, round):
            raise InputError(
                f"The answers of {teammate.strip()} of the round {round!r} stand in team.csv, and count as "
                "locked; begin another round."
            )
        if self.mirror_items().empty:
            raise InputError(
                "There is nothing to ask yet: no survey has a question with a scale; add one on the page "
                "Surveys."
            )
        return elicitations.start_sheet(self.store, teammate, round=round, author=author or self.actor)

    def answer_sheet(
        self,
        teammate: str,
        item: str,
        *,
        round: str = FIRST,  # noqa: A002 (as people call it)
        author: str | None = None,
        **given: float | None,
    ) -> None:
        """Keep what a teammate says of an item; see `cslab.study.elicitations.answer`.

        Parameters
        ----------
        **given : float or None
            own, certainty, predicted: 0 to 100, or None to take it back.

        Raises
        ------
        NotFoundError
            If there is no such item, or the sheet was not begun.
        InputError
            If the sheet is locked, or a value lies outside.
        """
        self._known("item of the mirror", item, self.mirror_items()["item"])
        elicitations.answer(self.store, teammate, item, round=round, author=author or self.actor, **given)

    def lock_sheet(
        self,
        teammate: str,
        *,
        round: str = FIRST,  # noqa: A002 (as people call it)
        incomplete: bool = False,
        author: str | None = None,
    ) -> Sheet:
        """Lock a sheet: nothing in it changes any more, and its teammate may look at results.

        Parameters
        ----------
        incomplete : bool
            Lock it although items are missing.

        Raises
        ------
        NotFoundError
            If no such sheet was begun.
        InputError
            If items are missing and `incomplete` is not given, or nothing was answered.
        """
        sheet = elicitations.find_sheet(self.store, teammate, round=round)
        items = list(self.mirror_items()["item"])
        lacking = sheet.missing(items) if sheet is not None and sheet.locked_at is None else ()
        if sheet is not None and lacking and sheet.given() and not incomplete:
            some = ", ".join(lacking[:5]) + ("..." if len(lacking) > 5 else "")
            raise InputError(
                f"{len(lacking)} of {len(items)} items are missing ({some}); answer them, or say that the "
                "sheet is to be locked although it is incomplete."
            )
        return elicitations.lock(self.store, teammate, round=round, author=author or self.actor)

    def decline_sheet(self, teammate: str, *, round: str = FIRST, author: str | None = None) -> Sheet:  # noqa: A002 (as people call it)
        """Say that somebody will look without answering; see `cslab.study.elicitations.decline`."""
        return elicitations.decline(self.store, teammate, round=round, author=author or self.actor)

    def share_sheet(
        self,
        teammate: str,
        shared: bool = True,
        *,
        round: str = FIRST,  # noqa: A002 (as people call it)
        author: str | None = None,
    ) -> None:
        """Let the team see a teammate's own figure, or no longer; see `cslab.study.elicitations.share`."""
        elicitations.share(self.store, teammate, shared, round=round, author=author or self.actor)

    def sheet(self, teammate: str, *, round: str = FIRST) -> Sheet | None:  # noqa: A002 (as people call it)
        """Give a teammate's sheet of a round; None where none was begun."""
        return elicitations.find_sheet(self.store, teammate, round=round)

    def sheets(self) -> pd.DataFrame:
        """List who answers in which round, without a single answer.

        Returns
        -------
        DataFrame
            One row a teammate and round: round, teammate, state (open, locked or declined), answered (items),
            shared, where (``"sheet"`` or ``"team.csv"``), locked_at (missing for team.csv).
        """
        stored = elicitations.sheets(self.store).assign(where=IN_STORE)
        brought = self._mirror_file()
        known = _pairs(stored[stored["state"] == "locked"])
        rows = [
            (of, teammate, "locked", len(answers), False, IN_FILE, None)
            for (of, teammate), answers in brought.groupby(["round", "teammate"], sort=False)
            if (str(of).casefold(), str(teammate).casefold()) not in known
        ]
        columns = {
            **{"round": "str", "teammate": "str", "state": "str", "answered": "int64", "shared": "bool"},
            **{"where": "str", "locked_at": TIME},
        }
        listed = frame_of(rows, columns)
        instead = [pair not in set(_listed(listed)) for pair in _listed(stored)]
        return pd.concat([stored[list(columns)][instead], listed], ignore_index=True)

    def mirror_closed_to(self, teammate: str, *, round: str = FIRST) -> str:  # noqa: A002 (as people call it)
        """Say why somebody may not see the results of a round yet; empty when they may.

        Notes
        -----
        A sheet of theirs that is open closes the results of every round: they show what customers answered.
        """
        table = self.sheets()
        own = table[table["teammate"].str.casefold() == teammate.strip().casefold()]
        waiting = own[own["state"] == "open"]
        if len(waiting):
            of = str(waiting["round"].iloc[0])
            return (
                f"Your sheet of the round “{of}” is open. What customers answered is shown once it is "
                "locked, so that it can't colour what you write."
            )
        if (own["round"].str.casefold() == round.strip().casefold()).any():
            return ""
        return (
            "Results are shown to those who have written down what they believe, and locked it: who has seen "
            "the answers can't tell any more what they would have guessed."
        )

    def mirror_alone(self, teammate: str, *, round: str = FIRST) -> str:  # noqa: A002 (as people call it)
        """Say why the others may not see a round that one person alone has answered; empty when they may."""
        names = {str(name).casefold() for name in self.team(round)["teammate"]}
        if len(names) != 1 or teammate.strip().casefold() in names:
            return ""
        return (
            "Only one of you has locked a sheet of this round. What one person answered is shown to them "
            "alone; the team's results begin with two."
        )

    # ---- what comes of it ----

    def team(self, round: str = FIRST) -> pd.DataFrame:  # noqa: A002 (as people call it)
        """Give the locked answers of a round, from sheets and from team.csv.

        Returns
        -------
        DataFrame
            teammate, item, own, certainty, predicted (0 to 100; missing where nothing was said). Where both
            have a teammate, the sheet counts.
        """
        both = elicitations.with_file(elicitations.locked_answers(self.store), self._mirror_file())
        items = list(self.mirror_items()["item"])
        here = (both["round"].str.casefold() == round.strip().casefold()) & both["item"].isin(items)
        said = both[list(ASKED)].notna().any(axis=1)
        return both.loc[here & said, ["teammate", "item", *ASKED]].reset_index(drop=True)

    def projection(self, round: str = FIRST, *, level: float = 0.95) -> bias.Projection:  # noqa: A002 (as people call it)
        """Say how far the team's own taste goes into what it predicts; see `cslab.bias.projection`.

        Raises
        ------
        InputError
            If nobody locked a sheet of that round.
        """
        smallest = self.config.measures.mirror.smallest

        def make() -> bias.Projection:
            answers = self._mirror_answers(round)
            customers, doubts = self._mirror_customers()
            found = bias.projection(answers, customers, smallest=smallest, level=level)
            return replace(found, caveats=(*found.caveats, *doubts))

        return self._mirror_kept(f"projection {round} {level}", (), make)

    def persona_pull(self, persona_id: str, *, round: str = FIRST) -> bias.PersonaPull:  # noqa: A002 (as people call it)
        """Say whether a persona is nearer to us than to its customers; see `cslab.bias.persona_to_us`.

        Raises
        ------
        NotFoundError
            If there is no such persona.
        InputError
            If it has no scores, or nobody locked a sheet of that round.
        """
        persona = self.personas.persona(persona_id)
        if not persona.scores:
            raise InputError(
                f"The persona {persona.name!r} has no scores; say what it would answer to the questions of "
                "the mirror, 0 to 100, under `scores` in personas.toml."
            )

        def make() -> bias.PersonaPull:
            customers = self.mirror_actual(persona.segment)
            return bias.persona_to_us(persona.scores, self._mirror_answers(round), customers.dropna())

        return self._mirror_kept(f"persona pull {persona_id} {round}", (), make)

    def debiasing(self, before: str = FIRST, after: str = SECOND, *, level: float = 0.95) -> bias.Effect:
        """Say what changed between two rounds, among those who answered both; see `cslab.bias.effect`.

        Raises
        ------
        InputError
            If nobody locked a sheet of one of them.
        """

        def make() -> bias.Effect:
            customers, doubts = self._mirror_customers()
            sheets = self._mirror_answers(before), self._mirror_answers(after)
            found = bias.effect(*sheets, customers, level=level)
            return replace(found, caveats=(*found.caveats, *doubts))

        return self._mirror_kept(f"debiasing {before} {after} {level}", (), make)

    # ---- inside ----

    def _mirror_survey(self) -> Survey | None:
        """The survey whose answers are the truth."""
        named = self.config.measures.mirror.survey
        if named:
            return self.survey(named)
        listed = self.surveys.sort_values("asked_on", na_position="first", kind="stable")
        found = [self.survey(str(name)) for name in listed["name"]]
        scaled = [one for one in found if any(question.scale is not None for question in one.questions)]
        whole = [one for one in scaled if one.of_role("nps", "csat") or any(q.level for q in one.questions)]
        chosen = [one for one in whole if not one.config.repeats] or whole or scaled
        return chosen[-1] if chosen else None

    def _mirror_answers(self, of: str) -> pd.DataFrame:
        found = self.team(of)
        if found.empty:
            raise InputError(
                f"Nobody has locked a sheet of the round {of!r} yet; answer on the page Mirror, or bring "
                "team.csv."
            )
        return found

    def _mirror_customers(self) -> tuple[pd.DataFrame | None, tuple[str, ...]]:
        """What customers answered, where enough did; where it can't be had, why, for no weight needs it."""
        try:
            found = self.mirror_actual().dropna(subset=["value"])
        except (InputError, NotFoundError) as error:
            return None, (f"What customers answer can't be set beside it: {error}",)
        return (None if found.empty else found.reset_index(drop=True)), ()

    def _mirror_file(self) -> pd.DataFrame:
        return self._read("team", self._look(), lambda: read_team(self.folder, self.config).frame)

    def _in_mirror_file(self, teammate: str, of: str) -> bool:
        return (of.strip().casefold(), teammate.strip().casefold()) in _pairs(self._mirror_file())

    def _mirror_kept(self, name: str, more: Hashable, make: Callable[[], T]) -> T:
        seen = self._look()
        stamp = (seen.files, changes.last_change(self.store, but=IN_SESSIONS), more)
        return self._kept.get(name, stamp, make, keep=seen.settled)


def _pairs(table: pd.DataFrame) -> set[tuple[str, str]]:
    """Round and teammate of each row, without regard to capitals."""
    return set(_listed(table))


def _listed(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(table["round"].str.casefold(), table["teammate"].str.casefold(), strict=True))
