from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError, NotFoundError
from cslab.study.measures import MeasureConfig, Question, SurveyConfig
from cslab.study.surveys import files as surveyfiles
from cslab.study.surveys.read import read_survey
from tests.study.answered import LAYOUTS, MEASURES, NOBODY, NOTHING, QUESTIONS, Row, read, sentences

Written = Callable[[Sequence[Row]], tuple[str, SurveyConfig]]

PEOPLE = pd.DataFrame(
    {
        "person_id": ["p-1", "p-2", "p-3"],
        "account_id": ["a-1", "a-1", None],
        "name": ["Ana", "Ben", "Cy"],
        "role": ["Owner", "Clerk", None],
        "strength": pd.array([4, None, 2], dtype="Int64"),
        "region": ["north", "south", "north"],
        "email": ["ana@x.io", "Ben@X.io", None],
    }
).astype(dict.fromkeys(("person_id", "account_id", "name", "role", "region", "email"), "str"))
ACCOUNTS = pd.DataFrame(
    {
        "account_id": pd.Series(["a-1", "a-2"], dtype="str"),
        "plan": pd.Series(["Team", "Firm"], dtype="str"),
        "region": pd.Series(["east", "west"], dtype="str"),
        "revenue": [900.0, 50.5],
        "started_on": pd.Series(["2025-01-01", "2025-02-01"], dtype="datetime64[us]"),
    }
)

ROW: Row = {
    "response_id": "r1",
    "person_id": "p-1",
    "answered_at": "2026-03-04 10:00",
    "recommend": "9",
    "satisfied": "4",
    "ease": "7",
    "speed": "",
    "wish": "Faster",
    "why_recommend": "It saves me a day, every week",
}

PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(str.strip)


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    found = []
    for number in range(draw(st.integers(1, 5))):
        moment = draw(
            st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda at: f"{at:%Y-%m-%d %H:%M:%S}")
        )
        row = {"response_id": f"R_{number}", "person_id": f"p-{number}", "answered_at": moment}
        for question in QUESTIONS:
            if question.scale is not None:
                points = st.integers(int(question.scale[0]), int(question.scale[1])).map(str)
            else:
                points = st.sampled_from(question.answers) if question.answers else PLAIN
            row[question.id] = draw(points if question.id == "recommend" else st.just("") | points)
        found.append(row)
    return found


@pytest.mark.parametrize("layout", list(LAYOUTS))
@given(rows=rows())
@settings(max_examples=25, deadline=None)
def test_what_is_written_in_each_layout_reads_back(
    layout: str, rows: list[Row], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text, config = LAYOUTS[layout](rows)
    found = read(tmp_path_factory.mktemp("read"), text, config)
    assert sentences(found) == []
    assert found.left_out == (1 if layout == "qualtrics" else 0)
    assert found.responses["response_id"].tolist() == [row["response_id"] for row in rows]
    assert found.responses["person_id"].tolist() == [row["person_id"] for row in rows]
    assert [f"{at:%Y-%m-%d %H:%M:%S}" for at in found.responses["answered_at"]] == [
        row["answered_at"] for row in rows
    ]
    for question in QUESTIONS:
        wanted = [row[question.id] or None for row in rows]
        if layout == "long" and not any(wanted):
            assert question not in found.questions
            continue
        column = found.responses[question.id]
        if question.scale is None:
            assert column.dtype == "str"
            assert [None if pd.isna(value) else value for value in column] == [
                _bare(value) for value in wanted
            ]
        else:
            assert column.dtype == "float64"
            assert [None if pd.isna(value) else f"{value:g}" for value in column] == wanted


def _bare(value: str | None) -> str | None:
    guarded = value is not None and value[:1] == "'" and value[1:2] in {*"=+-@\t\r'"} - {""}
    return value[1:].strip() if guarded and value else value


def test_types_hold_without_any_response(tmp_path: Path) -> None:
    found = read(tmp_path, "Email,How likely are you to recommend us?\n")
    assert found.responses.empty
    assert found.responses["recommend"].dtype == "float64"
    assert found.responses["answered_at"].dtype == "datetime64[us]"
    assert found.responses["person_id"].dtype == "str"


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_told(tmp_path: Path, content: str) -> None:
    found = read(tmp_path, content)
    assert found.responses.empty
    assert sentences(found) == [
        "w.csv, row 1: the first row is empty, but the names of the columns was expected."
    ]


def test_a_survey_of_three_is_a_survey(tmp_path: Path) -> None:
    found = read(tmp_path, "recommend\n9\n3\n7\n")
    assert found.responses["recommend"].tolist() == [9, 3, 7]
    assert found.responses["response_id"].is_unique
    assert found.responses["person_id"].isna().all()
    assert found.response_rate is None


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-16"),
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace(",", "\t").encode(),
        lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-16", "semicolons", "tabs", "mark and crlf"],
)
def test_files_as_spreadsheets_save_them(tmp_path: Path, encode: Callable[[str], bytes]) -> None:
    text = "recommend,why_recommend\n9,Zoë said so\n10,über\n"
    found = read(tmp_path, encode(text))
    assert found.responses["why_recommend"].tolist() == ["Zoë said so", "über"]
    assert sentences(found) == []


