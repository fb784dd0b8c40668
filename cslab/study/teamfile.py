"""team.csv: what teammates wrote down before they saw data, as a table."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from cslab.study.config import StudyConfig
from cslab.study.csvfile import Row, bare, read_sheet
from cslab.study.faultlist import FaultList
from cslab.study.frames import frame_of
from cslab.study.reading import Table
from cslab.study.settings import near

TEAM: Final = "team.csv"
FIRST: Final = "first"
"""The round that is meant where none is named."""
LONGEST: Final = 80
"""Letters of the name of a teammate or a round."""

ASKED: Final = ("own", "certainty", "predicted")
"""What a teammate says of each item, 0 to 100: their own answer, how sure they are of it, and what customers
answer on average."""

COLUMNS: Final = {
    **{"round": "str", "teammate": "str", "item": "str"},
    **dict.fromkeys(ASKED, "float64"),
}


def read_team(folder: str | Path, config: StudyConfig | None = None) -> Table:
    r"""Read team.csv.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    config : StudyConfig, optional
        Says which questions there are; without it, any item will do.

    Returns
    -------
    Table
        One row an answer: round (``"first"`` where none is named), teammate, item (id of a question with a
        scale), own, certainty, predicted (0 to 100; missing where nothing or nothing usable is said). Empty
        when there is no file.

    Raises
    ------
    InputError
        If the file is there and can't be read at all.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     rows = "teammate,item,own,certainty,predicted\nMaya,ease,80,60,140\nMaya,ease,1,1,1\n"
    ...     _ = (Path(folder) / "team.csv").write_text(rows)
    ...     table = read_team(folder)
    >>> table.frame[["teammate", "item", "own", "predicted"]]
      teammate  item   own  predicted
    0     Maya  ease  80.0        NaN
    >>> print(table.faults[0].sentence)
    team.csv, row 2: predicted is '140', but a number from 0 to 100 was expected.
    """
    path = Path(folder) / TEAM
    return _read(path, config) if path.exists() else Table("team", frame_of([], COLUMNS))


def read_answers(path: str | Path, config: StudyConfig, *, teammate: str, round: str = FIRST) -> Table:  # noqa: A002 (as people call it)
    """Read a file with the answers of one teammate: as team.csv, where teammate and round may be left out.

    Parameters
    ----------
    path : str or Path
        The file.
    config : StudyConfig
        Says which questions there are.
    teammate, round : str
        Whose answers they are; rows of anybody else, and of other rounds, are faults.

    Raises
    ------
    InputError
        If the file can't be read at all.
    """
    return _read(Path(path), config, (round, teammate))


# ------------------------------------------------------------------------------------------ inside


def _read(path: Path, config: StudyConfig | None, whose: tuple[str, str] | None = None) -> Table:
    sheet = read_sheet(path, COLUMNS)
    faults = FaultList(path.name, sheet.faults)
    needed = ("item", "own", "predicted") if whose else ("teammate", "item", "own", "predicted")
    lacking = [name for name in needed if name not in sheet.columns]
    if sheet.columns and lacking:
        expected = f"the columns {', '.join(needed[:-1])} and {needed[-1]}"
        faults.add(1, "the first row", ", ".join(sheet.columns), expected)
    items = None
    if config is not None:
        items = [one.id for one in config.measures.questions if one.scale is not None]
    rows: list[tuple[object, ...]] = []
    first: dict[tuple[str, str, str], int] = {}
    for row in sheet.rows:
        key = _key(row, items, faults, whose)
        if key is None:
            continue
        same = (key[0].casefold(), key[1].casefold(), key[2])
        if same in first:
            expected = f"one row for each teammate, item and round (row {first[same]} has it)"
            faults.add(row.line, "the item", key[2], expected, kind="again")
            continue
        first[same] = row.line
        rows.append((*key, *(_number(row, name, faults) for name in ASKED)))
    lost = len(sheet.rows) - len(rows) + sum(fault.column == "the row" for fault in sheet.faults)
    return Table("team", frame_of(rows, COLUMNS), faults.faults, lost)


def _key(
    row: Row, items: Collection[str] | None, faults: FaultList, whose: tuple[str, str] | None
) -> tuple[str, str, str] | None:
    """Give round, teammate and item of a row; None where it can't be used."""
    teammate, item, round_ = (bare(row.values.get(name, "")) for name in ("teammate", "item", "round"))
    usable = True
    if whose is not None:
        for column, said, meant in (("round", round_, whose[0]), ("teammate", teammate, whose[1])):
            if said and said.casefold() != meant.casefold():
                faults.add(row.line, column, said, f"{meant} or nothing")
                usable = False
        round_, teammate = whose
    for column, value in (("teammate", teammate), ("round", round_)):
        if len(value) > LONGEST or (column == "teammate" and not value):
            faults.add(row.line, column, value, f"a name of 1 to {LONGEST} letters")
            usable = False
    if not item or (items is not None and item not in items):
        hint = near(item, items or ())
        faults.add(row.line, "item", item, f"the id of a question with a scale{hint}", kind="item")
        usable = False
    return (round_ or FIRST, teammate, item) if usable else None


def _number(row: Row, column: str, faults: FaultList) -> float | None:
    """Give a value from 0 to 100; None where there is none, or none that can be used."""
    raw = bare(row.values.get(column, ""))
    if not raw:
        return None
    try:
        value = float(raw.replace("\u2212", "-"))
    except ValueError:
        value = float("nan")
    if 0 <= value <= 100:
        return value
    faults.add(row.line, column, raw, "a number from 0 to 100")
    return None
