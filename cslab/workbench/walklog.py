"""Keeping the log of who has listened to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

import pandas as pd

from cslab.study import changes
from cslab.study import listenings as listened
from cslab.study.teammates import teammates
from cslab.workbench.hearing import Hearing
from cslab.workbench.promising import Promising

_HELD = ("interviewer", "person_id", "recorded_on")


class WalkLog(Hearing, Promising):
    """The listening log."""

    def listen_to(
        self,
        teammate: str,
        people: str | Iterable[str],
        *,
        how: str,
        source: str = "",
        on_day: date | str | None = None,
        minutes: float | None = None,
        note: str = "",
        author: str | None = None,
        nonce: str | None = None,
    ) -> tuple[int, ...]:
        """Write down that a teammate listened to customers; see `cslab.study.listenings.listen_to`.

        Parameters
        ----------
        teammate : str
            Who listened; ``"maya"`` is ``"Maya"`` where she is known.
        people : str or iterable of str
            person_id of whom they heard.
        how : {"session", "reel", "interview", "call", "visit"}
            How they heard them.
        minutes : float, optional
            How long it took with all of them together.

        Returns
        -------
        tuple of int
            Number of each listening.

        Raises
        ------
        NotFoundError
            If there is no such person.
        InputError
            If nobody listens, to nobody, in no way that is known, or the day or the minutes are none.
        """
        heard = [people] if isinstance(people, str) else list(people)
        known = set(self.people["person_id"])
        for person in heard:
            self._known("person", person, known)
        return listened.listen_to(
            self.store,
            self._walker(teammate),
            heard,
            how=how,
            source=source,
            on_day=on_day,
            minutes=minutes,
            note=note,
            author=author or self.actor,
            nonce=nonce,
        )

    def change_listening(
        self,
        number: int,
        *,
        on_day: date | str | None = None,
        minutes: float | None = None,
        note: str | None = None,
        author: str | None = None,
    ) -> None:
        """Mend a line of the log; see `cslab.study.listenings.change_listening`."""
        listened.change_listening(
            self.store, number, on_day=on_day, minutes=minutes, note=note, author=author or self.actor
        )

    def remove_listening(self, number: int, *, author: str | None = None) -> None:
        """Take a line out of the log; `restore_listening` brings it back."""
        listened.remove_listening(self.store, number, author=author or self.actor)

    def restore_listening(self, number: int, *, author: str | None = None) -> None:
        """Bring a removed line of the log back."""
        listened.restore_listening(self.store, number, author=author or self.actor)

    def listenings(self, *, removed: bool = False) -> pd.DataFrame:
        """List who listened to whom, with names.

        Returns
        -------
        DataFrame
            The columns of `cslab.study.listenings.listenings`, then name and account_id of the person
            (missing where people.csv no longer has them).
        """
        made: pd.DataFrame = self._kept.get(
            f"listenings, removed {removed}",
            (self._look().files, changes.last_change(self.store)),
            lambda: self._with_names(listened.listenings(self.store, removed=removed)),
            keep=self._look().settled,
        )
        return made.copy()

    def heard_by(self) -> pd.DataFrame:
        """Count how often each teammate has listened to each person, interviews that they held included.

        Returns
        -------
        DataFrame
            One row a teammate, one column a person (person_id) whom anybody heard; whole numbers.
        """
        table = self._every_listening()
        return pd.crosstab(table["teammate"], table["person_id"])

    def walkers(self) -> list[str]:
        """Names of everybody who could listen: all teammates who are known, and those who held interviews."""
        seen = self._look()
        stamp = (seen.files, changes.last_change(self.store))
        return list(self._kept.get("walkers", stamp, self._named_walkers, keep=seen.settled))

    # ---- inside ----

    def _named_walkers(self) -> list[str]:
        known = {name.casefold(): name for name in teammates(self.folder, self.store)}
        for name in self.interviews["interviewer"].dropna().astype(str):
            known.setdefault(name.strip().casefold(), name.strip())
        return sorted(filter(None, known.values()), key=lambda name: (name.casefold(), name))

    def _walker(self, teammate: str) -> str:
        """A teammate by the name that is known, whatever its capitals."""
        asked = listened.teammate_of(teammate)
        return next((name for name in self.walkers() if name.casefold() == asked.casefold()), asked)

    def _every_listening(self) -> pd.DataFrame:
        """The log, and the interviews of interviews.csv: whoever held one has listened, too."""
        seen = self._look()
        made: pd.DataFrame = self._kept.get(
            "every listening",
            (seen.files, changes.last_change(self.store)),
            lambda: with_interviews(self.listenings(), self.interviews, self._walker),
            keep=seen.settled,
        )
        return made

    def _with_names(self, rows: pd.DataFrame) -> pd.DataFrame:
        known = self.people.drop_duplicates("person_id").set_index("person_id")
        return rows.assign(
            name=rows["person_id"].map(known["name"]).astype("object"),
            account_id=rows["person_id"].map(known["account_id"]).astype("object"),
        )


def with_interviews(
    log: pd.DataFrame, interviews: pd.DataFrame, known_as: Callable[[str], str]
) -> pd.DataFrame:
    """Add a line for each interview whose interviewer, person and day are known, where the log has none."""
    there = set(zip(log["teammate"], log["person_id"], log["source"], strict=True))
    rows = []
    for row in interviews.to_dict("records"):
        if any(pd.isna(row[name]) or not str(row[name]).strip() for name in _HELD):
            continue
        who, person, name = known_as(str(row["interviewer"])), str(row["person_id"]), str(row["interview_id"])
        if (who, person, name) not in there:
            rows.append((who, person, "interview", name, pd.Timestamp(row["recorded_on"]).date().isoformat()))
    held = pd.DataFrame(rows, columns=["teammate", "person_id", "how", "source", "on_day"], dtype="str")
    both = pd.concat([log, held], ignore_index=True) if rows else log
    return both.sort_values("on_day", kind="stable").reset_index(drop=True)
