"""A fault in what people brought: where it is, what is there, and what was expected."""

from __future__ import annotations

from dataclasses import dataclass

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can't be used as it stands.

    Parameters
    ----------
    file : str
        Name of the file, relative to the study's folder.
    row : int or None
        Line of the file, from 1; None when the fault concerns the whole file.
    column : str
        Column or setting; or what else is meant, in words.
    value : str
        What is there; empty when nothing is.
    expected : str
        What should be there, as words that fit before "was expected".

    Examples
    --------
    >>> Fault("people.csv", 4, "strength", "7", "a whole number from 1 to 4").sentence
    "people.csv, row 4: strength is '7', but a whole number from 1 to 4 was expected."
    """

    file: str
    row: int | None
    column: str
    value: str
    expected: str

    @property
    def sentence(self) -> str:
        """The fault as one plain sentence."""
        unit = "line" if self.file.endswith(".toml") else "row"
        where = self.file if self.row is None else f"{self.file}, {unit} {self.row}"
        value = self.value if len(self.value) <= _SHOWN else self.value[: _SHOWN - 1] + "…"
        shown = repr(value) if value else "empty"
        return f"{where}: {self.column} is {shown}, but {self.expected} was expected."

    def to_dict(self) -> dict[str, str | int | None]:
        """Give the fault as plain values that JSON can hold, with its sentence."""
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "expected": self.expected,
            "sentence": self.sentence,
        }