def test_windows_1252_is_read_and_reported(tmp_path: Path) -> None:
    found = read(tmp_path, "recommend;why_recommend\n9;Zoë\n".encode("cp1252"))
    assert found.responses["why_recommend"].tolist() == ["Zoë"]
    assert len(found.faults) == 1
    assert "Windows-1252" in found.faults[0].expected


def test_a_decimal_comma_stays_one_number(tmp_path: Path) -> None:
    found = read(tmp_path, 'satisfied;ease\n4,5;"6,0"\n')
    assert found.responses[["satisfied", "ease"]].values.tolist() == [[4.5, 6.0]]


def test_too_large_a_file_is_sent_where_it_belongs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveyfiles, "MOST_BYTES", 10)
    with pytest.raises(InputError, match=r"w.csv has .* MB, .*usage/ as Parquet"):
        read(tmp_path, "recommend\n9\n3\n7\n")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'w', is not there"):
        read_survey(tmp_path, MEASURES, SurveyConfig("w", "w.csv"), people=NOBODY, accounts=NOTHING)


# ---- columns


def test_columns_are_found_exactly_first_then_loosely(tmp_path: Path) -> None:
    text = "Recommend us,recommend-us,RECOMMEND US!\n1,2,3\n"
    for header, value in (("recommend-us", 2), ("Recommend us", 1), ("RECOMMEND US!", 3)):
        config = SurveyConfig("w", "w.csv", columns={"recommend": header})
        assert read(tmp_path, text, config).responses["recommend"].tolist() == [value]
    found = read(tmp_path, text, SurveyConfig("w", "w.csv", columns={"recommend": "recommend us?"}))
    assert sentences(found)[0] == (
        "w.csv, row 1: recommend is 'recommend us?', but a header that one column has (there are #1, #2, #3; "
        "write one of these) was expected."
    )
    found = read(tmp_path, text, SurveyConfig("w", "w.csv", columns={"recommend": "#3"}))
    assert found.responses["recommend"].tolist() == [3]


def test_a_header_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    config = SurveyConfig("w", "w.csv", columns={"recommend": "Likelyhood"})
    found = read(tmp_path, "Likelihood,satisfied\n9,4\n", config)
    assert sentences(found) == [
        "w.csv, row 1: recommend is 'Likelyhood', but a header of the file, perhaps 'Likelihood', was "
        "expected."
    ]
    assert [question.id for question in found.questions] == ["satisfied"]


def test_two_keys_may_not_share_a_column(tmp_path: Path) -> None:
    config = SurveyConfig("w", "w.csv", columns={"recommend": "a", "satisfied": "a"})
    found = read(tmp_path, "a\n4\n", config)
    assert "a column of its own (recommend has it)" in sentences(found)[0]
    assert found.responses["recommend"].tolist() == [4]


def test_no_question_at_all_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, "a,b\n1,2\n3,4\n")
    assert found.responses.empty
    assert found.left_out == 2
    assert "a column for at least one question" in sentences(found)[0]


def test_import_ids_that_are_not_counted_as_a_header(tmp_path: Path) -> None:
    text, config = LAYOUTS["qualtrics"]([ROW])
    found = read(tmp_path, text, replace(config, header_rows=1))
    assert len(found.responses) == 1
    assert "header_rows = 3" in sentences(found)[0]


def test_the_zone_that_a_column_states_is_taken(tmp_path: Path) -> None:
    text, config = LAYOUTS["qualtrics"]([ROW])
    found = read(tmp_path, text.replace('timeZone"": ""UTC', 'timeZone"": ""America/Denver'), config)
    assert str(found.responses["answered_at"].iloc[0]) == "2026-03-04 17:00:00"
    found = read(tmp_path, text.replace('timeZone"": ""UTC', 'timeZone"": ""Mars/North'), config)
    assert str(found.responses["answered_at"].iloc[0]) == "2026-03-04 10:00:00"


