"""Which claims of a persona are true of which real person: what quality and fit are worked out from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from cslab.challenge.claims.values import Values
from cslab.study.personas import Claim, Persona

TRUTHS = ("person_id", "claim", "true", "measured")


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A persona with its locked claims, measured person by person.

    Parameters
    ----------
    persona : Persona
        As it is now.
    claims : tuple of Claim
        Those that are locked, as they were locked last.
    values : mapping of str to tuple of Values
        What was measured for each claim, by its id: one an indicator that can be measured.
    drafts : tuple of Claim
        Those that are not locked; of these nothing is measured.
    """

    persona: Persona
    claims: tuple[Claim, ...] = ()
    values: Mapping[str, tuple[Values, ...]] = field(default_factory=dict)
    drafts: tuple[Claim, ...] = ()


def truths(values: Mapping[str, Sequence[Values]]) -> pd.DataFrame:
    """Say of each person and claim whether it is true of them.

    Parameters
    ----------
    values : mapping of str to sequence of Values
        By claim.

    Returns
    -------
    DataFrame
        One row a person and claim that was measured for them: person_id, claim, true, measured (how many
        indicators). A claim with several indicators is true of a person of whom all of them are that were
        measured; people whom nobody knows are left out.

    Examples
    --------
    >>> truths({}).columns.tolist()
    ['person_id', 'claim', 'true', 'measured']
    """
    pieces = [
        pd.DataFrame(
            {
                "person_id": known["person_id"].astype(str),
                "claim": claim,
                "true": known["hit"].astype(bool),
            }
        )
        for claim, measured in values.items()
        for one in measured
        for known in (one.table[one.table["person_id"].notna()],)
    ]
    pieces = [piece for piece in pieces if len(piece)]
    if not pieces:
        return pd.DataFrame(columns=list(TRUTHS))
    found = pd.concat(pieces, ignore_index=True)
    grouped = found.groupby(["person_id", "claim"], sort=False)["true"]
    return grouped.agg(true="all", measured="size").reset_index()[list(TRUTHS)]
