"""Claiming: what we assume of customers, written down and locked before we look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from cslab.challenge import segments
from cslab.errors import InputError
from cslab.study import changes, claimlocks, personas_write
from cslab.study.frames import TIME, frame_of
from cslab.study.personas import Claim, LockedClaim, Persona, Personas
from cslab.study.personas_file import read_personas
from cslab.study.personas_write import WHATEVER, Whatever
from cslab.study.segmentcolumns import column_names
from cslab.study.teammates import teammates
from cslab.workbench.hearing import Hearing
from cslab.workbench.using import Using

STATES: Final = ("draft", "locked", "changed", "withdrawn")
"""Never locked; as it was locked; written anew since; locked, and no longer in personas.toml."""

_CLAIMS: Final = {
    **{"claim": "str", "persona": "str", "says": "str", "state": "str", "version": "int64"},
    **{"author": "str", "locked_by": "str", "locked_at": TIME},
    **{"predicted": "float64", "confidence": "float64"},
}


class Claiming(Hearing, Using):
    """Personas, their claims and segments, and locking."""

    @property
    def personas(self) -> Personas:
        """Personas and claims of personas.toml, with what is wrong there.

        See `cslab.study.personas_file.read_personas`.
        """
        seen, codes = self._look(), self._code_names()
        return self._kept.get(
            "personas", (seen.files, codes), lambda: self._read_personas(codes), keep=seen.settled
        )

    @property
    def claims(self) -> pd.DataFrame:
        """One row a claim, in the order of personas.toml; those withdrawn from it come last.

        Columns claim (its id), persona, says, state (one of `STATES`), version (of the last lock; 0 of a
        draft), author (who wrote it), locked_by, locked_at, predicted and confidence. Where a claim was
        written anew since it was locked, what it says, predicts and is sure of is as it is written now.
        """
        written, locks = self.personas, self._locks()
        rows = [_row(claim, _state(claim, written, locks), locks) for claim in written.claims]
        there = {claim.id for claim in written.claims}
        rows += [
            _row(versions[-1].claim, "withdrawn", locks)
            for id_, versions in locks.items()
            if id_ not in there
        ]
        return frame_of(rows, _CLAIMS)

    def claim_state(self, claim_id: str) -> str:
        """Say how a claim stands: one of `STATES`.

        Raises
        ------
        NotFoundError
            If personas.toml has no such claim, and none was locked.
        """
        written, locks = self.personas, self._locks()
        claim = next((one for one in written.claims if one.id == claim_id), None)
        if claim is not None:
            return _state(claim, written, locks)
        self._known("claim", claim_id, dict.fromkeys([*(one.id for one in written.claims), *locks]))
        return "withdrawn"

    def segment(self, persona_id: str) -> pd.DataFrame:
        """Give the people whom a persona claims, as people.csv has them.

        Raises
        ------
        NotFoundError
            If there is no such persona, or no column that its segment asks for.
        InputError
            If the segment can't be read, or asks of a column what it can't hold.
        """
        people = self.people
        held = segments.members(self.personas.persona(persona_id).segment, people, self.accounts)
        return people[held].reset_index(drop=True)

    def lock_claim(
        self, claim_id: str, *, note: str = "", author: str | None = None, nonce: str | None = None
    ) -> LockedClaim:
        """Lock a claim as personas.toml has it; see `cslab.study.claimlocks.lock_claim`.

        Raises
        ------
        NotFoundError
            If there is no such claim, or no such persona as it names.
        InputError
            If part of it can't be read.
        StoreError
            If the study is open for reading only.
        """
        written = self.personas
        claim = written.claim(claim_id)
        persona = written.persona(claim.persona)
        return claimlocks.lock_claim(
            self.store, claim, persona, note=note, author=author or self.actor, nonce=nonce
        )

    def locked(self, claim_id: str) -> tuple[LockedClaim, ...]:
        """Give the locked versions of a claim, the oldest first; empty while it is a draft.

        Raises
        ------
        NotFoundError
            If personas.toml has no such claim, and none was locked.
        """
        locks = self._locks()
        self._known("claim", claim_id, dict.fromkeys([*(claim.id for claim in self.personas.claims), *locks]))
        return locks.get(claim_id, ())

    # ---- writing ----

    def save_persona(
        self, persona: Persona, *, instead_of: Persona | Whatever | None = WHATEVER, author: str | None = None
    ) -> None:
        """Write a persona into personas.toml; see `cslab.study.personas_write.put_persona`.

        Raises
        ------
        InputError
            If it can't be written, was changed by somebody else meanwhile, or the study is open for reading
            only.
        """
        self._may_write()
        personas_write.put_persona(self.folder, persona, instead_of=instead_of)
        self._logged("save", "persona", persona.id, author)

    def save_claim(
        self, claim: Claim, *, instead_of: Claim | Whatever | None = WHATEVER, author: str | None = None
    ) -> None:
        """Write a claim into personas.toml; see `cslab.study.personas_write.put_claim`.

        A claim that was locked stays locked as it was: what is written now is a draft of its next version.

        Raises
        ------
        InputError
            If it can't be written, was changed by somebody else meanwhile, or the study is open for reading
            only.
        """
        self._may_write()
        personas_write.put_claim(self.folder, claim, instead_of=instead_of)
        self._logged("save", "claim", claim.id, author)

    def remove_claim(self, claim_id: str, *, author: str | None = None) -> None:
        """Take a claim out of personas.toml; one that was locked stays to be seen, as withdrawn.

        Raises
        ------
        NotFoundError
            If there is no such claim.
        InputError
            If the file can't be written, or the study is open for reading only.
        """
        self._may_write()
        personas_write.remove_claim(self.folder, claim_id)
        self._logged("withdraw" if self._locks().get(claim_id) else "remove", "claim", claim_id, author)

    def remove_persona(self, persona_id: str, *, author: str | None = None) -> None:
        """Take a persona and its claims out of personas.toml; claims that were locked stay, as withdrawn.

        Raises
        ------
        NotFoundError
            If there is no such persona.
        InputError
            If the file can't be written, or the study is open for reading only.
        """
        self._may_write()
        personas_write.remove_persona(self.folder, persona_id)
        self._logged("remove", "persona", persona_id, author)

    def teammates(self) -> list[str]:
        """Names of everybody who wrote, locked, coded or filled in a sheet here, or stands in team.csv."""
        seen = self._look()
        stamp = (seen.files, changes.last_change(self.store))
        made = self._kept.get(
            "teammates", stamp, lambda: teammates(self.folder, self.store, self.personas), keep=seen.settled
        )
        return list(made)

    # ---- inside ----

    def _read_personas(self, codes: tuple[str, ...]) -> Personas:
        people, accounts = self.people, self.accounts
        known = len(people) or len(accounts)
        columns = column_names(map(str, people.columns), map(str, accounts.columns)) if known else None
        return read_personas(self.folder, self.config, codes=codes, columns=columns)

    def _locks(self) -> dict[str, tuple[LockedClaim, ...]]:
        stamp = changes.last_change(self.store)
        return self._kept.get("locked claims", stamp, lambda: claimlocks.locked_claims(self.store))

    def _may_write(self) -> None:
        if self.read_only:
            raise InputError("This study is open for reading only; open it for writing to change personas.")

    def _logged(self, action: str, subject: str, name: str, author: str | None) -> None:
        with self.store.writing(author or self.actor) as write:
            write.log(action, subject, name)


def _state(claim: Claim, written: Personas, locks: Mapping[str, tuple[LockedClaim, ...]]) -> str:
    versions = locks.get(claim.id, ())
    if not versions:
        return "draft"
    persona = next((one for one in written.personas if one.id == claim.persona), None)
    return "locked" if persona is not None and versions[-1].same(claim, persona) else "changed"


def _row(claim: Claim, state: str, locks: Mapping[str, tuple[LockedClaim, ...]]) -> tuple[Any, ...]:
    last = locks[claim.id][-1] if claim.id in locks else None
    return (
        *(claim.id, claim.persona, claim.says, state, last.version if last else 0, claim.author),
        *((last.author, last.locked_at) if last else (None, None)),
        *(claim.predicted, claim.confidence),
    )
