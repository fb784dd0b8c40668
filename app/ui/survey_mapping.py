"""A file of answers, step by step: which file, what its columns are, what is read; then it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from app import opened
from app.ui import look, mapping_questions, rows
from app.ui.plain import label, many, text
from cslab import Study
from cslab.errors import CslabError
from cslab.study.measures import Question, SurveyConfig
from cslab.study.surveys.guess import ColumnLook, SurveyLook
from cslab.study.surveys.mapping import SurveyMapping

SAID, SEEN = "map-said", "map-seen"
NOBODY = "Nobody knows"
NEW = "Only this wave"
LAYOUTS = {"wide": "One row a response", "long": "One row an answer"}
PARTS = {"person_id": "Who answered", "answered_at": "When", "response_id": "Id of the response"}
LONG_PARTS = {"question": "Which question", "answer": "The answer"}
FAULTS = 12
TEACH = (
    "Export the answers from your survey tool as CSV, and bring the file here or put it into the folder "
    "<b>surveys</b>. Google Forms, Typeform, Qualtrics and SurveyMonkey are understood as they are, and so "
    "is a table with one row an answer."
)


@dataclass(frozen=True, slots=True)
class Mapped:
    """What was chosen on the page: the survey, and its questions."""

    survey: SurveyConfig
    questions: tuple[Question, ...]


def show(study: Study) -> None:
    """Let people bring a file of answers and say what its columns are."""
    if opened.read_only() or study.read_only:
        look.aside("This study is shown read-only here, so no survey can be added.")
        return
    said = st.session_state.pop(SAID, "")
    if said:
        st.html(f'<p class="cs-line" role="status">{text(said)}</p>')
    _bring(study)
    files = study.unmapped_surveys()
    if not files:
        look.empty("Add a survey", TEACH)
        return
    file = st.selectbox("File", files, format_func=label, key="map-file")
    try:
        seen = _look(study, file)
        mapped = _columns(study, seen, key=f"map-{file}")
        if mapped is not None:
            _preview(study, seen, mapped)
    except CslabError as error:
        look.trouble(str(error))


def _bring(study: Study) -> None:
    file = st.file_uploader("Bring a file of answers (CSV)", ["csv", "tsv", "txt"], key="map-upload")
    if file is not None and st.button("Put it into surveys", key="map-bring"):
        try:
            name = study.add_survey_file(file.name, file.getvalue())
        except CslabError as error:
            look.trouble(str(error))
            return
        st.session_state[SAID] = f"{name} lies in the study now; say below what its columns are."
        st.rerun()


def _look(study: Study, file: str) -> SurveyLook:
    """Show how the file looks; let people say otherwise."""
    guess = study.survey_columns(file)
    left, right = st.columns([3, 1], gap="medium", vertical_alignment="bottom")
    layout = left.segmented_control(
        "Shape",
        list(LAYOUTS),
        default=guess.survey.layout,
        format_func=LAYOUTS.__getitem__,
        required=True,
        key=f"map-{file}-layout",
    )
    heads = right.number_input("Header rows", 1, 5, guess.survey.header_rows, key=f"map-{file}-heads")
    told = (str(layout or guess.survey.layout), int(heads))
    found = guess
    if told != (guess.survey.layout, guess.survey.header_rows):
        found = study.survey_columns(file, layout=told[0], header_rows=told[1])
    st.html(f'<p class="cs-aside">{many(found.rows, "row")}; the first ones:</p>')
    head = [f"{one.number} {one.header}" for one in found.columns]
    st.dataframe([dict(zip(head, cells, strict=True)) for cells in found.first], hide_index=True)
    return found


def _columns(study: Study, seen: SurveyLook, *, key: str) -> Mapped | None:
    """Ask which column is what; nothing to map where the file has no column."""
    if not seen.columns:
        look.trouble(f"{seen.file} has no columns; export it again from the survey tool.")
        return None
    look.section("Which column is what")
    by_number = {one.number: one for one in seen.columns}
    long = seen.survey.layout == "long"
    chosen: dict[str, int] = {}
    parts = PARTS | (LONG_PARTS if long else {})
    for slot, (part, words) in zip(_slots(len(parts)), parts.items(), strict=True):
        with slot:
            number = _one_column(words, by_number, seen.column(part), key=f"{key}-{part}")
        if number:
            chosen[part] = number
    columns = {part: by_number[number].found_by for part, number in chosen.items()}
    if long:
        questions = _asked(study, list(seen.questions), [ColumnLook(0, "")] * len(seen.questions), key)
        texts = {id_: header for id_, header in seen.survey.columns.items() if id_ not in parts}
        columns |= {one.id: texts[one.id] for one in questions if one.id in texts}
    else:
        picked = _picked(seen, by_number, set(chosen.values()), key)
        guesses = [_guessed(seen, column) for column in picked]
        questions = _asked(study, guesses, picked, key)
        columns |= {one.id: column.found_by for one, column in zip(questions, picked, strict=True)}
    survey = _about(study, seen, key)
    return Mapped(replace(survey, columns=columns), tuple(questions))


def _slots(count: int) -> Sequence[Any]:
    return st.columns(count, gap="medium")


def _one_column(words: str, columns: dict[int, ColumnLook], guess: int | None, *, key: str) -> int:
    numbers = [0, *columns]
    at = numbers.index(guess) if guess in columns else 0

    def shown(number: int) -> str:
        return label(columns[number].header) if number else NOBODY if "Who" in words else "Not in the file"

    return int(st.selectbox(words, numbers, index=at, format_func=shown, key=key))


def _picked(seen: SurveyLook, columns: dict[int, ColumnLook], taken: set[int], key: str) -> list[ColumnLook]:
    """Let people choose the columns that are questions."""
    ids = {question.id for question in seen.questions}
    guessed = [one.number for one in seen.columns if one.means in ids and one.number not in taken]
    free = [number for number in columns if number not in taken]
    numbers = st.multiselect(
        "Columns that are questions",
        free,
        default=guessed,
        format_func=lambda number: label(columns[number].header),
        key=f"{key}-questions",
    )
    return [columns[number] for number in sorted(numbers)]


def _guessed(seen: SurveyLook, column: ColumnLook) -> Question:
    """The question that a column was guessed to be, or a new one."""
    found = next((one for one in seen.questions if one.id == column.means), None)
    return found or Question(f"column-{column.number}", column.header, "scale", (1, 7))


def _asked(study: Study, guesses: list[Question], columns: list[ColumnLook], key: str) -> list[Question]:
    """Ask what each question is."""
    measures = study.config.measures
    scores = [one for one in guesses if one.role in ("nps", "csat", "ces", "scale")]
    found = []
    for guess, column in zip(guesses, columns, strict=True):
        if measures.question(guess.id) is not None:
            mapping_questions.known(guess, column, key=f"{key}-{guess.id}")
            found.append(guess)
        else:
            found.append(mapping_questions.show(guess, column, scores, key=f"{key}-{guess.id}"))
    named = {guess.id: one.id for guess, one in zip(guesses, found, strict=True)}
    return [replace(one, why_of=named.get(one.why_of, one.why_of)) for one in found]


def _about(study: Study, seen: SurveyLook, key: str) -> SurveyConfig:
    """Ask what the survey is called, when it was sent and who was asked."""
    look.section("About this survey")
    measures = study.config.measures
    left, middle, right = st.columns(3, gap="medium")
    name = left.text_input("Name, for addresses", seen.survey.name, key=f"{key}-name").strip()
    title = middle.text_input("Title", seen.survey.title, key=f"{key}-title").strip()
    series = [NEW, *dict.fromkeys(survey.series for survey in measures.surveys)]
    at = series.index(seen.survey.series) if seen.survey.series in series else 0
    wave = right.selectbox("Series of waves", series, index=at, format_func=label, key=f"{key}-series")
    left, middle, right = st.columns(3, gap="medium", vertical_alignment="bottom")
    day = left.date_input("Sent on", None, key=f"{key}-day")
    files = [NOBODY, *(file for file in study.unmapped_surveys() if file != seen.file)]
    asked = middle.selectbox("List of who was asked", files, format_func=label, key=f"{key}-asked")
    repeats = right.checkbox("The same person may answer again", key=f"{key}-repeats")
    return replace(
        seen.survey,
        name=name,
        title=title,
        series=name if wave == NEW else wave,
        asked_on=day if isinstance(day, date) else None,
        asked="" if asked == NOBODY else asked,
        repeats=repeats,
    )


def _preview(study: Study, seen: SurveyLook, mapped: Mapped) -> None:
    """Show what would be read, and write it down when it is asked for."""
    look.section("What is read")
    stamp = (seen.file, study.seen, mapped.survey, repr(mapped.questions))
    if st.button("Show what is read", key="map-preview"):
        st.session_state[SEEN] = (repr(stamp), _map(study, mapped, preview=True))
    at, found = st.session_state.get(SEEN, ("", None))
    if at != repr(stamp) or found is None:
        look.aside("Nothing is written before you have seen what is read.")
        return
    _tell(found)
    if st.button("Write it into study.toml", type="primary", key="map-write"):
        done = _map(study, mapped, preview=False)
        st.session_state.pop(SEEN)
        st.session_state[SAID] = f"{done.sentence} It stands in study.toml now."
        st.rerun()


def _map(study: Study, mapped: Mapped, *, preview: bool) -> SurveyMapping:
    survey = mapped.survey
    return study.map_survey(
        survey.file,
        name=survey.name,
        title=survey.title,
        series=survey.series,
        asked_on=survey.asked_on,
        asked=survey.asked,
        columns=survey.columns,
        questions=mapped.questions,
        layout=survey.layout,
        header_rows=survey.header_rows,
        repeats=survey.repeats,
        preview=preview,
    )


def _tell(found: SurveyMapping) -> None:
    """What would be read, in sentences and rows."""
    survey = found.survey
    lines = [f"<b>{text(found.sentence)}</b>"]
    if survey.asked is not None:
        lines.append(f"{survey.answered:,} of {len(survey.asked):,} who were asked answered.")
    lines += [f"Left out: {count:,} {text(reason)}." for reason, count in survey.reasons.items()]
    lines += [f"Mind: {text(caveat)}." for caveat in survey.caveats]
    st.html(f'<div class="cs-moves" role="status">{"".join(f"<p>{line}</p>" for line in lines)}</div>')
    shown = ["person_id", "answered_at", *(question.id for question in survey.questions)]
    st.dataframe(survey.responses[shown].head(5), hide_index=True)
    if survey.faults:
        st.html(f'<p class="cs-aside">{many(len(survey.faults), "fault")} in the file:</p>')
        rows.sentences([fault.sentence for fault in survey.faults[:FAULTS]])
    with st.expander("What is written"):
        st.code(found.toml, language="toml")
