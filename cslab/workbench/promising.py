"""Promising: what was heard and answered, what was promised and kept."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from cslab.errors import InputError
from cslab.measure import customers as measured
from cslab.study import changes, evidence, relationships
from cslab.study import feedback as looped
from cslab.study import promises as promised
from cslab.workbench import gathering
from cslab.workbench.knowing import Knowing


class Promising(Knowing):
    """The feedback loop and promises."""

    # ---- the feedback loop ----

    def add_feedback(
        self,
        what: str = "",
        *,
        highlight: int | None = None,
        answer: str | None = None,
        contact: str | None = None,
        person_id: str | None = None,
        account_id: str | None = None,
        owner: str = "",
        heard_on: date | str | None = None,
        note: str = "",
        author: str | None = None,
        nonce: str | None = None,
    ) -> int:
        """Put something that was heard into the loop; see `cslab.study.feedback.add_feedback`.

        Parameters
        ----------
        what : str
            In a sentence; what was said or written there when left out.
        highlight : int, optional
            Id of the highlight in which it was said.
        answer : str, optional
            The answer in which it was written: ``SURVEY/RESPONSE/QUESTION``.
        contact : str, optional
            contact_id of the exchange in which it came up.
        person_id, account_id : str, optional
            Who said it; known from the highlight, answer or contact when left out.
        heard_on : date or str, optional
            Likewise.

        Returns
        -------
        int
            Its number.

        Raises
        ------
        NotFoundError
            If there is no such highlight, answer, contact, person or account.
        InputError
            If nothing is said, or two pieces of evidence are given.
        """
        found = self._evidence(highlight, answer, contact)
        person, account = self._whom(person_id or found.person_id, account_id or found.account_id)
        return looped.add_feedback(
            self.store,
            what=what or found.said,
            person_id=person,
            account_id=account,
            evidence=found.kind,
            evidence_id=found.name,
            owner=owner,
            heard_on=heard_on or found.on,
            note=note,
            author=author or self.actor,
            nonce=nonce,
        )

    def change_feedback(
        self,
        number: int,
        *,
        what: str | None = None,
        owner: str | None = None,
        note: str | None = None,
        author: str | None = None,
    ) -> None:
        """Change what is written about a piece of feedback; see `cslab.study.feedback.change_feedback`."""
        looped.change_feedback(
            self.store, number, what=what, owner=owner, note=note, author=author or self.actor
        )

    def decide_feedback(self, number: int, decision: str, **about: Any) -> None:
        """Say what was decided; see `cslab.study.feedback.decide_feedback`."""
        looped.decide_feedback(self.store, number, decision, **self._authored(about))

    def finish_feedback(self, number: int, **about: Any) -> None:
        """Say that it is done; see `cslab.study.feedback.finish_feedback`."""
        looped.finish_feedback(self.store, number, **self._authored(about))

    def tell_feedback(self, number: int, **about: Any) -> None:
        """Say that the customer was told; see `cslab.study.feedback.tell_feedback`."""
        looped.tell_feedback(self.store, number, **self._authored(about))

    def remove_feedback(self, number: int, *, author: str | None = None) -> None:
        """Take a piece out of the loop; `restore_feedback` brings it back."""
        looped.remove_feedback(self.store, number, author=author or self.actor)

    def restore_feedback(self, number: int, *, author: str | None = None) -> None:
        """Bring a removed piece back."""
        looped.restore_feedback(self.store, number, author=author or self.actor)

    def feedback(self) -> pd.DataFrame:
        """List what is in the loop; see `cslab.study.feedback.feedback`."""
        return looped.feedback(self.store)

    def loop(self, *, today: date | str | None = None, blind_for: str | None = None) -> measured.Loop:
        """See how far everything is that was heard; see `cslab.measure.customers.loop`.

        Parameters
        ----------
        today : date or str, optional
            The day that ages are counted to.
        blind_for : str, optional
            Who will see it: of one who codes blind, their own highlights alone are missed.
        """
        day = today or date.today()
        seen = self._look()
        made: measured.Loop = self._kept.get(
            f"loop for {blind_for}",
            (seen.files, changes.last_change(self.store), str(day)),
            lambda: measured.loop(
                looped.feedback(self.store),
                highlights=self._unhappy(blind_for),
                answers=self._low_answers(blind_for),
                today=day,
            ),
            keep=seen.settled,
        )
        return made

    # ---- promises ----

    def add_promise(
        self,
        what: str,
        *,
        made_by: str,
        highlight: int | None = None,
        answer: str | None = None,
        contact: str | None = None,
        person_id: str | None = None,
        account_id: str | None = None,
        made_on: date | str | None = None,
        due_on: date | str | None = None,
        note: str = "",
        author: str | None = None,
        nonce: str | None = None,
    ) -> int:
        """Write down a promise; see `cslab.study.promises.add_promise`, and `add_feedback` for its evidence.

        Returns
        -------
        int
            Its number.

        Raises
        ------
        NotFoundError
            If there is no such highlight, answer, contact, person or account.
        InputError
            If nothing is promised, by nobody or to nobody, or a day is out of order.
        """
        found = self._evidence(highlight, answer, contact)
        person, account = self._whom(person_id or found.person_id, account_id or found.account_id)
        return promised.add_promise(
            self.store,
            what=what,
            made_by=made_by,
            person_id=person,
            account_id=account,
            made_on=made_on or found.on,
            due_on=due_on,
            evidence=found.kind,
            evidence_id=found.name,
            note=note,
            author=author or self.actor,
            nonce=nonce,
        )

    def settle_promise(self, number: int, state: str, **about: Any) -> None:
        """Say what became of a promise; see `cslab.study.promises.settle_promise`."""
        promised.settle_promise(self.store, number, state, **self._authored(about))

    def remove_promise(self, number: int, *, author: str | None = None) -> None:
        """Take a promise out of every table; `restore_promise` brings it back."""
        promised.remove_promise(self.store, number, author=author or self.actor)

    def restore_promise(self, number: int, *, author: str | None = None) -> None:
        """Bring a removed promise back."""
        promised.restore_promise(self.store, number, author=author or self.actor)

    def promises(self, *, today: date | str | None = None) -> measured.Promises:
        """See what became of what was promised; see `cslab.measure.customers.promises`."""
        day = today or date.today()
        seen = self._look()
        made: measured.Promises = self._kept.get(
            "promises",
            (seen.files, changes.last_change(self.store), str(day)),
            lambda: measured.promises(promised.promises(self.store), standing=self._standing(), today=day),
            keep=seen.settled,
        )
        return made

    # ---- inside ----

    def _authored(self, about: dict[str, Any]) -> dict[str, Any]:
        return about | {"author": about.get("author") or self.actor}

    def _evidence(self, highlight: int | None, answer: str | None, contact: str | None) -> gathering.Evidence:
        if sum(one is not None for one in (highlight, answer, contact)) > 1:
            raise InputError("Give one piece of evidence: a highlight, an answer or a contact.")
        if highlight is not None:
            found = self.highlights()
            self._known("highlight", str(highlight), map(str, found["id"]))
            row = found[found["id"] == int(highlight)].iloc[0].to_dict()
            nonce = evidence.highlight_nonces(self.store, [int(highlight)])[int(highlight)]
            return gathering.of_highlight(row, nonce, self.interviews)
        if answer is not None:
            return gathering.of_answer(answer, self.survey)
        if contact is not None:
            table = self.contacts
            self._known("contact", contact, table["contact_id"])
            return gathering.of_contact(table[table["contact_id"] == contact].iloc[0].to_dict())
        return gathering.Evidence()

    def _standing(self) -> pd.DataFrame:
        """How each person stands: the sentiment judged last, and the last score they gave."""
        people = self.people
        judged = relationships.judgements(self.store)
        waves = [self.survey(name) for name in self.surveys["name"]]
        return gathering.standing(people, judged, waves)
