"""A study's surveys: read once, remembered as people were, mapped without touching what people wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import cslab
from cslab import Study
from cslab.errors import InputError, NotFoundError
from cslab.study.measures import Question
from cslab.study.surveys import check as surveycheck
from cslab.study.surveys import files as surveyfiles
from cslab.study.surveys.snapshots import NOT_KEPT

TOML = """\
title = "Answers"   # ours

[[questions]]
id = "recommend"
wording = "How likely are you to recommend us?"
role = "nps"

[[surveys]]
name = "q3"
file = "surveys/q3.csv"
series = "nps"
asked_on = 2026-09-01
asked = "surveys/asked.csv"
columns = { person_id = "Contact" }

[[surveys]]
name = "q1"
file = "surveys/q1.csv"
series = "nps"
asked_on = 2026-03-01
columns = { person_id = "Contact" }
"""
HEAD = "Contact,answered_at,How likely are you to recommend us?\n"
NEW = """\
Email,Timestamp,How likely are you to recommend us?,How easy was it?,Why?
p-1,2026-10-01 10:00,9,7,Fast
p-2,2026-10-02 10:00,2,3,Slow approvals keep us waiting
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "study"
    (home / "surveys").mkdir(parents=True)
    (home / "study.toml").write_text(TOML)
    (home / "people.csv").write_text("person_id,account_id,name,role\np-1,a-1,Ana,Owner\np-2,a-2,Ben,Clerk\n")
    (home / "accounts.csv").write_text("account_id,name,plan\na-1,A,Team\na-2,B,Firm\n")
    (home / "surveys" / "q1.csv").write_text(HEAD + "p-1,2026-03-02,3\n")
    (home / "surveys" / "q3.csv").write_text(HEAD + "p-1,2026-09-02,9\np-2,2026-09-03,11\n")
    (home / "surveys" / "asked.csv").write_text("person_id\np-1\np-2\n")
    (home / "surveys" / "new.csv").write_text(NEW)
    return home


@pytest.fixture
def study(folder: Path) -> Iterator[Study]:
    opened = cslab.open(folder)
    yield opened
    opened.store.close()


def test_surveys_are_listed_and_series_are_in_order(study: Study) -> None:
    assert study.surveys[["name", "series", "responses", "left_out"]].values.tolist() == [
        *[["q3", "nps", 2, 0], ["q1", "nps", 1, 0]]
    ]
    assert study.surveys["asked"].fillna(0).tolist() == [2, 0]
    assert [wave.name for wave in study.series("nps")] == ["q1", "q3"]
    with pytest.raises(NotFoundError, match=r"no survey 'q2'\. There are: q1, q3"):
        study.survey("q2")
    with pytest.raises(NotFoundError, match="no series of surveys 'csat'"):
        study.series("csat")


def test_a_plan_that_changes_later_does_not_move_old_answers(study: Study, folder: Path) -> None:
    assert study.survey("q3").responses["plan"].tolist() == ["Team", "Firm"]
    (folder / "accounts.csv").write_text("account_id,name,plan\na-1,A,Solo\na-2,B,Solo\n")
    assert study.survey("q3").responses["plan"].tolist() == ["Team", "Firm"]
    assert study.survey("q1").responses["plan"].tolist() == ["Solo"]
    again = cslab.open(folder, read_only=True)
    assert again.survey("q3").responses["plan"].tolist() == ["Team", "Firm"]
    assert NOT_KEPT not in again.survey("q3").caveats


def test_a_study_that_can_only_be_read_shows_people_as_they_are_now(folder: Path) -> None:
    study = cslab.open(folder, read_only=True)
    found = study.survey("q3")
    assert found.responses["plan"].tolist() == ["Team", "Firm"]
    assert NOT_KEPT in found.caveats
    with pytest.raises(InputError, match="open for reading only"):
        study.map_survey("new.csv")
    with pytest.raises(InputError, match="open for reading only"):
        study.add_survey_file("x.csv", b"a\n1\n")
    assert study.map_survey("new.csv", preview=True).applied is False


def test_what_is_handed_out_is_a_copy_and_changes_are_seen(study: Study, folder: Path) -> None:
    first = study.survey("q3")
    first.responses["recommend"] = 0.0
    assert study.survey("q3").responses["recommend"].iloc[0] == 9
    (folder / "surveys" / "q3.csv").write_text(HEAD + "p-1,2026-09-02,10\n")
    assert study.survey("q3").responses["recommend"].tolist() == [10]


def test_a_file_that_is_gone_stops_nothing_else(study: Study, folder: Path) -> None:
    (folder / "surveys" / "q1.csv").unlink()
    assert study.surveys["name"].tolist() == ["q3"]
    with pytest.raises(InputError, match="is not there"):
        study.survey("q1")
    assert ("study.toml", "surveys.file") in {(fault.file, fault.column) for fault in study.faults}