def test_previews_by_number_and_channel(tmp_path: Path) -> None:
    text = (
        'Status,Q1\nResponse Type,recommend\n"{""ImportId"":""status""}","{""ImportId"":""QID1""}"\n'
        "0,9\n1,1\n8,1\n"
    )
    found = read(tmp_path, text, SurveyConfig("w", "w.csv", header_rows=3))
    assert found.responses["recommend"].tolist() == [9]
    assert found.reasons == {"previews and tests": 2}
    found = read(tmp_path, "Status,DistributionChannel,recommend\n1,email,9\nSpam,email,2\n2,preview,3\n")
    assert found.responses["recommend"].tolist() == [9]


# ---- answers


def test_impossible_answers_are_told_and_the_rest_stays(tmp_path: Path) -> None:
    found = read(tmp_path, "recommend,satisfied\n11,4\n-1,5\n7.5,3\nten,2\n,1\n")
    assert found.responses["recommend"].isna().all()
    assert found.responses["satisfied"].tolist() == [4, 5, 3, 2, 1]
    assert [(fault.row, fault.column, fault.value) for fault in found.faults] == [
        *[(2, "recommend", "11"), (3, "recommend", "-1"), (4, "recommend", "7.5"), (5, "recommend", "ten")]
    ]
    assert {fault.expected for fault in found.faults} == {"a whole number from 0 to 10"}


def test_many_faults_alike_are_listed_and_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "recommend\n" + "11\n" * 500)
    assert len(found.faults) == 21
    assert "in 480 more rows" in sentences(found)[-1]


def test_rows_without_an_answer_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "person_id,recommend\np-1,\np-2,8\n")
    assert found.reasons == {"rows without an answer": 1}
    assert found.left_out == 1


def test_ragged_and_broken_rows(tmp_path: Path) -> None:
    found = read(tmp_path, 'recommend,satisfied\n9\n8,5,x\n7,"4\n6,3\n')
    assert found.responses["recommend"].tolist() == [9, 6]
    assert found.reasons == {"rows that could not be read": 2}
    assert len(found.faults) == 2


# ---- who and when


def test_people_are_known_by_id_or_address(tmp_path: Path) -> None:
    text = "person_id,recommend\np-1,9\nben@x.IO,3\nnobody,5\n,6\n"
    found = read(tmp_path, text, people=PEOPLE, accounts=ACCOUNTS)
    assert found.responses["person_id"].fillna("-").tolist() == ["p-1", "p-2", "-", "-"]
    assert found.responses["recommend"].tolist() == [9, 3, 5, 6]
    assert sentences(found) == [
        "w.csv, row 4: person_id is 'nobody', but the id of a person in people.csv (the answer counts, "
        "without a person) was expected."
    ]
    assert found.caveats == ("1 of 4 answers are of people whom people.csv does not know",)


def test_attributes_stand_beside_the_answers(tmp_path: Path) -> None:
    found = read(tmp_path, "person_id,recommend\np-1,9\np-3,2\n,5\n", people=PEOPLE, accounts=ACCOUNTS)
    assert found.attributes == (
        *("role", "strength", "region", "plan", "account_region", "revenue", "started_on"),
    )
    first = found.responses.iloc[0]
    assert (first["account_id"], first["region"], first["account_region"], first["plan"]) == (
        *("a-1", "north", "east", "Team"),
    )
    assert found.responses["strength"].dtype == "Int64"
    assert found.responses["started_on"].dtype == "datetime64[us]"
    assert found.responses["plan"].isna().tolist() == [False, True, True]


def test_attributes_in_the_export_win(tmp_path: Path) -> None:
    text = (
        "person_id,recommend,Plan,Strength,started on,account id\np-1,9,Firm,x,2024-05-05,\n,7,Solo,1,,a-2\n"
    )
    found = read(tmp_path, text, people=PEOPLE, accounts=ACCOUNTS)
    assert found.responses["plan"].tolist() == ["Firm", "Solo"]
    assert found.responses["strength"].tolist() == [4, 1]
    assert str(found.responses["started_on"].iloc[0]) == "2024-05-05 00:00:00"
    assert found.responses["account_id"].tolist() == ["a-1", "a-2"]
    assert found.responses["revenue"].tolist() == [900.0, 50.5]
    assert [(fault.column, fault.value) for fault in found.faults] == [("strength", "x")]


