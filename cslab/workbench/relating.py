"""Relating: how customers feel about us and we about them, and whose success counts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.measure import customers
from cslab.measure.customers.flight_risk import even_out
from cslab.measure.customers.relationships import day_of
from cslab.measure.customers.risk_reasons import risk_reasons
from cslab.study import answercodes
from cslab.study import relationships as judged
from cslab.workbench.scoring import Scoring
from cslab.workbench.succeeding import Day, Succeeding
from cslab.workbench.using import Using

if TYPE_CHECKING:
    from cslab.measure.customers import (
        AccountHealth,
        Calibration,
        Continuum,
        FlightRisk,
        Happiness,
        QuadrantMoves,
        Quadrants,
        Relationships,
    )
    from cslab.study.surveys.survey import Survey

SEGMENT = "plan"
"""Column of accounts.csv by which accounts are taken to be alike."""


class Relating(Scoring, Using, Succeeding):
    """Relationships, quadrants, hidden flight risk, success."""

    # ---- relationships ----

    def rate_relationship(
        self,
        person_id: str,
        strength: int | None = None,
        sentiment: int | None = None,
        note: str = "",
        *,
        author: str | None = None,
        nonce: str | None = None,
    ) -> int:
        """Judge how strong a tie is (1 to 4) and how the person feels (-1, 0, 1).

        What was judged before stays in the history; what is not given stays as it was.

        Returns
        -------
        int
            Number of the judgement, which `remove_judgement` takes out.

        Raises
        ------
        NotFoundError
            If people.csv knows no such person.
        InputError
            If nothing is judged, or a number is out of its range.
        """
        self._known("person", person_id, self._people(self._look())["person_id"])
        return judged.rate_relationship(
            self.store,
            person_id,
            strength=strength,
            sentiment=sentiment,
            note=note,
            author=author or self.actor,
            nonce=nonce,
        )

    def remove_judgement(self, number: int, *, author: str | None = None) -> None:
        """Take a judgement out that was made by mistake; the one before counts again."""
        judged.remove_judgement(self.store, number, author=author or self.actor)

    def relationships(self, *, on: Day = None, stale_after: int = customers.STALE_AFTER) -> Relationships:
        """Where each person stands with us; see `cslab.customers.relationships`."""
        return self._made(
            "relationships",
            (day_of(on), stale_after),
            lambda: customers.relationships(
                self._people(self._look()), judged.judgements(self.store), on=on, stale_after=stale_after
            ),
        )

    def account_health(
        self, *, on: Day = None, segment: str = SEGMENT, stale_after: int = customers.STALE_AFTER
    ) -> AccountHealth:
        """The relationships of each account that is still here; see `cslab.customers.account_health`."""
        return self._made(
            "account health",
            (day_of(on), segment, stale_after),
            lambda: customers.account_health(
                self.relationships(on=on, stale_after=stale_after), self._here(on), segment=segment
            ),
        )

    def calibrate_risk(self, on: date | str) -> Calibration:
        """Ask whether the risk as it was judged on one day told who left later.

        Raises
        ------
        InputError
            If fewer than two accounts left since, or fewer than two stayed.

        See Also
        --------
        cslab.customers.calibrate
        """
        table = self.account_health(on=on).table.set_index("account_id")
        told = table.loc[table["judged"] > 0, "value"]
        return customers.calibrate(told, self.accounts.set_index("account_id")["churned_on"].notna())

    # ---- happiness and what an account is worth ----

    def waves(self) -> list[str]:
        """Names of the surveys that tell how happy people are, as directly as any does, the latest last."""
        listed = self.surveys.sort_values("asked_on", na_position="first", kind="stable")
        asked = {str(name): self.survey(str(name)).questions for name in listed["name"]}
        for column, wanted in (("level", "satisfaction"), ("role", "csat"), ("role", "nps")):
            found = [
                name
                for name, questions in asked.items()
                if any(getattr(question, column) == wanted for question in questions)
            ]
            if found:
                return found
        return []

    def happiness(self, wave: str | None = None) -> Happiness:
        """How happy each person was who answered one wave, the latest when none is named."""
        survey = self._wave(wave)
        return customers.happiness(survey.responses, survey.questions)

    def quadrants(
        self, wave: str | None = None, *, of: str = "account", worth: str | None = None
    ) -> Quadrants:
        """Happiness by company-happiness, as probabilities; see `cslab.customers.quadrants`.

        Parameters
        ----------
        wave : str, optional
            Name of a survey; the latest that asks for satisfaction when not given.
        of : {"account", "person"}
            What is placed.
        worth : str, optional
            Column of accounts.csv with company-happiness; the margin when not given.

        Raises
        ------
        NotFoundError
            If there is no such survey.
        InputError
            If no survey asks for satisfaction, or nobody can be placed.
        """
        survey = self._wave(wave)

        def make() -> Quadrants:
            accounts, read = self.accounts, self.config.measures
            answered = accounts["account_id"].isin(survey.responses["account_id"])
            accounts = accounts[answered | accounts["account_id"].isin(self._here(None)["account_id"])]
            return customers.quadrants(
                customers.happiness(survey.responses, survey.questions),
                customers.margin(accounts, worth),
                of=of,
                names=accounts.set_index("account_id")["name"],
                happy_at=read.happy_at,
                worth_at=read.worth_at,
            )

        return self._made(f"quadrants {survey.name} {of}", (worth, day_of()), make)

    def quadrant_moves(
        self, before: str | None = None, later: str | None = None, *, of: str = "account"
    ) -> QuadrantMoves:
        """Who moved between two waves; see `cslab.customers.quadrant_moves`.

        Parameters
        ----------
        before, later : str, optional
            Names of surveys; the latest, and the one before it in its series, when not given.
        of : {"account", "person"}
            What moves.

        Raises
        ------
        InputError
            If there is no earlier wave.
        """
        last = self._wave(later)
        first = before or self._before(last)
        return customers.quadrant_moves(self.quadrants(first, of=of), self.quadrants(last.name, of=of))

    def continuum(
        self, wave: str | None = None, *, by: str | None = None, weighted: bool = False
    ) -> Continuum:
        """From walk-away angry to gushing promoter; see `cslab.customers.continuum`.

        Parameters
        ----------
        wave : str, optional
            Name of a survey; the latest that asks for satisfaction when not given.
        by : str, optional
            An attribute of people as they stood when they answered.
        weighted : bool
            Weight those who answered to all who were asked, by what study.toml names under ``[weights]``.
        """
        survey = self._wave(wave)

        def make() -> Continuum:
            happy = customers.happiness(survey.responses, survey.questions).table
            felt = self.relationships().table.set_index("person_id")["sentiment"]
            people = survey.responses
            if weighted:
                found = self.weights(survey.name).weights
                people = people.loc[found.index].assign(weight=found)
            people = people.dropna(subset=["person_id"]).drop_duplicates("person_id", keep="last")
            people = people.assign(
                happiness=people["person_id"].map(happy.set_index("person_id")["happiness"]),
                sentiment=people["person_id"].map(felt),
            )
            asked = [question.id for question in survey.of_role("nps")]
            return customers.continuum(
                people,
                recommend=asked[0] if asked else None,
                by=by,
                weights="weight" if weighted else None,
            )

        return self._made(f"continuum {survey.name}", (by, weighted, day_of()), make)

    def flight_risk(
        self, wave: str | None = None, *, on: Day = None, blind_for: str | None = None
    ) -> FlightRisk:
        """Who renewed and is unhappy, and what the silent could change; see `cslab.customers.flight_risk`.

        Parameters
        ----------
        wave : str, optional
            Name of a survey; the latest that asks for satisfaction when not given.
        on : date or str, optional
            The day by which an account has renewed; today when not given.
        blind_for : str, optional
            Who will see it: one who codes blind is given the reasons that they coded alone.
        """
        survey = self._wave(wave)

        def make() -> FlightRisk:
            accounts = self.accounts
            renewed = customers.renewing(accounts, on=on)
            placed = self.quadrants(survey.name).table
            groups = (
                accounts.set_index("account_id")[SEGMENT] if SEGMENT in accounts else pd.Series(dtype=object)
            )
            renewers = renewed[renewed].index
            answered = [name for name in placed["account_id"] if name in set(renewers)]
            told = risk_reasons(
                health=self.account_health(on=on).table,
                contacts=self.contacts,
                coded=self._coded(survey, blind_for),
                success=self.success(on=on).table,
                on=on,
            )
            return customers.flight_risk(
                accounts,
                renewed,
                placed,
                happy_at=self.config.measures.happy_at,
                weights=even_out(renewers, answered, groups) if answered else None,
                reasons=told,
            )

        return self._made(f"flight risk {survey.name}", (day_of(on), blind_for), make)

    # ---- inside ----

    def _wave(self, name: str | None) -> Survey:
        """The wave of a name; the latest that tells of happiness where none is given."""
        found = name or next(iter(self.waves()[::-1]), None)
        if found is None:
            raise InputError(
                "No survey tells how happy people are yet; put one into surveys/ and name it in study.toml."
            )
        return self.survey(found)

    def _before(self, last: Survey) -> str:
        waves = [one.name for one in self.series(last.config.series or last.name)]
        at = waves.index(last.name)
        if at == 0:
            raise NotFoundError(f"There is no wave before {last.name}, so nobody can be seen to move.")
        return waves[at - 1]

    def _coded(self, survey: Survey, blind_for: str | None) -> pd.DataFrame:
        """The codes on answers of one wave, with whose they are."""
        codes = answercodes.answer_codes(self.store, survey=survey.name, blind_for=blind_for)
        return codes[["response_id", "code"]].merge(
            survey.responses[["response_id", "person_id", "account_id"]], on="response_id"
        )
