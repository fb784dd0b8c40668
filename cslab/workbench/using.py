"""Using: what customers do in the product, from files of events."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from cslab.errors import InputError, NotFoundError
from cslab.measure import survival
from cslab.measure import usage as measured
from cslab.measure.usage.events import Every, Unit, key_of
from cslab.study.measures import Feature
from cslab.study.usage import files as usagefiles
from cslab.workbench import gathering
from cslab.workbench.coding import Coding
from cslab.workbench.surveying import Surveying

if TYPE_CHECKING:
    import duckdb

T = TypeVar("T")


class Using(Coding, Surveying):
    """Usage events, features, retention and renewal.

    What is asked is answered from the files in ``usage/`` and kept until a file of the study changes.
    """

    @property
    def usage(self) -> duckdb.DuckDBPyRelation:
        """Every usage event: person_id, account_id, event, at (UTC); read only as far as it is asked.

        Each call opens a connection of its own, so that threads don't share one.
        """
        return usagefiles.open_usage(self.folder, self.config, people=self._people(self._look()))

    @property
    def features(self) -> tuple[Feature, ...]:
        """What the product can do, from study.toml."""
        return self.config.measures.features

    def list_events(self) -> measured.EventList:
        """Every event there is, and the features that name it; see `cslab.usage.list_events`."""
        return self._of_usage("events", (), lambda: measured.list_events(self.usage, self.features))

    def adoption(
        self, *, by: str | None = None, since: Any = None, until: Any = None, level: float = 0.95
    ) -> measured.Adoption:
        """Estimate how many of those who could use each feature do; see `cslab.usage.adoption`.

        Parameters
        ----------
        by : str, optional
            A column of accounts.csv or people.csv.
        since, until : moment, optional
            Only events from here, to here (UTC).
        level : float
            Of the intervals.

        Raises
        ------
        InputError
            If study.toml describes no feature.
        NotFoundError
            If there is no column `by`.
        """
        asked = self._options(by=by, since=since, until=until, level=level)
        return self._of_usage(
            "adoption",
            tuple(asked.items()),
            lambda: measured.adoption(self.usage, self.features, **asked | self._customers()),
        )

    def breadth(
        self, *, by: str | None = None, since: Any = None, until: Any = None, level: float = 0.95
    ) -> measured.PeopleMeans:
        """Estimate how much of what they have people use; see `cslab.measure.usage.breadth.breadth`."""
        asked = self._options(by=by, since=since, until=until, level=level)
        return self._of_usage(
            "breadth",
            tuple(asked.items()),
            lambda: measured.breadth(self.usage, self.features, **asked | self._customers()),
        )

    def depth(
        self, *, by: str | None = None, since: Any = None, until: Any = None, level: float = 0.95
    ) -> measured.PeopleMeans:
        """Estimate how much people do on days with any event; see `cslab.measure.usage.breadth.depth`."""
        asked = self._options(by=by, since=since, until=until, level=level)
        return self._of_usage(
            "depth", tuple(asked.items()), lambda: measured.depth(self.usage, **asked | self._customers())
        )

    def footprint(self, *, by: str | None = None, since: Any = None, until: Any = None) -> measured.Footprint:
        """Set what each account uses against what it has; see `cslab.measure.usage.footprint.footprint`."""
        asked = self._options(by=by, since=since, until=until)
        return self._of_usage(
            "footprint",
            tuple(asked.items()),
            lambda: measured.footprint(self.usage, self.features, **asked | self._customers()),
        )

    def retention(
        self, *, unit: Unit = "account", every: Every = "month", since: Any = None, until: Any = None
    ) -> measured.Retention:
        """Estimate how many come back for the value event; see `cslab.measure.usage.retention.retention`.

        Raises
        ------
        InputError
            If study.toml declares no value event, or unit or every is unknown.
        """
        asked = self._options(unit=unit, every=every, since=since, until=until)
        return self._of_usage(
            "retention",
            tuple(asked.items()),
            lambda: measured.retention(self.usage, self._value_event(), **asked),
        )

    def lifecycle(
        self, *, unit: Unit = "account", every: Every = "month", since: Any = None, until: Any = None
    ) -> measured.Lifecycle:
        """Count who is new, retained, resurrected, lost and dormant; as `retention`."""
        asked = self._options(unit=unit, every=every, since=since, until=until)
        return self._of_usage(
            "lifecycle",
            tuple(asked.items()),
            lambda: measured.lifecycle(self.usage, self._value_event(), **asked),
        )

    def dormant(
        self, *, unit: Unit = "account", every: Every = "month", since: Any = None, until: Any = None
    ) -> pd.DataFrame:
        """List who had the value event and no longer has; see `cslab.measure.usage.dormant.list_dormant`."""
        asked = self._options(unit=unit, every=every, since=since, until=until)
        return self._of_usage(
            "dormant",
            tuple(asked.items()),
            lambda: measured.list_dormant(self.usage, self._value_event(), **asked),
        ).copy()

    def stickiness(
        self, *, unit: Unit = "person", days: int = 28, since: Any = None, until: Any = None
    ) -> measured.Stickiness:
        """Estimate on how many days those come who come; see `cslab.measure.usage.lifecycle.stickiness`."""
        asked = self._options(unit=unit, days=days, since=since, until=until)
        return self._of_usage(
            "stickiness",
            tuple(asked.items()),
            lambda: measured.stickiness(self.usage, self._value_event(), **asked),
        )

    def time_to_value(
        self, *, unit: Unit = "account", by: str | None = None, until: Any = None
    ) -> measured.TimeToValue:
        """Estimate how long until the first value event; see `cslab.measure.usage.velocity.time_to_value`."""
        asked = self._options(unit=unit, by=by, until=until)
        return self._of_usage(
            "time to value",
            tuple(asked.items()),
            lambda: measured.time_to_value(
                self.usage, self._value_event(), accounts=self._customers()["accounts"], **asked
            ),
        )

    def renewal_curve(
        self,
        *,
        by: str | None = None,
        as_of: date | None = None,
        since: date | None = None,
        term: int = 12,
        level: float = 0.95,
    ) -> survival.RenewalCurve:
        """Estimate how long customers stay, from accounts.csv; see `cslab.survival.renewal_curve`.

        Parameters
        ----------
        by : str, optional
            A column of accounts.csv.
        as_of, since : date, optional
            The days up to which, and from which, departures are known.
        term : int
            Months of a contract.
        level : float
            Of the intervals.

        Raises
        ------
        InputError
            If no account has a day on which it started.
        NotFoundError
            If there is no column `by`.
        """
        return survival.renewal_curve(self.accounts, by=by, as_of=as_of, since=since, term=term, level=level)

    def moments(
        self,
        *,
        code: str | None = None,
        kind: str | None = None,
        cause: str | None = None,
        stage: str | None = None,
        escalated: bool = False,
        survey: str | None = None,
        question: str | None = None,
        at_most: float | None = None,
        blind_for: str | None = None,
    ) -> pd.DataFrame:
        """Collect moments: when people said something, contacted us about it, or answered so.

        Parameters
        ----------
        code : str, optional
            Highlights with this code; their moment is the day of the interview.
        kind, cause, stage : str, optional
            Contacts of this kind, cause and stage, all that are named.
        escalated : bool
            Contacts that were escalated only.
        survey, question, at_most : str, str, float, optional
            Answers of a survey to a question that are so high at most.
        blind_for : str, optional
            Who will see them: one who codes blind is given their own highlights alone.

        Returns
        -------
        DataFrame
            person_id, account_id, at; what names no account is given the person's.

        Raises
        ------
        InputError
            If nothing is named.
        NotFoundError
            If a code, survey or question is unknown.
        """
        found: list[pd.DataFrame] = []
        if code is not None:
            found.append(self._moments_said(code, blind_for))
        if kind is not None or cause is not None or stage is not None or escalated:
            found.append(self._moments_of_contact(kind=kind, cause=cause, stage=stage, escalated=escalated))
        if survey is not None:
            if question is None or at_most is None:
                raise InputError("Moments of a survey need a question and the answer that counts at most.")
            found.append(self._moments_answered(survey, question, at_most))
        if not found:
            raise InputError("Name the moments: a code, a kind or cause of contacts, or answers of a survey.")
        whole = pd.concat(found, ignore_index=True).dropna(subset=["at"])
        people = self._people(self._look()).dropna(subset=["account_id"])
        homes = people.set_index("person_id")["account_id"]
        whole["account_id"] = whole["account_id"].fillna(whole["person_id"].map(homes))
        return whole.sort_values("at", kind="stable", ignore_index=True)

    def triggers(
        self,
        moments: pd.DataFrame | None = None,
        *,
        unit: Unit = "account",
        days: int = 30,
        controls: int = 4,
        seed: int = 0,
        **named: Any,
    ) -> measured.Triggers:
        """Compare what happened in the days before moments with days that are like them.

        Parameters
        ----------
        moments : DataFrame, optional
            account_id, or person_id, and at; without it, those that `named` collects.
        unit, days, controls, seed
            As for `cslab.measure.usage.triggers.triggers`.
        **named
            Arguments of `moments`: ``code="leaving"``, ``kind="complaint"``.

        Raises
        ------
        InputError
            If there are no moments, or none has records before it.
        """
        table = self.moments(**named) if moments is None else moments
        if table.empty:
            raise InputError("There are no such moments, so nothing came before them.")
        stamp = int(pd.util.hash_pandas_object(table[[key_of(unit), "at"]], index=False).sum())
        return self._of_usage(
            "triggers",
            (stamp, len(table), unit, days, controls, seed),
            lambda: measured.triggers(
                self.usage,
                table,
                unit=unit,
                accounts=self._customers()["accounts"],
                days=days,
                controls=controls,
                seed=seed,
            ),
        )

    # ---- inside ----

    def _of_usage(self, name: str, asked: Hashable, make: Callable[[], T]) -> T:
        seen = self._look()
        return self._kept.get(f"usage {name}", (seen.files, asked), make, keep=seen.settled)

    @staticmethod
    def _options(**named: Any) -> dict[str, Any]:
        """Options as they are told apart: moments as such, whatever they were written as."""
        times = {
            name: pd.Timestamp(named[name]) for name in ("since", "until") if named.get(name) is not None
        }
        return named | times

    def _customers(self) -> dict[str, pd.DataFrame | None]:
        people, accounts = self._people(self._look()), self.accounts
        return {"people": people if len(people) else None, "accounts": accounts if len(accounts) else None}

    def _value_event(self) -> str:
        return self.config.measures.value_event

    def _moments_said(self, code: str, blind_for: str | None) -> pd.DataFrame:
        marked = self.highlights(code=code, blind_for=blind_for)
        told = self._interviews(self._look()).set_index("interview_id")
        ids = pd.Series(sorted(set(marked["interview_id"])), dtype="str")
        return pd.DataFrame(
            {
                "person_id": ids.map(told["person_id"]),
                "account_id": pd.Series(pd.NA, index=ids.index, dtype="str"),
                "at": gathering.moments(ids, told["recorded_on"]),
            }
        )

    def _moments_of_contact(
        self, *, kind: str | None, cause: str | None, stage: str | None, escalated: bool
    ) -> pd.DataFrame:
        contacts = self._contacts(self._look())
        wanted = pd.Series(True, index=contacts.index)
        for column, word in (("kind", kind), ("cause", cause), ("stage", stage)):
            if word is not None:
                known = set(contacts[column].dropna())
                if word not in known:
                    raise NotFoundError.of(f"{column} of contact", word, known)
                wanted &= contacts[column] == word
        if escalated:
            wanted &= contacts["escalated"] == "yes"
        return contacts.loc[wanted, ["person_id", "account_id", "at"]]

    def _moments_answered(self, survey: str, question: str, at_most: float) -> pd.DataFrame:
        found = self.survey(survey)
        found.question(question)
        responses = found.responses
        values = pd.to_numeric(responses[question], errors="coerce")
        rows = responses[values <= at_most]
        return pd.DataFrame(
            {"person_id": rows["person_id"], "account_id": rows["account_id"], "at": rows["answered_at"]}
        )
