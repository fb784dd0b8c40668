"""Succeeding: what customers themselves call success, how far they have come, and whose idea of it we use."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from cslab.measure import customers
from cslab.measure.customers.relationships import day_of
from cslab.study import successes
from cslab.study.changes import last_change
from cslab.workbench.folder import Folder

if TYPE_CHECKING:
    from cslab.measure.customers import RenewalTalks, Success

Day = date | str | None
T = TypeVar("T")


class Succeeding(Folder):
    """The customer's own definition of success."""

    def define_success(
        self,
        person_id: str,
        definition: str | None = None,
        *,
        whose: str = "theirs",
        measure: str = "",
        unit: str = "",
        baseline: float | None = None,
        target: float | None = None,
        due_on: date | str | None = None,
        author: str | None = None,
        nonce: str | None = None,
    ) -> str:
        """Write down what success means to a person, and what would show it.

        Without a definition it is what people.csv says in their words; see
        `cslab.study.successes.define_success`.

        Returns
        -------
        str
            The definition's name, by which values are recorded.
        """
        people = self._people(self._look()).set_index("person_id")
        self._known("person", person_id, people.index)
        words = people["success_means"].get(person_id) if definition is None else definition
        return successes.define_success(
            self.store,
            person_id,
            "" if pd.isna(words) else str(words),
            whose=whose,
            measure=measure,
            unit=unit,
            baseline=baseline,
            target=target,
            due_on=due_on,
            author=author or self.actor,
            nonce=nonce,
        )

    def record_success(
        self,
        success: str,
        value: float,
        *,
        on_day: Day = None,
        note: str = "",
        author: str | None = None,
        nonce: str | None = None,
    ) -> str:
        """Record a value of the measure of a success; see `cslab.study.successes.record_success`."""
        return successes.record_success(
            self.store, success, value, on_day=on_day, note=note, author=author or self.actor, nonce=nonce
        )

    def remove_success(self, success: str, *, author: str | None = None) -> None:
        """Take a definition of success out, with its values."""
        successes.remove_success(self.store, success, author=author or self.actor)

    def success(self, *, on: Day = None) -> Success:
        """What success means to people still with us, and how far they are; see `cslab.customers.success`."""
        return self._made(
            "success",
            (day_of(on),),
            lambda: customers.success(
                self._people_here(on),
                successes.successes(self.store),
                successes.values(self.store),
                on=on,
            ),
        )

    def renewal_talks(self) -> RenewalTalks:
        """Whose idea of success the talks about renewal use; see `cslab.customers.renewal_talks`."""
        return self._made(
            "renewal talks",
            (day_of(),),
            lambda: customers.renewal_talks(self.contacts, self.success().table),
        )

    # ---- inside ----

    def _made(self, name: str, asked: Hashable, make: Callable[[], T]) -> T:
        """Give a result as long as neither file nor store changes; nobody may change what is in it."""
        seen = self._look()
        stamp = (seen.files, last_change(self.store), asked)
        return self._kept.get(name, stamp, make, keep=seen.settled)

    def _here(self, on: Day) -> pd.DataFrame:
        """The accounts that have not left by a day."""
        accounts = self.accounts
        day = day_of(on)
        return accounts[accounts["churned_on"].isna() | (accounts["churned_on"] > day)]

    def _people_here(self, on: Day) -> pd.DataFrame:
        """People whose account has not left by a day, and those of no account."""
        people = self._people(self._look())
        gone = set(self.accounts["account_id"]) - set(self._here(on)["account_id"])
        return people[~people["account_id"].isin(gone)]
