"""From a number to the voices behind it: whose they are, whose they must not be, and who comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from cslab import Study
from cslab.errors import InputError, NotFoundError
from tests.workbench.heard import hear, new_study

TOML = """title = "Ours"
[[stages]]
id = "renewal"
name = "Renewal"
[[codes]]
name = "price"
[[codes]]
name = "hidden-fee"
parent = "price"
[[codes]]
name = "trust"
"""
INTERVIEWS = """interview_id,person_id,recorded_on,recording,interviewer,consent,consent_until
a,p-1,2026-03-01,recordings/a.wav,,team,
b,p-2,2026-03-01,recordings/b.wav,,public,
c,p-3,2026-03-01,recordings/c.wav,,none,
d,p-4,2026-03-01,recordings/d.wav,,team,2026-04-01
e,p-5,2026-03-01,recordings/e.wav,,company,
"""
PEOPLE = """person_id,account_id,name
p-1,a-1,Ada
p-2,a-1,Bea
p-3,a-2,Cleo
p-4,a-3,Dan
p-5,a-4,Eve
p-6,a-4,Finn
"""
SURVEY = """
[[questions]]
id = "recommend"
wording = "Would you recommend us?"
role = "nps"
[[questions]]
id = "why"
wording = "Why?"
role = "why"
why_of = "recommend"
[[questions]]
id = "loy"
wording = "I would choose them again."
role = "scale"
level = "loyalty"
[[questions]]
id = "reached"
wording = "How did you reach us?"
role = "choice"
answers = ["phone", "mail"]
[[surveys]]
name = "nps-2026"
title = "Spring"
file = "surveys/nps.csv"
"""
ANSWERS = """response_id,person_id,answered_at,recommend,why,loy,reached
r-1,p-1,2026-03-01 10:00,2,Nobody told me of the fee.,1,phone
r-2,p-6,2026-03-02 10:00,9,They ring back.,7,mail
r-3,p-3,2026-03-03 10:00,7,It is <b>fair</b>.,4,phone
r-4,,2026-03-04 10:00,3,Another fee.,2,mail
r-5,p-4,2026-03-05 10:00,10,,6,
"""


@pytest.fixture
def surveyed(study: Study) -> Study:
    """The same study with a survey, of which two answers are coded."""
    toml = study.folder / "study.toml"
    toml.write_text(toml.read_text() + SURVEY)
    (study.folder / "surveys").mkdir(exist_ok=True)
    (study.folder / "surveys" / "nps.csv").write_text(ANSWERS)
    study.code_answer("nps-2026", "r-1", "why", ["hidden-fee"])
    study.code_answer("nps-2026", "r-4", "why", ["price"])
    return study


def test_what_people_wrote_is_a_voice_too(surveyed: Study) -> None:
    found = surveyed.why(people=["p-1", "p-6"], codes=["price"])
    assert found.answers[["person", "text", "score", "survey", "match"]].to_numpy().tolist() == [
        ["Ada", "Nobody told me of the fee.", 2.0, "nps-2026", "these people"],
        ["Somebody", "Another fee.", 3.0, "nps-2026", "same reason"],
    ]
    assert found.sentence == (
        "1 of the 2 people counted can be heard; so can others at their accounts. 1 of them wrote about it. "
        "2 clips are held back: their people did not agree to be heard, or no longer do."
    )
    assert surveyed.why(people=["p-6"]).answers["text"].tolist() == ["They ring back."]
    assert surveyed.why(people=["p-6"]).sentence == (
        "This person was not interviewed; the nearest voices are below. They wrote about it."
    )
    assert surveyed.why(codes=["price"], stage="renewal").answers.empty
    assert surveyed.why(people=["p-1"], survey="nps-2026").wrote == 1
    with pytest.raises(NotFoundError, match="no survey 'nps'"):
        surveyed.why(people=["p-1"], survey="nps")


def test_a_blind_coder_reads_by_their_own_codes(surveyed: Study) -> None:
    surveyed.set_blind("Tom")
    assert surveyed.why(codes=["price"], blind_for="Tom").answers.empty
    assert len(surveyed.why(people=["p-1"], blind_for="Tom").answers) == 1


def test_who_answered_how_is_known(surveyed: Study) -> None:
    def who(question: str, group: str | None = None) -> tuple[str, ...]:
        return surveyed.who_answered("nps-2026", question, group)

    assert who("recommend") == ("p-1", "p-6", "p-3", "p-4")
    assert (who("recommend", "low"), who("recommend", "middle")) == (("p-1",), ("p-3",))
    assert who("recommend", "high") == ("p-6", "p-4")
    assert (who("loyalty", "low"), who("loyalty", "middle")) == (("p-1",), ("p-3",))
    assert who("reached", "phone") == ("p-1", "p-3")
    with pytest.raises(NotFoundError, match="no group of answers 'lo'"):
        who("recommend", "lo")
    assert surveyed.who_was_silent("nps-2026") == (), "nobody knows who was asked"
    with pytest.raises(NotFoundError, match="no question"):
        who("recommended")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Five interviews; Cleo never agreed to be heard, and Dan does no longer."""
    made = new_study(tmp_path / "study", *"abcde", settings=TOML)
    (made.folder / "interviews.csv").write_text(INTERVIEWS)
    (made.folder / "people.csv").write_text(PEOPLE)
    for name in "abcde":
        hear(made, name, "one two three four five six seven eight nine ten eleven twelve")
    mark(made, "a", 0, codes=["hidden-fee"], juiciness=2, sentiment=-1)
    mark(made, "a", 3, codes=["hidden-fee"], juiciness=5, stage="renewal")
    mark(made, "a", 6, codes=["trust"], juiciness=5)
    mark(made, "b", 0, codes=["price"], juiciness=3)
    mark(made, "b", 3, codes=["trust"])
    mark(made, "c", 0, codes=["price"], juiciness=5)
    mark(made, "d", 0, codes=["price"], juiciness=5)
    mark(made, "e", 0, codes=["price"], juiciness=4, sentiment=1)
    return made


