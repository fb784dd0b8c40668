"""What coders differ on, stretch by stretch, so that each can be heard and talked over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cslab.listen.agreement.tally import MISSING, Ints
from cslab.timecode import Span

_NEAR = 2.0
"""Seconds: two stretches with a longer break between them do not adjoin."""

_COLUMNS = {
    "interview_id": "str",
    "start": "float64",
    "end": "float64",
    "code": "str",
    "coded_by": "object",
    "not_by": "object",
    "kind": "str",
}


def disagreements(
    units: Sequence[tuple[str, Span]], coded: Mapping[str, Ints], coders: Sequence[str]
) -> pd.DataFrame:
    """List the stretches on which coders differ.

    Parameters
    ----------
    units : sequence of (interview id, Span)
        In the order of each interview.
    coded : mapping
        For each code an array of shape (units, coders): 1 coded, 0 not, -1 not judged.
    coders : sequence of str
        Their names.

    Returns
    -------
    DataFrame
        One row a run of neighbouring units with the same answer of each coder: interview_id, start, end,
        code, coded_by, not_by (tuples of str), kind ("edge" where a unit next to it was coded by all who
        judged it, so that only its border is in question; else "whole"). By interview, time and code.

    Examples
    --------
    >>> units = [("int-01", Span(0, 5)), ("int-01", Span(5, 9)), ("int-01", Span(9, 12))]
    >>> table = disagreements(units, {"trust": np.array([[0, 0], [1, 0], [1, 0]])}, ["Maya", "Tom"])
    >>> table[["start", "end", "coded_by", "not_by", "kind"]]
       start   end coded_by  not_by   kind
    0    5.0  12.0  (Maya,)  (Tom,)  whole
    """
    rows = []
    for code, table in coded.items():
        runs = _runs([name for name, _ in units], table)
        for at, (first, last) in enumerate(runs):
            answer = table[first]
            if not ((answer == 1).any() and (answer == 0).any()):
                continue
            beside = [runs[near] for near in (at - 1, at + 1) if 0 <= near < len(runs)]
            name = units[first][0]
            edge = any(
                units[start][0] == name and _all(table[start]) and _adjoin(units, (start, end), (first, last))
                for start, end in beside
            )
            rows.append(
                (
                    name,
                    units[first][1].start,
                    max(span.end for _, span in units[first : last + 1]),
                    code,
                    tuple(who for who, value in zip(coders, answer, strict=True) if value == 1),
                    tuple(who for who, value in zip(coders, answer, strict=True) if value == 0),
                    "edge" if edge else "whole",
                )
            )
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(_COLUMNS)
    return frame.sort_values(["interview_id", "start", "code"], ignore_index=True)


def _runs(homes: Sequence[str], table: Ints) -> list[tuple[int, int]]:
    """Return the first and last unit of each run of neighbours that have the same answers."""
    if not homes:
        return []
    names = np.array(homes, dtype=object)
    changed = (table[1:] != table[:-1]).any(axis=1) | (names[1:] != names[:-1])
    firsts = [0, *(int(at) + 1 for at in np.flatnonzero(changed))]
    return list(zip(firsts, [*(first - 1 for first in firsts[1:]), len(homes) - 1], strict=True))


def _adjoin(units: Sequence[tuple[str, Span]], one: tuple[int, int], other: tuple[int, int]) -> bool:
    earlier, later = sorted((one, other))
    return units[later[0]][1].start - units[earlier[1]][1].end <= _NEAR


def _all(answer: Ints) -> bool:
    judged = answer[answer != MISSING]
    return len(judged) > 0 and bool((judged == 1).all())
