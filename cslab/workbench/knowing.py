"""Knowing: one customer as they are, why customers get angry, and how each likes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from cslab.errors import InputError
from cslab.measure import customers as measured
from cslab.study import changes, evidence, relationships, successes
from cslab.study import feedback as looped
from cslab.study import promises as promised
from cslab.workbench import gathering
from cslab.workbench.answering import Answering
from cslab.workbench.using import Using


class Knowing(Answering, Using):
    """Anger, preferences, habits, and one customer's timeline."""

    # ---- why they are angry, and how they like it ----

    def anger(self, *, weighted: bool = True, blind_for: str | None = None) -> measured.Anger:
        """Count why customers get angry; see `cslab.measure.customers.anger`.

        Parameters
        ----------
        weighted : bool
            Weight the people of each source by what study.toml names under ``[weights]``.
        blind_for : str, optional
            Who will see it: of one who codes blind, their own codes count alone.
        """
        seen = self._look()
        made: measured.Anger = self._kept.get(
            f"anger, weighted {weighted}, for {blind_for}",
            (seen.files, changes.last_change(self.store)),
            lambda: self._anger(weighted, blind_for),
            keep=seen.settled,
        )
        return made

    def preferences(self) -> measured.Preferences:
        """See how people like to be reached and to solve; see `cslab.measure.customers.preferences`."""
        seen = self._look()
        made: measured.Preferences = self._kept.get(
            "preferences",
            seen.files,
            lambda: measured.preferences(self._people(seen), self._contacts(seen)),
            keep=seen.settled,
        )
        return made

    # ---- one customer ----

    def heard(self, *, blind_for: str | None = None) -> pd.DataFrame:
        """One row a highlight, with whose it is.

        The columns of `highlights`, then nonce, person_id,
        account_id, at (the day of the interview), and what (its words; its note where there are none).
        """
        found = self.highlights(blind_for=blind_for)
        return gathering.voices(found, evidence.highlight_nonces(self.store), self.interviews, self.people)

    def answers_of(self, people: Iterable[str]) -> pd.DataFrame:
        """Every answer of some people, one row each.

        Columns survey, title, response_id, person_id, at, question (in words), answer, most (of the scale),
        why.
        """
        waves = [self.survey(name) for name in self.surveys["name"]]
        return gathering.answers_given(waves, set(people))

    def timeline(
        self, person_id: str | None = None, *, account_id: str | None = None, blind_for: str | None = None
    ) -> measured.Timeline:
        """Put everything about one person, or one account, in the order of time.

        See `cslab.measure.customers.timeline`.

        Raises
        ------
        NotFoundError
            If there is no such person or account.
        InputError
            If neither is given.
        """
        people, account = self._customer(person_id, account_id)
        seen = self._look()
        made: measured.Timeline = self._kept.get(
            f"timeline of {person_id or ''}/{account_id or ''} for {blind_for}",
            (seen.files, changes.last_change(self.store)),
            lambda: self._timeline(people, account, blind_for),
            keep=seen.settled,
        )
        return made

    def habits(self, person_id: str | None = None, *, account_id: str | None = None) -> measured.Habits:
        """See when, what and how often one person, or the people of one account, use and write.

        See `cslab.measure.customers.habits`. The zone of each is the column ``timezone`` of people.csv or
        accounts.csv; without one, the study's.

        Raises
        ------
        NotFoundError
            If there is no such person or account.
        InputError
            If neither is given, or a time zone is none.
        """
        people, _ = self._customer(person_id, account_id)
        hours, (_, until) = self._hours(people)
        contacts = self.contacts
        return measured.habits(
            hours,
            contacts[contacts["person_id"].isin(people)],
            zones=gathering.zones(self.people, self.accounts, people),
            zone=self.config.measures.timezone,
            names=gathering.event_names(self.config.measures.features),
            until=until,
        )

    # ---- inside ----

    def _whom(self, person: str | None, account: str | None) -> tuple[str | None, str | None]:
        """A person and an account that exist; the person's own account where none is given."""
        people = self.people
        self._known("person", person, people["person_id"])
        if account is None and person is not None:
            home = people.loc[people["person_id"] == person, "account_id"].iloc[0]
            account = None if pd.isna(home) else str(home)
        elif account is not None and account not in set(people["account_id"].dropna()):
            self._known("account", account, self.accounts["account_id"])
        return person, account

    def _customer(self, person: str | None, account: str | None) -> tuple[list[str], str | None]:
        """The people who are meant, and their account."""
        if (person is None) == (account is None):
            raise InputError("Say whose: give either a person_id or an account_id.")
        found, home = self._whom(person, account)
        if found is not None:
            return [found], home
        people = self.people
        return [str(one) for one in people.loc[people["account_id"] == home, "person_id"]], home

    def _unhappy(self, blind_for: str | None) -> pd.DataFrame:
        """Highlights in which somebody was unhappy."""
        found = self.heard(blind_for=blind_for)
        return found[found["sentiment"] == -1].reset_index(drop=True)

    def _low_answers(self, blind_for: str | None) -> pd.DataFrame:
        """What people wrote whose score is low, of every survey that can be read, with codes."""
        seen = self._look()
        homes = self._people(seen).set_index("person_id")["account_id"]
        parts = [
            gathering.low_answers(self.survey(name), self.answers(name, blind_for=blind_for), homes)
            for name in self.surveys["name"]
        ]
        return pd.concat(parts, ignore_index=True) if parts else gathering.no_answers()

    def _anger(self, weighted: bool, blind_for: str | None) -> measured.Anger:
        measures, people = self.config.measures, self.people
        by = [name for name in measures.weight_by if weighted]
        customers = gathering.with_attributes(people, self.accounts, by)
        said = self._unhappy(blind_for)
        return measured.anger(
            self.contacts,
            tags=gathering.by_code(said),
            reasons=gathering.by_code(self._low_answers(blind_for)),
            customers=customers,
            weight_by=[name for name in by if name in customers.columns],
            cap=measures.weight_cap,
            stages=[stage.id for stage in self.config.stages],
        )

    def _hours(self, people: Iterable[str]) -> tuple[pd.DataFrame, tuple[Any, Any]]:
        """Use hour by hour of some people, and the first and last moment that there are events of."""
        names = sorted(people)
        seen = self._look()

        def read() -> tuple[pd.DataFrame, tuple[Any, Any]]:
            return measured.usage_by_hour(self.usage, names), gathering.span_of(self.usage)

        return self._kept.get(f"hours of {','.join(names)}", seen.files, read, keep=seen.settled)

    def _timeline(self, people: list[str], account: str | None, blind_for: str | None) -> measured.Timeline:
        whose = set(people)
        said = self.heard(blind_for=blind_for)
        contacts, accounts = self.contacts, self.accounts
        hours, (since, until) = self._hours(people)
        judged = relationships.judgements(self.store)
        values = successes.values(self.store).merge(
            successes.successes(self.store)[["success", "person_id", "definition", "unit"]], on="success"
        )

        def theirs(table: pd.DataFrame) -> pd.DataFrame:
            own = table["person_id"].isin(whose)
            if "account_id" in table and account is not None:
                own |= table["person_id"].isna() & (table["account_id"] == account)
            return table[own]

        return measured.timeline(
            highlights=theirs(said),
            answers=self.answers_of(whose),
            hours=hours,
            contacts=theirs(contacts),
            promises=theirs(promised.promises(self.store)),
            feedback=theirs(looped.feedback(self.store)),
            relationships=theirs(judged),
            success=theirs(values.rename(columns={"value_id": "id"})),
            accounts=accounts[accounts["account_id"] == account],
            names=gathering.event_names(self.config.measures.features),
            since=since,
            until=until,
        )