def test_a_file_that_is_too_large_stops_nothing_else(
    study: Study, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "surveys" / "q1.csv").write_text(HEAD + "p-1,2026-03-02,3\n" * 100)
    for module in (surveyfiles, surveycheck):
        monkeypatch.setattr(module, "MOST_BYTES", 1_000)
    assert study.surveys["name"].tolist() == ["q3"]
    with pytest.raises(InputError, match="usage/ as Parquet"):
        study.survey("q1")
    assert any("usage/ as Parquet" in fault.expected for fault in study.faults)


def test_what_the_export_says_wins_even_where_an_attribute_became_words(study: Study, folder: Path) -> None:
    people = "person_id,account_id,name,{}\np-1,a-1,Ana,{}\np-2,a-2,Ben,{}\n"
    (folder / "surveys" / "q1.csv").write_text("Contact,recommend,size\np-1,3,7\np-2,4,\n")
    (folder / "people.csv").write_text(people.format("size", "big", "small"))
    assert study.survey("q1").responses["size"].tolist() == ["7", "small"]
    (folder / "people.csv").write_text(people.format("size", "5", "6"))
    assert study.survey("q1").responses["size"].tolist() == ["7.0", "small"]


def test_faults_name_files_that_nobody_mapped(study: Study, folder: Path) -> None:
    (folder / "surveys" / "old.xlsx").write_bytes(b"PK")
    (folder / "surveys" / ".hidden").write_text("")
    found = {(fault.file, fault.column, fault.value) for fault in study.faults}
    assert found == {
        ("surveys/q3.csv", "recommend", "11"),
        ("surveys/new.csv", "the file", "not mapped"),
        ("surveys/old.xlsx", "the file", ".xlsx"),
    }
    assert study.unmapped_surveys() == ["surveys/new.csv"]


def test_too_few_answers_in_words_are_a_fault_of_the_settings(study: Study, folder: Path) -> None:
    (folder / "study.toml").write_text(TOML.replace('role = "nps"', 'role = "nps"\nanswers = ["No", "Yes"]'))
    found = [fault.sentence for fault in study.faults if fault.file == "study.toml"]
    assert found == [
        "study.toml, line 7: questions.answers is '2 answers', but as many answers as the scale has points "
        "(11) was expected."
    ]


def test_a_file_is_looked_at_previewed_and_mapped(study: Study, folder: Path) -> None:
    look = study.survey_columns("new.csv")
    assert look.known == ("recommend",)
    assert look.survey.series == "new"
    before = (folder / "study.toml").read_text()
    seen = study.map_survey("new.csv", preview=True)
    assert (folder / "study.toml").read_text() == before
    assert seen.survey.responses["plan"].tolist() == ["Team", "Firm"]
    assert seen.sentence == "New: 2 responses to 3 questions."
    done = study.map_survey(
        "surveys/new.csv", name="q4", title="Autumn", series="nps", asked_on=date(2026, 10, 1)
    )
    assert done.applied
    assert (folder / "study.toml").read_text() == before + "\n" + done.toml
    assert [wave.name for wave in study.series("nps")] == ["q1", "q3", "q4"]
    assert [question.id for question in study.survey("q4").questions] == [
        *("recommend", "effort", "why_effort"),
    ]
    assert study.unmapped_surveys() == []
    with pytest.raises(InputError, match="There is a survey 'q4' already"):
        study.map_survey("new.csv", name="q4")


def test_what_is_told_goes_before_what_is_guessed(study: Study) -> None:
    done = study.map_survey(
        "new.csv",
        columns={"person_id": "Email", "tempo": "How easy was it?"},
        questions=[Question("tempo", "How easy was it?", "scale", (1, 10), "goodwill")],
        repeats=True,
        preview=True,
    )
    assert 'level = "goodwill"' in done.toml
    assert "repeats = true" in done.toml
    assert done.survey.responses["tempo"].tolist() == [7, 3]


def test_only_files_of_the_study_are_looked_at(study: Study, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.csv").write_text("a\n1\n")
    with pytest.raises(InputError, match="copy it to"):
        study.survey_columns(tmp_path / "elsewhere.csv")
    with pytest.raises(NotFoundError, match=r"did you mean 'surveys/new.csv'"):
        study.survey_columns("surveys/mew.csv")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xlsx", b"PK", "export it as CSV"),
        ("a.csv", b" \n", "is empty"),
        ("q1.csv", b"a\n1\n", r"There is a file surveys/q1\.csv already"),
    ],
)
def test_files_that_are_not_taken(study: Study, name: str, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        study.add_survey_file(name, content)


def test_a_file_gets_a_plain_name(study: Study, folder: Path) -> None:
    assert study.add_survey_file("../../a:b*.CSV", b"a\n1\n") == "surveys/a-b.csv"
    assert (folder / "surveys" / "a-b.csv").read_bytes() == b"a\n1\n"
