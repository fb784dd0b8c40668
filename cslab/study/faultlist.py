"""Faults of a long file: the first of each kind one by one, and the rest by their number."""

from __future__ import annotations

from collections.abc import Iterable

from cslab.study.faults import Fault

LISTED = 20
"""Faults of one kind that are listed one by one."""


class FaultList:
    """Collects the faults of one file; a hundred thousand alike are told in one line.

    Parameters
    ----------
    file : str
        Its name, relative to the study's folder.
    known : iterable of Fault
        What was found before.

    Examples
    --------
    >>> found = FaultList("surveys/nps.csv")
    >>> for row in range(2, 100):
    ...     found.add(row, "recommend", "11", "a number from 0 to 10")
    >>> len(found.faults), found.faults[-1].sentence
    (21, "surveys/nps.csv: recommend, in 78 more rows, is '11', but a number from 0 to 10 was expected.")
    """

    def __init__(self, file: str, known: Iterable[Fault] = ()) -> None:
        self.file = file
        self._known = list(known)
        self._first: dict[tuple[str, str], list[Fault]] = {}
        self._more: dict[tuple[str, str], int] = {}

    def add(self, row: int | None, column: str, value: str, expected: str, *, kind: str = "") -> None:
        """Add a fault; `kind` tells which are alike where `expected` differs from row to row."""
        key = (column, kind or expected)
        listed = self._first.setdefault(key, [])
        if len(listed) < LISTED:
            listed.append(Fault(self.file, row, column, value, expected))
        else:
            self._more[key] = self._more.get(key, 0) + 1

    @property
    def faults(self) -> tuple[Fault, ...]:
        """In the order of the file; what is not listed comes last."""
        listed = [*self._known, *(fault for faults in self._first.values() for fault in faults)]
        rest = []
        for (column, kind), count in self._more.items():
            like = self._first[column, kind][-1]
            rest.append(
                Fault(self.file, None, f"{column}, in {count:,} more rows,", like.value, like.expected)
            )
        return (*sorted(listed, key=lambda fault: fault.row or 0), *rest)