def test_the_newest_answer_of_a_person_counts(tmp_path: Path) -> None:
    text = (
        "person_id,answered_at,recommend\n"
        "p-1,2026-03-05,9\np-1,2026-03-04,1\np-2,,4\nP-2,,6\np-3,2026-03-01,5\np-3,,7\n"
    )
    found = read(tmp_path, text)
    assert dict(zip(found.responses["person_id"], found.responses["recommend"], strict=True)) == {
        "p-1": 9,
        "P-2": 6,
        "p-3": 5,
    }
    assert found.reasons == {"earlier answers of people who answered again": 3}
    assert "one answer a person (row 2 is newer, and counts)" in sentences(found)[0]
    again = read(tmp_path, text, SurveyConfig("w", "w.csv", repeats=True))
    assert len(again.responses) == 6
    assert again.responses["response_id"].is_unique
    assert again.faults == ()


def test_an_id_that_is_used_twice_keeps_the_first(tmp_path: Path) -> None:
    found = read(tmp_path, "response_id,recommend\nr1,9\nr1,2\n,3\n")
    assert found.responses["recommend"].tolist() == [9, 3]
    assert sentences(found) == [
        "w.csv, row 3: response_id is 'r1', but an id used only once (row 2 has it) was expected."
    ]


def test_made_ids_stay_when_rows_move_and_more_come(tmp_path: Path) -> None:
    lines = ["p-1,2026-03-04 10:00,9", "p-2,2026-03-04 11:00,3", ",2026-03-04 12:00,3", ",2026-03-04 12:00,3"]
    head = "person_id,answered_at,recommend\n"
    first = read(tmp_path, head + "\n".join(lines)).responses
    later = read(tmp_path, head + "\n".join(["p-9,2026-03-05,1", *reversed(lines)])).responses
    assert first["response_id"].is_unique
    assert set(first["response_id"]) < set(later["response_id"])
    named = dict(zip(first["person_id"], first["response_id"], strict=True))
    assert dict(zip(later["person_id"], later["response_id"], strict=True))["p-1"] == named["p-1"]


def test_moments_in_mixed_zones_and_impossible_ones(tmp_path: Path) -> None:
    text = (
        "answered_at,recommend\n2026-03-04T10:00+02:00,9\n2026-07-04 10:00,8\n3/4/2026 10:00,7\n"
        "2026-02-30 10:00,6\nlater,5\n2026/03/04 2:05:11 PM EST,4\n"
    )
    measures = MeasureConfig(timezone="Europe/London", questions=QUESTIONS)
    found = read(tmp_path, text, measures=measures)
    assert [str(at) for at in found.responses["answered_at"]] == [
        *("2026-03-04 08:00:00", "2026-07-04 09:00:00", "NaT", "NaT", "NaT", "2026-03-04 19:05:11"),
    ]
    assert [fault.row for fault in found.faults] == [3, 4, 5, 6]
    assert "Europe/London was taken; 4 rows state none" in sentences(found)[0]


def test_a_header_that_says_utc_is_believed(tmp_path: Path) -> None:
    measures = MeasureConfig(timezone="America/Denver", questions=QUESTIONS)
    config = SurveyConfig("w", "w.csv", columns={"answered_at": "Submit Date (UTC)"})
    found = read(tmp_path, "Submit Date (UTC),recommend\n2026-03-04 10:00,9\n", config, measures=measures)
    assert str(found.responses["answered_at"].iloc[0]) == "2026-03-04 10:00:00"


# ---- long form


def test_what_long_form_can_break(tmp_path: Path) -> None:
    text = (
        "response_id,person_id,question,answer\n"
        "r1,p-1,recommend,9\nr1,,satisfied,4\nr1,p-1,recommend,2\nr2,p-2,nonsense,4\n,,recommend,4\nr3,p-3,ease,8\n"
    )
    found = read(tmp_path, text, SurveyConfig("w", "w.csv", layout="long"))
    assert found.responses["response_id"].tolist() == ["r1", "r3"]
    assert found.responses["recommend"].tolist()[0] == 9
    assert found.responses["satisfied"].tolist()[0] == 4
    assert found.reasons == {"rows that could not be read": 3}
    assert [(fault.row, fault.column) for fault in found.faults] == [
        *[(4, "recommend"), (5, "question"), (6, "response_id"), (7, "ease")]
    ]
    found = read(tmp_path, "a,b\n1,2\n", SurveyConfig("w", "w.csv", layout="long"))
    assert found.left_out == 1
    assert len(found.faults) == 2


