"""Walking: who listens to whom next, the weekly rota, show-me notes, and errands of a customer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

import pandas as pd

from cslab.measure.reasons.bands import GROUPS, NPS_GROUPS, group_of
from cslab.study import changes
from cslab.study import rota as kept
from cslab.study.consent import may_use
from cslab.study.measures import Question
from cslab.study.surveys.survey import Survey
from cslab.study.weeks import week_of
from cslab.tell.walk import coverage as covered
from cslab.tell.walk import rotation as turns
from cslab.tell.walk import streaks as running
from cslab.tell.walk import waiting, weekly
from cslab.workbench import gathering
from cslab.workbench.showing import Showing

T = TypeVar("T")

_SCORES = ["person_id", "score", "most", "low", "band", "on", "survey", "question"]
_ROLES = ("nps", "csat", "ces", "scale")


class Walking(Showing):
    """Walk a mile in a customer's shoes, and know who has."""

    # ---- who is next ----

    def rotation(
        self,
        *,
        teammates: Iterable[str] | None = None,
        week: date | str | None = None,
        per_teammate: int = 1,
        seed: int = 0,
    ) -> turns.Rotation:
        """Propose whom each teammate listens to in a week; see `cslab.tell.walk.rotation.rotation`.

        Parameters
        ----------
        teammates : iterable of str, optional
            Who listens; everybody who is known when left out.
        week : date or str, optional
            Any day of the week; this one when left out.
        per_teammate : int
            Customers for each.
        seed : int
            The same seed gives the same rotation.

        Raises
        ------
        InputError
            If nobody listens, or the week is none.
        """
        names = self.walkers() if teammates is None else [self._walker(name) for name in teammates]
        monday = week_of(week)
        seen = _seen(monday)
        return self._walked(
            f"rotation of {names} in {monday} as of {seen}, {per_teammate} each, {seed}",
            lambda: turns.rotation(
                self._waiting(seen, seed),
                names,
                listenings=self._every_listening(),
                rota=kept.rota(self.store),
                week=monday,
                per_teammate=per_teammate,
                seed=seed,
            ),
        )

    def session_rotation(
        self,
        *,
        customers: int = 5,
        colleagues: int = 6,
        teammates: Iterable[str] | None = None,
        week: date | str | None = None,
        seed: int = 0,
    ) -> turns.Rotation:
        """Propose whom the next session hears, and who is invited.

        See `cslab.tell.walk.rotation.next_session`. Customers are those of whom the team may hear a clip.
        """
        names = self.walkers() if teammates is None else [self._walker(name) for name in teammates]
        monday = week_of(week)
        return turns.next_session(
            self._waiting(_seen(monday), seed, only=self._with_clips()),
            names,
            listenings=self._every_listening(),
            customers=customers,
            colleagues=colleagues,
            week=monday,
            seed=seed,
        )

    # ---- the rota ----

    def rota(self, week: date | str | None = None) -> weekly.Rota:
        """Give a week of the rota, and what became of the weeks before; this week when none is named."""
        monday = week_of(week)
        return self._walked(
            f"rota of {monday}",
            lambda: weekly.weekly(self._with_names(kept.rota(self.store)), monday),
        )

    def agree_rota(
        self,
        teammate: str,
        person_id: str,
        *,
        week: date | str | None = None,
        note: str = "",
        author: str | None = None,
        nonce: str | None = None,
    ) -> int:
        """Agree that a teammate listens to a customer in a week; see `cslab.study.rota.agree_rota`.

        Raises
        ------
        NotFoundError
            If there is no such person.
        InputError
            If the teammate has no name, or the week is none.
        """
        self._known("person", person_id, self.people["person_id"])
        return kept.agree_rota(
            self.store,
            self._walker(teammate),
            person_id,
            week=week,
            note=note,
            author=author or self.actor,
            nonce=nonce,
        )

    def finish_rota(self, number: int, **about: Any) -> None:
        """Say that it was done, and write it into the log; see `cslab.study.rota.finish_rota`."""
        kept.finish_rota(self.store, number, **self._authored(about))

    def put_off_rota(self, number: int, reason: str, *, author: str | None = None) -> None:
        """Put a line off, and say why; see `cslab.study.rota.put_off_rota`."""
        kept.put_off_rota(self.store, number, reason, author=author or self.actor)

    def reopen_rota(self, number: int, *, author: str | None = None) -> None:
        """Take back that a line is done or put off; see `cslab.study.rota.reopen_rota`."""
        kept.reopen_rota(self.store, number, author=author or self.actor)

    def remove_rota(self, number: int, *, author: str | None = None) -> None:
        """Take a line out of the rota; `restore_rota` brings it back."""
        kept.remove_rota(self.store, number, author=author or self.actor)

    def restore_rota(self, number: int, *, author: str | None = None) -> None:
        """Bring a removed line of the rota back."""
        kept.restore_rota(self.store, number, author=author or self.actor)

    # ---- who has been heard ----

    def coverage(self, *, by: Sequence[str] | None = None) -> covered.Coverage:
        """Count how many customers anybody has heard; see `cslab.tell.walk.coverage.coverage`.

        Parameters
        ----------
        by : sequence of str, optional
            Columns of people.csv or accounts.csv that customers are grouped by; those that study.toml names
            under ``[weights]`` when left out.
        """
        names = tuple(self.config.measures.weight_by if by is None else by)
        return self._walked(f"coverage by {names}", lambda: self._coverage(names))

    def streaks(self, teammate: str | None = None, *, today: date | None = None) -> running.Streaks:
        """Count the team's conversations, and the weeks in a row of the one who looks.

        See `cslab.tell.walk.streaks.streaks`.
        """
        name = None if teammate is None else self._walker(teammate)
        day = today or date.today()
        return self._walked(
            f"streaks of {name} on {day}",
            lambda: running.streaks(
                self._every_listening(), rota=kept.rota(self.store), teammate=name, today=day
            ),
        )

    # ---- inside ----

    def _walked(self, name: str, make: Callable[[], T]) -> T:
        """Keep what was made of the study's files and of its store until either changes."""
        seen = self._look()
        return self._kept.get(name, (seen.files, changes.last_change(self.store)), make, keep=seen.settled)

    def _waiting(self, on: date, seed: int, *, only: set[str] | None = None) -> waiting.Waiting:
        people = self.people
        if only is not None:
            people = people[people["person_id"].isin(only)]
        return waiting.waiting(
            people,
            listenings=self._every_listening(),
            scores=self._newest_scores(),
            contacts=self.contacts,
            accounts=self.accounts,
            on=on,
            seed=seed,
        )

    def _with_clips(self) -> set[str]:
        """Whom the team may hear, and of whom there is a clip."""
        rows = self.interviews
        marked = set(self.highlights()["interview_id"])
        return {
            str(row["person_id"])
            for row in rows.to_dict("records")
            if row["interview_id"] in marked and may_use(row["consent"], row["consent_until"])
        }

    def _newest_scores(self) -> pd.DataFrame:
        """The newest answer that each person gave about the whole relationship."""
        seen = self._look()

        def make() -> pd.DataFrame:
            waves = [self.survey(name) for name in self.surveys["name"]]
            parts = [part for wave in waves if (part := _scores(wave)) is not None]
            if not parts:
                return pd.DataFrame(columns=_SCORES)
            every = pd.concat(parts, ignore_index=True).sort_values("on", kind="stable")
            return every.drop_duplicates("person_id", keep="last").reset_index(drop=True)

        return self._kept.get("newest scores", seen.files, make, keep=seen.settled).copy()

    def _coverage(self, names: Sequence[str]) -> covered.Coverage:
        people = self.people
        groups = gathering.with_attributes(people, self.accounts, list(names)).drop(columns="person_id")
        people = people[["person_id", "name", "account_id"]].join(groups)
        scores = self._newest_scores()
        return covered.coverage(
            people,
            self._every_listening(),
            bands=dict(zip(scores["person_id"], scores["band"], strict=True)) if len(scores) else None,
            order=GROUPS,
            by=names,
        )