def mark(study: Study, name: str, start: float, **given: object) -> int:
    return study.add_highlight(name, start=start, end=start + 2.5, **given)  # type: ignore[arg-type]


def listed(study: Study, **asked: object) -> list[tuple[str, float, str]]:
    table = study.voices(**asked)  # type: ignore[arg-type]
    return list(zip(table["person"], table["start"], table["match"], strict=True))


def test_the_people_counted_come_first_then_their_colleagues_then_others(study: Study) -> None:
    assert listed(study, people=["p-1", "p-6"], codes=["price"]) == [
        ("Ada", 3.0, "these people"),
        ("Ada", 0.0, "these people"),
        ("Eve", 0.0, "same account"),
        ("Bea", 0.0, "same account"),
    ]
    found = study.why(people=["p-2"], codes=["price"])
    assert found.clips["match"].tolist() == ["these people", *["same account"] * 2, "same reason"]
    assert [name for name, _ in found.groups()] == ["these people", "same account", "same reason"]
    assert found.clips["quote"].tolist()[0] == "one two three"


def test_everybody_is_heard_before_anybody_is_heard_twice(study: Study) -> None:
    assert listed(study, codes=["price"]) == [
        ("Ada", 3.0, "same reason"),
        ("Eve", 0.0, "same reason"),
        ("Bea", 0.0, "same reason"),
        ("Ada", 0.0, "same reason"),
    ]
    assert len(study.voices(codes=["price"], limit=2)) == 2


def test_a_code_takes_in_those_below_it_and_stage_and_sentiment_narrow(study: Study) -> None:
    assert [row[:2] for row in listed(study, people=["p-1"], codes="hidden-fee")] == [
        ("Ada", 3.0),
        ("Ada", 0.0),
    ]
    assert [row[:2] for row in listed(study, codes=["price"], stage="renewal")] == [("Ada", 3.0)]
    assert [row[:2] for row in listed(study, sentiment=-1)] == [("Ada", 0.0)]
    assert [row[:2] for row in listed(study, sentiment=(-1, 1))] == [("Eve", 0.0), ("Ada", 0.0)]


def test_without_a_reason_only_these_people_and_their_colleagues_are_heard(study: Study) -> None:
    assert {row[0] for row in listed(study, people=["p-1"])} == {"Ada", "Bea"}
    assert listed(study, accounts=["a-4"]) == [("Eve", 0.0, "these people")]
    assert listed(study, people=["p-9"]) == []


def test_whoever_did_not_agree_is_not_heard_and_it_is_said(study: Study) -> None:
    found = study.why(people=["p-3", "p-4"], codes=["price"])
    assert not {"Cleo", "Dan"} & set(found.clips["person"])
    assert (found.counted, found.interviewed, found.heard, found.withheld) == (2, 0, 0, 2)
    assert found.sentence == (
        "None of these 2 people was interviewed; the nearest voices are below. 2 clips are held back: "
        "their people did not agree to be heard, or no longer do."
    )
    assert set(study.why(codes=["price"], audience="public").clips["person"]) == {"Bea"}


def test_how_many_can_be_heard_is_said(study: Study) -> None:
    def said(**asked: object) -> str:
        return study.why(**asked).sentence  # type: ignore[arg-type]

    assert said(people=["p-1", "p-2", "p-6"], codes=["trust"]) == "2 of the 3 people counted can be heard."
    assert said(people=["p-5", "p-6"]) == "1 of the 2 people counted can be heard."
    assert "so can others who said the same" in said(people=["p-1"], codes=["price"])
    assert "so can others at their accounts" in said(people=["p-1"])
    assert said(people=["p-5"], codes=["trust"]) == (
        "The person counted was interviewed, but did not speak of this; the nearest voices are below."
    )
    assert said(people=["p-9"]) == "This person was not interviewed; nobody near them was heard yet."
    assert said(people=[]) == "Nobody was counted, so there is nobody to hear."
    assert said(codes=["trust"]) == "Everybody who said it."
    assert said(sentiment=0) == "Nobody said it in an interview yet."


def test_a_blind_coder_hears_their_own_clips(study: Study) -> None:
    study.set_blind("Tom")
    assert study.voices(codes=["price"], blind_for="Tom").empty
    mark(study, "b", 6, codes=["price"], coder="Tom")
    assert study.voices(codes=["price"], blind_for="Tom")["start"].tolist() == [6.0]
    assert len(study.voices(codes=["price"], blind_for="Ana")) == 5


def test_unknown_names_are_said(study: Study) -> None:
    with pytest.raises(NotFoundError, match="did you mean 'price'"):
        study.voices(codes=["prise"])
    with pytest.raises(NotFoundError, match="no stage"):
        study.voices(stage="renew")
    with pytest.raises(InputError, match="Sentiment is"):
        study.voices(sentiment=3)
    with pytest.raises(InputError, match="audience"):
        study.why(audience="everyone")
    with pytest.raises(InputError, match="limit"):
        study.voices(limit=0)


def test_a_study_without_interviews_has_no_voices(tmp_path: Path) -> None:
    study = new_study(tmp_path / "new")
    (study.folder / "interviews.csv").unlink()
    found = study.why(people=["p-1"])
    assert found.clips.empty
    assert "person" in found.clips
    assert "not interviewed" in found._repr_html_()
