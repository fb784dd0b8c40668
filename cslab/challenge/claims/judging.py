"""Judging claims: the verdict of each source, corrected for the number of questions asked of the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cslab.challenge.claims.values import Values
from cslab.challenge.claims.verdict import Verdict
from cslab.study.personas import Condition, Indicator, LockedClaim

LEAST = 8
"""Fewer people than this decide nothing."""

Measured = Callable[[Indicator, Sequence[Condition]], Values]
"""Gives an indicator's values for a segment, as `cslab.challenge.claims.measuring.measure` does."""


def judge(
    claims: Sequence[LockedClaim], measured: Measured, *, n_min: int = LEAST, level: float = 0.95
) -> tuple[Verdict, ...]:
    """Judge the claims of one persona together.

    Parameters
    ----------
    claims : sequence of LockedClaim
        All that the persona claims; drafts have version 0.
    measured : callable
        Gives the values of an indicator for a segment; what it can't measure it raises as a `CslabError`.
    n_min : int
        Fewer people than this decide nothing.
    level : float
        Of all verdicts together.

    Returns
    -------
    tuple of Verdict
        In the order of the claims.
    """
    raise NotImplementedError