def _seen(monday: date) -> date:
    """The day as of which a week is proposed: today within this week, else its Monday."""
    today = date.today()
    return today if monday <= today < monday + timedelta(days=7) else monday


def _scores(wave: Survey) -> pd.DataFrame | None:
    """What each person answered to the one question that stands for the relationship."""
    if wave.config.repeats:
        return None
    asked = [question for role in _ROLES for question in wave.of_role(role) if question.scale is not None]
    if not asked:
        return None
    question = asked[0]
    rows = wave.responses
    rows = rows[rows["person_id"].notna() & rows[question.id].notna()]
    bands = [_band(score, question) for score in rows[question.id]]
    days = pd.to_datetime(rows["answered_at"], errors="coerce").dt.strftime("%Y-%m-%d").fillna("")
    return pd.DataFrame(
        {
            "person_id": rows["person_id"].astype(str).to_numpy(),
            "score": rows[question.id].astype(float).to_numpy(),
            "most": float(question.scale[1]) if question.scale else float("nan"),
            "low": [band == GROUPS[0] for band in bands],
            "band": bands,
            "on": days.to_numpy(),
            "survey": wave.title,
            "question": question.wording,
        }
    )


def _band(score: float, question: Question) -> str:
    """Low, middle or high: for NPS, detractors, passives and promoters by these words."""
    found = group_of(score, question.role, question.scale)
    return GROUPS[NPS_GROUPS.index(found)] if found in NPS_GROUPS else str(found)
