"""Who was asked, from a file that study.toml names beside the answers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from cslab.errors import InputError
from cslab.study.csvfile import read_sheet
from cslab.study.faultlist import FaultList
from cslab.study.faults import Fault
from cslab.study.measures import SurveyConfig
from cslab.study.surveys.attributes import Attributes


def read_asked(
    folder: str | Path, survey: SurveyConfig, attributes: Attributes
) -> tuple[pd.DataFrame | None, tuple[Fault, ...]]:
    """Read who was asked; somebody whom people.csv does not know was asked all the same.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    survey : SurveyConfig
        Names the file, which has a column person_id, or email where people.csv has one.
    attributes : Attributes
        What is known of everybody now.

    Returns
    -------
    asked : DataFrame or None
        One row a person: person_id, account_id, and the attributes as they are now; None when nobody knows.
    faults : tuple of Fault
        What is wrong with the file.
    """
    if not survey.asked:
        return None, ()
    path = Path(folder) / survey.asked
    faults = FaultList(survey.asked)
    if not path.exists():
        faults.add(None, "the file", "", "a file that is there (study.toml names it)")
        return None, faults.faults
    try:
        sheet = read_sheet(path, {"person_id", "email"})
    except InputError:
        faults.add(None, "the file", "not readable", "a CSV file with a column person_id")
        return None, faults.faults
    faults = FaultList(survey.asked, [replace(fault, file=survey.asked) for fault in sheet.faults])
    column = "person_id" if "person_id" in sheet.columns else "email"
    if sheet.columns and column not in sheet.columns:
        faults.add(1, "the first row", ", ".join(sheet.columns), "a column person_id")
    lines = [row.line for row in sheet.rows if row.values.get(column)]
    texts = [row.values[column] for row in sheet.rows if row.values.get(column)]
    found = attributes.resolve(texts)
    first: dict[str, int] = {}
    ids = []
    for line, text, known in zip(lines, texts, found, strict=True):
        person = text if pd.isna(known) else str(known)
        if pd.isna(known):
            expected = "the id of a person in people.csv (they count as asked)"
            faults.add(line, column, text, expected)
        if person in first:
            expected = f"a person named once (row {first[person]} has them)"
            faults.add(line, column, text, expected, kind="twice")
            continue
        first[person] = line
        ids.append(person)
    if not sheet.columns or column not in sheet.columns:
        return None, faults.faults
    persons = pd.Series(ids, dtype="str")
    return pd.concat([persons.rename("person_id"), attributes.rows(persons)], axis=1), faults.faults
