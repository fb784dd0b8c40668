"""personas.toml: what is read, and every fault with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import cslab
from cslab.study.check import check
from cslab.study.codes import Code
from cslab.study.indicator_file import Known
from cslab.study.measures import Question
from cslab.study.personas import Condition, Indicator
from cslab.study.personas_file import personas_of, read_personas

GOOD = """\
[[personas]]
id = "carla"
name = "Careful Carla"
story = "Tests each thing once."
author = "Maya"
segment = { plan = ["solo", "team"], size = { at_most = 50, at_least = 2 }, help = "no", since = 2026-01-02 }
scores = { ease = 80, price = 35 }

[[claims]]
id = "lanes"
persona = "carla"
says = "She builds her own lanes"
author = "Maya"
written_on = 2026-03-30
predicted = 70
confidence = 80
heard_in = ["approvals"]
denied_in = ["workaround"]
shown_by = [
  { source = "survey", question = "recommend", measure = "share", low = 9, high = 10, at_least = 50 },
  { source = "usage", feature = "lanes", at_least = 40, versus = "others" },
  { source = "interviews", code = "workaround", about = 50, margin = 10 },
  { source = "people", column = "plan", values = ["solo", 3], at_most = 20 },
]
"""
KNOWN = Known(
    {
        "recommend": Question("recommend", "How likely?", "nps", (0, 10)),
        "ease": Question("ease", "Easy?", "ces", (1, 7)),
        "price": Question("price", "Fair?", "scale", (1, 5)),
        "why": Question("why", "Why?", "why"),
        "rather": Question("rather", "Rather?", "choice", answers=("Call", "Write")),
    },
    ["nps-q1"],
    ["lanes", "digest"],
    ["approvals", "workaround"],
    ["plan", "size", "help", "since"],
)


def test_everything_is_read() -> None:
    found = personas_of(GOOD, KNOWN)
    assert (found.faults, found.remarks) == ((), ())
    carla = found.persona("carla")
    assert carla.segment == (
        Condition("plan", "is", ("solo", "team")),
        Condition("size", "at_most", (50,)),
        Condition("size", "at_least", (2,)),
        Condition("help", "is", ("no",)),
        Condition("since", "is", (date(2026, 1, 2),)),
    )
    assert carla.scores == {"ease": 80.0, "price": 35.0}
    (claim,) = found.claims_of("carla")
    assert (claim.written_on, claim.predicted, claim.confidence) == (date(2026, 3, 30), 70.0, 80.0)
    assert claim.shown_by[1] == Indicator("usage", "at_least", 40.0, feature="lanes", versus="others")
    assert claim.shown_by[2].margin == 10.0
    assert claim.shown_by[3].values == ("solo", "3")


def claim_with(indicator: str = "", **keys: str) -> str:
    rows = {"id": '"c"', "persona": '"carla"', "says": '"Says"'} | keys
    if indicator:
        rows["shown_by"] = (
            f'[\n  {{ source = "usage", feature = "digest", at_least = 5 }},\n  {{ {indicator} }},\n]'
        )
    return '[[personas]]\nid = "carla"\n\n[[claims]]\n' + "".join(
        f"{key} = {value}\n" for key, value in rows.items()
    )


LANES = 'source = "usage", feature = "lanes", '
ASKED = 'source = "survey", question = '


@pytest.mark.parametrize(
    ("indicator", "sentence"),
    [
        ('source = "hearsay", at_least = 1', "source is 'hearsay', but one of survey, answers"),
        ('source = "usage", feature = "lanes"', "comparator is empty, but one of at_least, at_most, about"),
        (LANES + 'at_least = 1, at_most = 3', "comparator is 'at_least, at_most'"),
        (LANES + 'at_least = "many"', "at_least is 'many', but a number"),
        (LANES + 'at_least = nan', "at_least is 'nan', but a number"),
        (LANES + 'at_least = 140', "at_least is '140', but a share from 0 to 100"),
        (LANES + 'at_least = -120, versus = "others"', "a difference of share from -100"),
        ('source = "usage", measure = "days", at_least = 29', "days of 28 from 0 to 28"),
        (ASKED + '"recommend", at_least = 140', "an NPS from -100 to 100"),
        (ASKED + '"price", at_least = 7', "an answer from 1 to 5"),
        (ASKED + '"ease", measure = "share", at_least = 7', "low, high or both, or values"),
        (ASKED + '"ease", measure = "share", low = 6, high = 5, at_least = 7', "but no more than high"),
        (ASKED + '"ease", measure = "share", low = 8, at_least = 7', "from 1 to 7"),
        (ASKED + '"rather", at_least = 7', 'measure = "share" with values'),
        (ASKED + '"rather", measure = "share", value = "Wrte", at_least = 7', "perhaps 'Write'"),
        (ASKED + '"why", at_least = 7', 'source = "answers"'),
        ('source = "survey", at_least = 7', "question is empty"),
        ('source = "interviews", at_least = 7', "code is empty"),
        ('source = "usage", at_least = 7', "feature is empty"),
        ('source = "people", at_least = 7', "column is empty"),
        (LANES + 'measure = "share", at_least = 7', "but one of uses, days"),
        (LANES + 'about = 7', "margin is empty, but how far"),
        (LANES + 'at_least = 7, margin = 2', "a margin beside about only"),
        (LANES + 'at_least = 7, versus = "them"', "versus is 'them', but one of others"),
        ('source = "people", column = "plan", values = [], at_least = 7', "answers that count"),
    ],
)  # fmt: skip
def test_an_indicator_that_can_not_be_read_says_why(indicator: str, sentence: str) -> None:
    found = personas_of(claim_with(indicator), KNOWN)
    (claim,) = found.claims
    good, bad = claim.shown_by
    assert good.fault == ""
    assert sentence in bad.fault
    assert found.faults[0].row == 10
    assert bad.counts is not None


@pytest.mark.parametrize(
    ("indicator", "sentence"),
    [
        ('source = "usage", feature = "lane", at_least = 4', "the id of a feature, perhaps 'lanes',"),
        (
            'source = "interviews", code = "approval", at_least = 4',
            "the name of a code, perhaps 'approvals',",
        ),
        ('source = "survey", question = "recomend", at_least = 4', "or a level, perhaps 'recommend',"),
        (
            'source = "survey", survey = "nps-q2", question = "ease", at_least = 4',
            "of a survey, perhaps 'nps-q1',",
        ),
        (
            'source = "people", column = "sise", measure = "mean", at_least = 4',
            "accounts.csv, perhaps 'size',",
        ),
    ],
)
def test_what_is_not_there_yet_is_a_fault_and_the_indicator_stays(indicator: str, sentence: str) -> None:
    found = personas_of(claim_with(indicator), KNOWN)
    (fault,) = found.faults
    assert sentence in fault.sentence
    assert fault.row == 10
    assert found.claims[0].shown_by[1].fault == ""
    assert not personas_of(claim_with(indicator)).faults


def test_levels_and_unknown_ranges_are_fine() -> None:
    text = claim_with('source = "survey", question = "goodwill", at_least = 4')
    assert not personas_of(text, KNOWN).faults


@pytest.mark.parametrize(
    ("keys", "line", "sentence"),
    [
        ({"persona": '"karla"'}, 6, "the id of a persona, perhaps 'carla',"),
        ({"says": '" "'}, 7, "claims.says is empty"),
        ({"confidence": "101"}, 8, "confidence is '101', but a number from 0 to 100"),
        ({"confidence": "true"}, 8, "confidence is 'True'"),
        ({"written_on": '"soon"'}, 8, "a date such as"),
        ({"heard_in": '["aprovals"]'}, 8, "perhaps 'approvals'"),
        ({"denied_in": '"x"'}, 8, "a list of texts"),
        ({"shown_by": '"usage"'}, 8, "shown_by is 'usage', but a list such as"),
        ({"predicted": "inf"}, 8, "predicted is 'inf'"),
    ],
)
def test_a_bad_claim_is_kept_as_far_as_it_goes(keys: dict[str, str], line: int, sentence: str) -> None:
    found = personas_of(claim_with(**keys), KNOWN)
    assert sentence in found.faults[0].sentence
    assert found.faults[0].row == line
    assert [claim.id for claim in found.claims] == ["c"]


def test_a_prediction_is_held_to_the_unit_of_its_indicator() -> None:
    shown = '[{ source = "interviews", code = "approvals", at_least = 50 }]'
    found = personas_of(claim_with(predicted="130", shown_by=shown), KNOWN)
    assert "predicted is '130', but a share from 0 to 100 per cent" in found.faults[0].sentence
    assert found.claims[0].predicted is None


def test_the_first_of_an_id_stays() -> None:
    text = (
        claim_with()
        + '[[claims]]\nid = "c"\npersona = "carla"\nsays = "Other"\n[[claims]]\nsays = "Nameless"\n'
    )
    text += '[[personas]]\nid = "carla"\nname = "Two"\n[[personas]]\nid = "a b"\n'
    found = personas_of(text, KNOWN)
    assert [claim.says for claim in found.claims] == ["Says"]
    assert [persona.name for persona in found.personas] == ["carla"]
    said = " ".join(fault.sentence for fault in found.faults)
    assert "line 9: claims.id is 'c', but an id used only once" in said
    assert "claims.id is empty" in said
    assert "personas.id is 'carla', but an id used only once" in said
    assert "letters, digits, - and _ only" in said


@pytest.mark.parametrize(
    ("segment", "sentence"),
    [
        ("{ plan = { atleast = 3 } }", "segment.plan is"),
        ("{ plan = { at_least = [3] } }", "segment.plan is"),
        ("{ plan = [] }", "segment.plan is"),
        ('{ plan = [["x"]] }', "segment.plan is"),
        ("{ plan = {} }", "segment.plan is"),
        ('"everybody"', "personas.segment is 'everybody', but conditions such as"),
    ],
)
def test_a_condition_that_can_not_be_read_chooses_nobody(segment: str, sentence: str) -> None:
    found = personas_of(f'[[personas]]\nid = "carla"\nsegment = {segment}\n', KNOWN)
    assert sentence in found.faults[0].sentence
    assert found.faults[0].row == 3
    assert [condition.test for condition in found.persona("carla").segment] == [""]


def test_unknown_columns_and_scores_are_named() -> None:
    text = (
        '[[personas]]\nid = "carla"\nsegment = { plam = "x" }\nscores = { eas = 3, why = 4, price = 400 }\n'
    )
    said = [fault.sentence for fault in personas_of(text, KNOWN).faults]
    assert "perhaps 'plan'," in said[0]
    assert "perhaps 'ease'," in said[1]
    assert "question with a scale" in said[2]
    assert "a number from 0 to 100" in said[3]


def test_claims_inside_of_personas_are_pointed_out() -> None:
    text = '[[personas]]\nid = "carla"\n[[personas.claims]]\nid = "c"\n'
    assert "sections [[claims]] of their own" in personas_of(text, KNOWN).faults[0].sentence


def test_unknown_settings_are_remarks() -> None:
    found = personas_of(claim_with('source = "usage", feature = "lanes", at_least = 4, weight = 2'), KNOWN)
    assert not found.faults
    assert [remark.value for remark in found.remarks] == ["weight"]
    assert personas_of("claim = 1\n").remarks[0].value == "claim"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"[[claims]\n", "personas.toml, line 1: the line is '[[claims]', but valid TOML"),
        (
            b'[[personas]]\nid = "caf\xe9"\n',
            "personas.toml, line 2: the text is 'in another encoding', but UTF-8",
        ),
        (b"personas = 3\n", "sections [[personas]], one each"),
        (b"claims = [1]\n", "sections [[claims]], one each"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, "valid TOML"),
    ],
)
def test_a_file_that_can_not_be_read_is_one_fault(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "personas.toml").write_bytes(content)
    found = read_personas(tmp_path)
    assert (found.personas, found.claims) == ((), ())
    assert sentence in found.faults[0].sentence


def test_a_folder_in_its_place_is_one_fault(tmp_path: Path) -> None:
    (tmp_path / "personas.toml").mkdir()
    assert "a readable file" in read_personas(tmp_path).faults[0].sentence


def test_without_a_file_there_is_nothing(tmp_path: Path) -> None:
    assert read_personas(tmp_path).personas == ()


def test_columns_are_those_of_the_two_tables(tmp_path: Path) -> None:
    (tmp_path / "personas.toml").write_text('[[personas]]\nid = "a"\nsegment = { stize = "x", plan = "b" }\n')
    assert not read_personas(tmp_path).faults
    (tmp_path / "people.csv").write_text("person_id,size\np,3\n")
    (fault,) = read_personas(tmp_path).faults
    assert "perhaps 'size'," in fault.sentence


def test_check_and_the_study_list_them(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('title = "Ours"\n[[codes]]\nname = "trust"\n', "utf-8")
    shown = '[{ source = "interviews", code = "aha", at_least = 5 }]'
    (tmp_path / "personas.toml").write_text(claim_with(shown_by=shown, tone='"x"'), "utf-8")
    study = cslab.open(tmp_path)
    for faults in (check(tmp_path), study.faults):
        assert [fault.value for fault in faults if fault.file == "personas.toml"] == ["aha", "tone"]
    study.add_code("aha")
    for faults in (check(tmp_path), study.faults):
        assert [fault.value for fault in faults if fault.file == "personas.toml"] == ["tone"]
    assert Code("trust") in study.codebook.codes
    study.store.close()
