from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cslab.study.config import load_config, read_config
from cslab.study.measures import Feature, Question, SurveyConfig

WHOLE = """\
title = "Ours"
timezone = "Europe/London"

[usage]
value_event = "invoice-approved"

[[features]]
id = "two-keys"
name = "Two Keys"
events = ["two-keys-used", "two-keys-set"]
plans = ["team"]
next = ["digest"]

[[features]]
id = "digest"

[[questions]]
id = "recommend"
wording = "How likely?"
role = "nps"

[[questions]]
id = "good_3"
role = "scale"
level = "goodwill"
scale = [1, 5]
reverse = true
answers = ["no", "rather no", "so so", "rather yes", "yes"]

[[questions]]
id = "why"
role = "why"
why_of = "recommend"

[[surveys]]
name = "first"
file = "surveys/first.csv"
series = "relationship"
asked_on = 2026-02-16
asked = "surveys/first-asked.csv"
header_rows = 3
columns = { person_id = "Contact", recommend = "Q1" }

[[surveys]]
name = "second"
file = "surveys/second.csv"
layout = "long"
asked_on = "5 March 2026"

[weights]
by = ["plan", "region"]
cap = 4

[customers]
happy_at = 0.7
"""


def put(folder: Path, text: str) -> Path:
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder


def sentences(folder: Path, text: str) -> list[str]:
    _, faults, remarks = read_config(put(folder, text))
    return [fault.sentence for fault in (*faults, *remarks)]


def test_everything_is_read_as_it_is_written(tmp_path: Path) -> None:
    found = load_config(put(tmp_path, WHOLE)).measures
    assert found.timezone == "Europe/London"
    assert found.value_event == "invoice-approved"
    assert found.features == (
        Feature("two-keys", "Two Keys", ("two-keys-used", "two-keys-set"), ("team",), ("digest",)),
        Feature("digest", "digest", ("digest",)),
    )
    assert found.question("recommend") == Question("recommend", "How likely?", "nps", (0.0, 10.0))
    answers = ("no", "rather no", "so so", "rather yes", "yes")
    assert found.question("good_3") == Question(
        "good_3", "good_3", "scale", (1.0, 5.0), "goodwill", True, "", answers
    )
    assert found.question("why") == Question("why", "why", "why", None, why_of="recommend")
    assert found.question("other") is None
    columns = {"person_id": "Contact", "recommend": "Q1"}
    first, second = found.surveys
    assert first == SurveyConfig(
        *("first", "surveys/first.csv", "first", "relationship", date(2026, 2, 16)),
        *("surveys/first-asked.csv", "wide", 3, columns),
    )
    assert (second.layout, second.series, second.asked_on) == ("long", "second", date(2026, 3, 5))
    assert (found.weight_by, found.weight_cap) == (("plan", "region"), 4.0)
    assert (found.happy_at, found.worth_at) == (0.7, 0.5)


def test_a_study_that_measures_nothing_has_plain_defaults(tmp_path: Path) -> None:
    found = load_config(put(tmp_path, 'title = "Ours"\n')).measures
    assert (found.timezone, found.questions, found.surveys, found.features) == ("UTC", (), (), ())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('timezone = "Mars/North"', "line 2: timezone is 'Mars/North', but a time zone such as"),
        ("[usage]\nvalue_evnt = 'x'", "perhaps 'value_event',"),
        ("[[questions]]\nid = 'a b'", "questions.id is 'a b', but letters, digits, - and _ only"),
        ("[[questions]]\nid = 'weight'", "an id that is no name of a column cslab has"),
        ("[[questions]]\nid = 'a'\nrole = 'npss'", "questions.role is 'npss', but one of nps, csat"),
        ("[[questions]]\nid = 'a'\nscale = [5, 1]", "the lowest answer before the highest"),
        ("[[questions]]\nid = 'a'\nscale = [true, 1]", "the lowest and the highest answer"),
        ("[[questions]]\nid = 'a'\nscale = 'x'", "the lowest and the highest answer"),
        ("[[questions]]\nid = 'a'\nreverse = 'x'", "questions.reverse is 'x', but true or false"),
        ("[[questions]]\nid = 'a'\nlevel = 'joy'", "one of satisfaction, loyalty, goodwill"),
        ("[[questions]]\nid = 'ease'\n[[questions]]\nid='w'\nwhy_of = 'eas'", "perhaps 'ease',"),
        ("[[questions]]\nid = 'a'\n[[questions]]\nid='a'", "an id used only once"),
        ("[[surveys]]\nname = 'a'", "surveys.file is empty"),
        ("[[surveys]]\nname = '../a'\nfile='x'", "surveys.name is '../a'"),
        ("[[surveys]]\nname='a'\nfile='x'\nasked_on = 'soon'", "surveys.asked_on is 'soon'"),
        ("[[surveys]]\nname='a'\nfile='x'\nasked_on = 3", "surveys.asked_on is '3'"),
        ("[[surveys]]\nname='a'\nfile='x'\nheader_rows = 9", "a number from 1 to 5"),
        ("[[surveys]]\nname='a'\nfile='x'\nlayout = 'deep'", "one of wide, long"),
        ("[[surveys]]\nname='a'\nfile='x'\ncolumns = 'x'", "a table such as"),
        ("[[surveys]]\nname='a'\nfile='x'\ncolumns = { persn_id = 'x' }", "perhaps 'person_id',"),
        ("[[features]]\nid = 'a'\nnext = ['b']", "the id of another feature"),
        ("[weights]\ncap = 0.5", "weights.cap is '0.5', but a number from 1 was"),
        ("[weights]\ncap = true", "a number from 1"),
        ("[customers]\nhappy_at = 7", "a number from 0 to 1"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    found = sentences(tmp_path, f'title = "Ours"\n{text}\n')
    assert any(sentence in line for line in found), found
    assert all(line.startswith("study.toml, line ") for line in found)


def test_a_date_with_a_time_is_a_date(tmp_path: Path) -> None:
    text = "title = 'x'\n[[surveys]]\nname='a'\nfile='x'\nasked_on = 2026-02-16T10:00:00\n"
    assert load_config(put(tmp_path, text)).measures.surveys[0].asked_on == date(2026, 2, 16)
