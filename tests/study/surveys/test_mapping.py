from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError
from cslab.study.config import read_config
from cslab.study.measures import Question, SurveyConfig
from cslab.study.surveys.mapping import added, config_with, write_settings

ASK = Question("recommend", "How likely are you to recommend us?", "nps", (0, 10))
WAVE = SurveyConfig("nps", "surveys/nps.csv", columns={"recommend": "Q1", "person_id": "Contact"})
WRITTEN = """\
# Ours.
title   =  "T"     # two spaces, and they stay

[[surveys]]
name = "old"   # the first wave
file = "surveys/old.csv"

[usage]
value_event = "close"
"""


def settings_of(folder: Path, text: str) -> Path:
    (folder / "study.toml").write_bytes(text.encode())
    return folder


@pytest.mark.parametrize(
    "text",
    [
        WRITTEN,
        WRITTEN.rstrip("\n"),
        WRITTEN.replace("\n", "\r\n"),
        "\ufeff" + WRITTEN,
        'title = "T"\n',
        'title = "T"\nquestions = []\nsurveys = [{name = "old", file = "surveys/old.csv"}]  # in one line\n',
        'title = "T"\nquestions = [\n  # none yet\n]\n',
    ],
    ids=["plain", "no last line end", "crlf", "mark", "nothing yet", "lists", "one list"],
)
def test_what_people_wrote_stays(tmp_path: Path, text: str) -> None:
    whole, block = added(settings_of(tmp_path, text), WAVE, [ASK])
    assert block in whole.replace("\r\n", "\n") or "[" in text
    for line in text.splitlines():
        if not line.startswith(("questions", "surveys", "]")):
            assert line in whole
    if "= [" not in text:
        assert whole.startswith(text)
    read = config_with(tmp_path, whole).measures
    assert read.surveys[-1].columns == WAVE.columns
    assert read.question("recommend") == ASK
    assert ("\r\n" in whole) == ("\r\n" in text)
    write_settings(tmp_path, whole, instead_of=text)
    config, faults, remarks = read_config(tmp_path)
    assert config is not None
    assert (faults, remarks) == ((), ())


WORDS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30).filter(
    lambda w: w == w.strip()
)
QUESTIONS = st.builds(
    Question,
    st.sampled_from(["q1", "q-2", "q.3"]),
    WORDS,
    st.sampled_from(["csat", "scale", "ces"]),
    st.sampled_from([(1.0, 5.0), (0.0, 10.0), (0.5, 2.5)]),
    st.sampled_from(["", "loyalty"]),
    st.booleans(),
    st.just(""),
    st.lists(WORDS, max_size=3).map(tuple),
)


@given(question=QUESTIONS, title=WORDS, header=WORDS, day=st.none() | st.dates(), listed=st.booleans())
@settings(max_examples=40, deadline=None)
def test_any_words_are_read_again(
    question: Question,
    title: str,
    header: str,
    day: date | None,
    listed: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = settings_of(
        tmp_path_factory.mktemp("map"), "questions = []\nsurveys = []\n" if listed else WRITTEN
    )
    survey = SurveyConfig(
        "w",
        "surveys/w.csv",
        title,
        "series",
        day,
        "surveys/asked.csv",
        "long",
        3,
        {question.id: header, "answer": "a"},
        repeats=True,
    )
    whole, _ = added(folder, survey, [question])
    read = config_with(folder, whole).measures
    assert read.surveys[-1] == survey
    assert read.questions == (question,)


def test_a_name_that_is_taken_and_a_question_that_is_another(tmp_path: Path) -> None:
    text = WRITTEN + '\n[[questions]]\nid = "recommend"\nrole = "csat"\n'
    settings_of(tmp_path, text)
    with pytest.raises(InputError, match="There is a survey 'old' already"):
        added(tmp_path, SurveyConfig("old", "surveys/x.csv"), [])
    with pytest.raises(InputError, match="as csat from 1 to 5 and not as nps from 0 to 10"):
        added(tmp_path, WAVE, [ASK])
    whole, block = added(tmp_path, WAVE, [Question("recommend", "other words", "csat", (1, 5))])
    assert "[[questions]]" not in block
    assert whole.startswith(text)


@pytest.mark.parametrize(
    "survey",
    [
        SurveyConfig("a name", "x.csv"),
        SurveyConfig("n", ""),
        SurveyConfig("n", "x.csv", columns={"nobody": "Q"}),
    ],
)
def test_what_could_not_be_read_again_is_not_written(tmp_path: Path, survey: SurveyConfig) -> None:
    settings_of(tmp_path, WRITTEN)
    with pytest.raises(InputError, match=r"can't be written as it is: study\.toml, line"):
        added(tmp_path, survey, [])
    assert (tmp_path / "study.toml").read_text() == WRITTEN


def test_settings_that_changed_meanwhile_are_not_lost(tmp_path: Path) -> None:
    settings_of(tmp_path, WRITTEN)
    whole, _ = added(tmp_path, WAVE, [ASK])
    settings_of(tmp_path, WRITTEN + "# a note\n")
    with pytest.raises(InputError, match="changed meanwhile"):
        write_settings(tmp_path, whole, instead_of=WRITTEN)
    assert (tmp_path / "study.toml").read_text().endswith("# a note\n")
    assert tomllib.loads(whole)["surveys"][1]["columns"] == {"recommend": "Q1", "person_id": "Contact"}
