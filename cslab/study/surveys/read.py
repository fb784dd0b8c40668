"""A survey's file read into responses: who answered, when and what; and what can't be used, told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from cslab.errors import InputError
from cslab.study.answers import read_answers
from cslab.study.csvfile import bare
from cslab.study.dates import parse_times, states_zone
from cslab.study.faultlist import FaultList
from cslab.study.measures import MeasureConfig, Question, SurveyConfig, is_zone
from cslab.study.surveys.asked import read_asked
from cslab.study.surveys.attributes import Attributes, attributes_of, read_attribute
from cslab.study.surveys.files import read_survey_file
from cslab.study.surveys.rows import Rows, read_rows
from cslab.study.surveys.survey import Survey

PREVIEWS = "previews and tests"
EMPTY = "rows without an answer"
TWICE = "rows whose response id another row has"
AGAIN = "earlier answers of people who answered again"
BROKEN = "rows that could not be read"


@dataclass(frozen=True, slots=True)
class Answered:
    """A survey's answers before it is known who people were then.

    Parameters
    ----------
    survey : Survey
        Its responses have no attributes yet.
    own : DataFrame
        One row a response: attributes that the file itself gives.
    """

    survey: Survey
    own: pd.DataFrame

    def with_attributes(self, now: pd.DataFrame, caveats: Sequence[str] = ()) -> Survey:
        """Put attributes beside the answers; those that the file gives win.

        Parameters
        ----------
        now : DataFrame
            One row a response, in the order of the responses: account_id and the attributes.
        caveats : sequence of str
            What to doubt about them.
        """
        responses = self.survey.responses
        kept = now.reset_index(drop=True)
        for name in self.own.columns:
            own = self.own[name]
            if own.dtype != kept[name].dtype:  # the attribute became something else since it was kept
                own, kept[name] = own.astype("str"), kept[name].astype("str")
            kept[name] = own.fillna(kept[name])
        given = responses["account_id"]
        kept["account_id"] = given.fillna(kept["account_id"]).astype("str")
        names = tuple(name for name in kept.columns if name != "account_id")
        whole = pd.concat([responses.assign(account_id=kept["account_id"]), kept[list(names)]], axis=1)
        caveats = (*self.survey.caveats, *caveats)
        return replace(self.survey, responses=whole, attributes=names, caveats=caveats)


def read_survey(
    folder: str | Path,
    measures: MeasureConfig,
    survey: SurveyConfig,
    *,
    people: pd.DataFrame,
    accounts: pd.DataFrame,
) -> Survey:
    r"""Read one survey, with everybody's attributes as they are now.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    measures : MeasureConfig
        The questions, and the time zone of moments that state none.
    survey : SurveyConfig
        Which file, and what its columns are.
    people, accounts : DataFrame
        As `cslab.study.tables` reads them; may be empty.

    Returns
    -------
    Survey

    Raises
    ------
    InputError
        If the file can't be read at all.

    Notes
    -----
    Of the same person the newest answer counts, unless the survey says ``repeats``. An answer of somebody
    whom people.csv does not know counts, without a person. Both are reported.

    Examples
    --------
    >>> import tempfile
    >>> ask = Question("recommend", "How likely are you to recommend us?", "nps", (0, 10))
    >>> wave = SurveyConfig("nps", "nps.csv", columns={"person_id": "Contact"})
    >>> nobody = pd.DataFrame({"person_id": [], "account_id": []}, dtype="str")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     rows = 'Contact,How likely are you to recommend us?\np-1,10 - extremely likely\np-2,11\n'
    ...     _ = (Path(folder) / "nps.csv").write_text(rows)
    ...     found = read_survey(
    ...         folder, MeasureConfig(questions=(ask,)), wave, people=nobody, accounts=nobody[["account_id"]]
    ...     )
    >>> found.responses["recommend"].tolist()
    [10.0, nan]
    >>> print(found.faults[0].sentence)
    nps.csv, row 3: recommend is '11', but a whole number from 0 to 10 was expected.
    """
    known = attributes_of(people, accounts, [question.id for question in measures.questions])
    found = read_answered(folder, measures, survey, known)
    return found.with_attributes(
        known.rows(found.survey.responses["person_id"], found.survey.responses["account_id"])
    )


def read_answered(
    folder: str | Path, measures: MeasureConfig, survey: SurveyConfig, attributes: Attributes
) -> Answered:
    """Read one survey without attributes; see `read_survey`."""
    path = Path(folder) / survey.file
    if not path.exists():
        raise InputError(
            f"{survey.file}, which study.toml names for the survey {survey.name!r}, is not there."
        )
    file = read_survey_file(path, survey.file, survey.header_rows)
    faults = FaultList(survey.file, file.faults)
    rows = read_rows(file, survey, measures.questions, attributes.names, faults)
    reasons = {BROKEN: rows.broken}
    keep = np.ones(len(rows.lines), dtype=bool)

    def leave_out(which: npt.NDArray[np.bool_], why: str) -> None:
        reasons[why] = int((keep & which).sum())
        keep[which] = False

    if rows.preview:
        leave_out(np.array(rows.preview, dtype=bool), PREVIEWS)
    given = [np.array([bool(text) for text in texts], dtype=bool) for texts in rows.answers.values()]
    leave_out(~np.logical_or.reduce(given) if given else np.ones(len(keep), dtype=bool), EMPTY)
    leave_out(_twice(rows, keep, faults), TWICE)
    persons = _persons(rows, keep, attributes, faults)
    moments = _moments(rows, keep, rows.zone if is_zone(rows.zone) else measures.timezone, faults)
    if not survey.repeats:
        leave_out(_again(rows, keep, moments, faults), AGAIN)
    ids = _ids(rows, keep, survey)
    places = np.flatnonzero(keep)
    columns: dict[str, Any] = {
        "response_id": pd.Series([ids[int(at)] for at in places], dtype="str"),
        "person_id": persons[keep].reset_index(drop=True),
        "account_id": _accounts(rows, places),
        "answered_at": moments[keep].reset_index(drop=True),
    }
    present = tuple(question for question in measures.questions if question.id in rows.answers)
    for question in present:
        columns[question.id] = _answers(question, rows, places, faults)
    own = _own(rows, places, attributes, faults)
    asked, asked_faults = read_asked(folder, survey, attributes)
    reasons = {why: count for why, count in reasons.items() if count}
    responses = pd.DataFrame(columns)
    read = Survey(
        survey,
        present,
        responses,
        asked,
        (*faults.faults, *asked_faults),
        sum(reasons.values()),
        reasons,
        caveats=_caveats(rows, places, responses, asked),
    )
    return Answered(read, own)


def _picked(values: Sequence[str], places: npt.NDArray[np.intp]) -> list[str]:
    return [values[at] for at in places]


def _twice(rows: Rows, keep: npt.NDArray[np.bool_], faults: FaultList) -> npt.NDArray[np.bool_]:
    """Rows whose response id an earlier row has."""
    found = np.zeros(len(keep), dtype=bool)
    first: dict[str, int] = {}
    for at, written in enumerate(rows.fixed.get("response_id", ())):
        if not written or not keep[at]:
            continue
        if written in first:
            found[at] = True
            expected = f"an id used only once (row {first[written]} has it)"
            faults.add(rows.lines[at], "response_id", written, expected, kind="twice")
        else:
            first[written] = rows.lines[at]
    return found


def _persons(
    rows: Rows, keep: npt.NDArray[np.bool_], attributes: Attributes, faults: FaultList
) -> pd.Series[str]:
    written = rows.fixed.get("person_id")
    if written is None:
        return pd.Series([None] * len(keep), dtype="str")
    found = attributes.resolve(written)
    texts = np.array([bool(text) for text in written], dtype=bool)
    for at in np.flatnonzero(keep & texts & found.isna().to_numpy()):
        expected = "the id of a person in people.csv (the answer counts, without a person)"
        faults.add(rows.lines[at], "person_id", written[at], expected)
    return found


def _accounts(rows: Rows, places: npt.NDArray[np.intp]) -> pd.Series[str]:
    written = rows.fixed.get("account_id")
    if written is None:
        return pd.Series([None] * len(places), dtype="str")
    return pd.Series([bare(written[at]) or None for at in places], dtype="str")


def _moments(
    rows: Rows, keep: npt.NDArray[np.bool_], zone: str, faults: FaultList
) -> pd.Series[pd.Timestamp]:
    written = rows.fixed.get("answered_at")
    if written is None:
        return pd.Series([pd.NaT] * len(keep), dtype="datetime64[us]")
    codes, uniques = pd.factorize(np.asarray(written, dtype=object))
    texts = [bare(str(text)).strip() for text in uniques]
    read = parse_times(texts, zone)
    values = np.array([None if isinstance(value, str) else value for value in read], dtype="datetime64[us]")
    wrong = np.array([isinstance(value, str) for value in read], dtype=bool)
    if len(uniques):
        for at in np.flatnonzero(wrong[codes] & keep):
            faults.add(rows.lines[at], "answered_at", written[at], str(read[codes[at]]))
        _mixed_zones(rows, texts, codes, zone, faults)
    moments = values[codes] if len(values) else np.array([], dtype="datetime64[us]")
    return pd.Series(moments, dtype="datetime64[us]")


def _mixed_zones(
    rows: Rows, texts: Sequence[str], codes: npt.NDArray[np.intp], zone: str, faults: FaultList
) -> None:
    stated = np.array([states_zone(text) for text in texts], dtype=bool)
    empty = np.array([not text for text in texts], dtype=bool)
    silent = (~stated & ~empty)[codes]
    if silent.any() and stated.any():
        at = int(np.flatnonzero(silent)[0])
        rest = f"{zone} was taken; {int(silent.sum()):,} rows state none"
        expected = f"a time zone as in the other rows ({rest})"
        faults.add(rows.lines[at], "answered_at", texts[codes[at]], expected)


def _again(
    rows: Rows, keep: npt.NDArray[np.bool_], moments: pd.Series[pd.Timestamp], faults: FaultList
) -> npt.NDArray[np.bool_]:
    """Rows of people who have a newer one; where moments are missing or alike, the later row is newer."""
    found = np.zeros(len(keep), dtype=bool)
    written = rows.fixed.get("person_id")
    if written is None:
        return found
    places = np.array([at for at in np.flatnonzero(keep) if written[at]], dtype=int)
    frame = pd.DataFrame(
        {
            "at": places,
            "person": [bare(written[at]).casefold() for at in places],
            "moment": moments.iloc[places].to_numpy(),
        }
    )
    ordered = frame.sort_values(["moment", "at"], na_position="first", kind="stable")
    newest = ordered.drop_duplicates("person", keep="last").set_index("person")["at"]
    frame["newest"] = frame["person"].map(newest)
    for at, winner in zip(frame["at"], frame["newest"], strict=True):
        if at != winner:
            found[at] = True
            expected = f"one answer a person (row {rows.lines[winner]} is newer, and counts)"
            faults.add(rows.lines[at], "person_id", written[at], expected, kind="again")
    return found


def _ids(rows: Rows, keep: npt.NDArray[np.bool_], survey: SurveyConfig) -> dict[int, str]:
    """Give each response an id: what the file gives, else one made of who answered and when.

    It must stay the same when the file is exported anew with more rows in another order, because codes on
    answers and snapshots hold on to it. Answers go into it only where person and moment do not tell
    responses apart.
    """
    given = rows.fixed.get("response_id")
    persons, moments = rows.fixed.get("person_id"), rows.fixed.get("answered_at")
    found: dict[int, str] = {}
    seen = {text for text in given if text} if given is not None else set()
    for at in map(int, np.flatnonzero(keep)):
        if given is not None and given[at]:
            found[at] = given[at]
            continue
        who = persons[at] if persons is not None else ""
        parts = [who, moments[at] if moments is not None else ""]
        if not who or (survey.repeats and not parts[1]):
            parts += [texts[at] for texts in rows.answers.values()]
        told = "\x1f".join(parts).encode("utf-8", "replace")
        made = f"r-{hashlib.sha256(told).hexdigest()[:12]}"
        name, number = made, 1
        while name in seen:
            number += 1
            name = f"{made}-{number}"
        seen.add(name)
        found[at] = name
    return found


def _answers(
    question: Question, rows: Rows, places: npt.NDArray[np.intp], faults: FaultList
) -> pd.Series[Any]:
    column, wrong = read_answers(question, _picked(rows.answers[question.id], places))
    lines = rows.answer_lines[question.id]
    for at, expected in wrong.items():
        place = places[at]
        faults.add(lines[place], question.id, rows.answers[question.id][place], expected)
    return column


def _own(rows: Rows, places: npt.NDArray[np.intp], attributes: Attributes, faults: FaultList) -> pd.DataFrame:
    columns = {}
    for name, texts in rows.own.items():
        picked = _picked(texts, places)
        columns[name], wrong, expected = read_attribute(picked, attributes.dtype(name))
        for at in wrong:
            faults.add(rows.lines[places[at]], name, picked[at], expected)
    return pd.DataFrame(columns, index=pd.RangeIndex(len(places)))


def _caveats(
    rows: Rows, places: npt.NDArray[np.intp], responses: pd.DataFrame, asked: pd.DataFrame | None
) -> tuple[str, ...]:
    found = []
    written = rows.fixed.get("person_id")
    if written is not None:
        named = sum(bool(written[at]) for at in places)
        unknown = named - int(responses["person_id"].notna().sum())
        if unknown:
            found.append(
                f"{unknown:,} of {len(places):,} answers are of people whom people.csv does not know"
            )
    if asked is not None:
        beside = set(responses["person_id"].dropna()) - set(asked["person_id"])
        if beside:
            found.append(f"{len(beside):,} who answered are not among those who were asked")
    return tuple(found)


def table_of(surveys: Mapping[str, Survey]) -> pd.DataFrame:
    """List surveys: name, title, series, asked_on, responses, asked, left_out."""
    waves = list(surveys.values())
    asked = [None if wave.asked is None else len(wave.asked) for wave in waves]
    return pd.DataFrame(
        {
            "name": pd.Series([wave.name for wave in waves], dtype="str"),
            "title": pd.Series([wave.title for wave in waves], dtype="str"),
            "series": pd.Series([wave.config.series or wave.name for wave in waves], dtype="str"),
            "asked_on": pd.Series([wave.config.asked_on for wave in waves], dtype="datetime64[us]"),
            "responses": pd.Series([len(wave.responses) for wave in waves], dtype="int64"),
            "asked": pd.Series(asked, dtype="Int64"),
            "left_out": pd.Series([wave.left_out for wave in waves], dtype="int64"),
        }
    )