def test_long_form_without_ids_goes_by_person_and_moment(tmp_path: Path) -> None:
    text = (
        "person_id,answered_at,question,answer\np-1,2026-03-04,recommend,9\np-1,2026-03-04,ease,7\n"
        "p-1,2026-04-04,recommend,2\n"
    )
    found = read(tmp_path, text, SurveyConfig("w", "w.csv", layout="long", repeats=True))
    assert found.responses["recommend"].tolist() == [9, 2]
    assert found.responses["ease"].fillna(0).tolist() == [7, 0]
    newest = read(tmp_path, text, SurveyConfig("w", "w.csv", layout="long"))
    assert newest.responses["recommend"].tolist() == [2]


# ---- who was asked


def test_who_was_asked(tmp_path: Path) -> None:
    (tmp_path / "asked.csv").write_text("person_id\np-1\np-2\np-2\nghost\n")
    config = SurveyConfig("w", "w.csv", asked="asked.csv")
    text = "person_id,recommend\np-1,9\np-3,2\n"
    found = read(tmp_path, text, config, people=PEOPLE, accounts=ACCOUNTS)
    assert found.asked is not None
    assert found.asked["person_id"].tolist() == ["p-1", "p-2", "ghost"]
    assert found.asked["plan"].fillna("-").tolist() == ["Team", "Team", "-"]
    assert found.answered == 1
    rate = found.response_rate
    assert rate is not None
    assert (round(rate.value, 3), rate.n) == (0.333, 3)
    assert found.caveats == ("1 who answered are not among those who were asked",)
    assert [(fault.file, fault.row) for fault in found.faults] == [("asked.csv", 4), ("asked.csv", 5)]


@pytest.mark.parametrize("content", [None, "", "name\nAna\n"])
def test_a_list_of_those_asked_that_is_none(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "asked.csv").write_text(content)
    found = read(tmp_path, "recommend\n9\n", SurveyConfig("w", "w.csv", asked="asked.csv"))
    assert found.asked is None
    assert [fault.file for fault in found.faults][:1] == ["asked.csv"]


def test_a_folder_in_the_place_of_the_list_stops_no_answer(tmp_path: Path) -> None:
    (tmp_path / "asked.csv").mkdir()
    found = read(tmp_path, "recommend\n9\n", SurveyConfig("w", "w.csv", asked="asked.csv"))
    assert found.asked is None
    assert found.responses["recommend"].tolist() == [9]
    assert sentences(found) == [
        "asked.csv: the file is 'not readable', but a CSV file with a column person_id was expected."
    ]


# ---- the object


def test_a_survey_names_its_questions_and_shows_itself(tmp_path: Path) -> None:
    hostile = Question("why_recommend", "<script>alert(1)</script>", "why", why_of="recommend")
    measures = MeasureConfig(questions=(QUESTIONS[0], hostile))
    found = read(tmp_path, "recommend,why_recommend\n9,x\n,y\n", measures=measures)
    assert found.summary()[["question", "answered", "missing"]].values.tolist() == [
        *[["recommend", 1, 1], ["why_recommend", 2, 0]]
    ]
    assert found.whys("recommend") == (hostile,)
    assert found.of_role("nps") == (QUESTIONS[0],)
    assert found.question("recommend").role == "nps"
    with pytest.raises(NotFoundError, match="did you mean 'recommend'"):
        found.question("recomend")
    assert "<script>" not in found._repr_html_()
    copied = found.copy()
    copied.responses.loc[0, "recommend"] = 0.0
    assert found.responses.loc[0, "recommend"] == 9


HOSTILE = st.binary(max_size=300) | st.text('recomnd,;"\n\r\t0=1{}<>\x00', max_size=120).map(str.encode)


@given(content=HOSTILE, layout=st.sampled_from(["wide", "long"]), header_rows=st.integers(1, 5))
@settings(max_examples=80, deadline=None)
def test_any_bytes(
    content: bytes, layout: str, header_rows: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    config = SurveyConfig("w", "w.csv", layout=layout, header_rows=header_rows)
    found = read(tmp_path_factory.mktemp("any"), b"recommend,question,answer\n" + content, config)
    assert found.responses["response_id"].is_unique
    assert all(sentence.endswith("was expected.") for sentence in sentences(found))
