"""A study's mirror: what is asked, what customers answer, who may look, and what comes of it."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

import cslab
from cslab import Study
from cslab.errors import InputError, NotFoundError, StoreError
from cslab.study.personas import Condition
from tests.workbench.mirrored import HOSTILE, SCALED, believe, mirror_study

TEAM = ("Maya", "Tom", "Ines", "Kofi", "Ruth", HOSTILE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = mirror_study(tmp_path_factory.mktemp("mirror") / "ours")
    believe(study, TEAM, 0.5)
    study.store.close()
    return study.folder


@pytest.fixture
def study(made: Path, tmp_path: Path) -> Study:
    return cslab.open(shutil.copytree(made, tmp_path / "ours"), actor="Ana")


@pytest.fixture
def fresh(tmp_path: Path) -> Study:
    return mirror_study(tmp_path / "fresh")


# ---- what is asked ----


def test_the_newest_survey_of_the_whole_relationship_is_asked(fresh: Study) -> None:
    items = fresh.mirror_items()
    assert tuple(items["item"]) == SCALED
    assert set(items["survey"]) == {"spring"}
    assert items.iloc[0][["low", "high", "lowest"]].to_list() == [0.0, 10.0, "Not at all likely"]
    assert items.iloc[1][["low", "high", "highest"]].to_list() == [1.0, 7.0, "Agree fully"]


def test_study_toml_may_name_the_survey_and_the_items(tmp_path: Path) -> None:
    named = '[mirror]\nsurvey = "cases"\nitems = ["item_2"]\nsmallest = 0.25\n'
    study = mirror_study(tmp_path / "one", more=named)
    assert study.mirror_items()[["item", "survey"]].to_numpy().tolist() == [["item_2", "cases"]]
    study = mirror_study(tmp_path / "two", more='[mirror]\nsurvey = "cases"\nitems = ["item_3"]\n')
    with pytest.raises(NotFoundError, match="There is no question 'item_3'"):
        study.mirror_items()


def test_a_study_without_surveys_asks_nothing(tmp_path: Path) -> None:
    study = cslab.init(tmp_path / "bare", title="Bare")
    assert study.mirror_items().empty
    assert study.mirror_actual().empty
    with pytest.raises(InputError, match="nothing to ask yet"):
        study.start_sheet("Maya")


# ---- what customers answer ----


def test_customers_are_put_on_one_scale(fresh: Study) -> None:
    actual = fresh.mirror_actual().set_index("item")
    responses = fresh.survey("spring").responses
    assert actual.at["recommend", "value"] == pytest.approx(responses["recommend"].mean() * 10)
    expected = (responses["item_2"].mean() - 1) / 6 * 100
    assert actual.at["item_2", "value"] == pytest.approx(expected)
    assert actual.at["item_2", "sd"] == pytest.approx(responses["item_2"].std() / 6 * 100)
    alone = actual.at["item_2", "sd"] / math.sqrt(40)
    assert actual.at["item_2", "se"] > alone, "colleagues answer alike"
    assert set(actual["n"]) == {40}


def test_a_question_that_is_turned_round_stays_as_it_was_asked(tmp_path: Path) -> None:
    plain = mirror_study(tmp_path / "plain")
    turned = mirror_study(tmp_path / "turned")
    toml = turned.folder / "study.toml"
    toml.write_text(toml.read_text().replace('id = "item_2"', 'id = "item_2"\nreverse = true'))
    before, after = plain.mirror_actual(), cslab.open(turned.folder).mirror_actual()
    assert before["value"].to_list() == pytest.approx(after["value"].to_list())


def test_a_segment_has_its_own_figures_and_few_people_have_none(fresh: Study) -> None:
    solo = fresh.mirror_actual((Condition("plan", "is", ("solo",)),))
    assert set(solo["n"]) == {20}
    assert solo["value"].iloc[1] < fresh.mirror_actual()["value"].iloc[1]
    few = fresh.mirror_actual((Condition("name", "is", ("Person 1", "Person 2")),))
    assert set(few["n"]) == {2}
    assert few["value"].isna().all()
    assert few["se"].isna().all()
    with pytest.raises(NotFoundError, match="did you mean 'plan'"):
        fresh.mirror_actual((Condition("plam", "is", ("solo",)),))


def test_answers_are_weighted_where_study_toml_says_by_what(tmp_path: Path) -> None:
    study = mirror_study(tmp_path / "weighted", more='[weights]\nby = ["plan"]\n')
    before = study.mirror_actual()
    asked = "".join(f"p-{at:02}\n" for at in range(40) if at // 2 % 2 or at < 8)
    (study.folder / "surveys" / "asked.csv").write_text(f"person_id\n{asked}")
    toml = study.folder / "study.toml"
    toml.write_text(toml.read_text().replace('title = "Spring"', 'asked = "surveys/asked.csv"'))
    after = cslab.open(study.folder).mirror_actual()
    assert (after["value"] - before["value"]).abs().max() > 1


# ---- sheets and who may look ----


def test_nobody_looks_before_they_have_locked(fresh: Study) -> None:
    believe(fresh, ["Maya"], 0.5, lock=False)
    assert "is open" in fresh.mirror_closed_to("maya")
    assert "is open" in fresh.mirror_closed_to("Maya", round="second")
    assert "written down what they believe" in fresh.mirror_closed_to("Tom")
    with pytest.raises(InputError, match="Nobody has locked a sheet of the round 'first'"):
        fresh.projection()
    fresh.lock_sheet("Maya")
    assert fresh.mirror_closed_to("Maya") == ""
    fresh.start_sheet("Maya", round="second")
    assert "second" in fresh.mirror_closed_to("Maya"), "an open sheet closes every round"
    fresh.decline_sheet("Lee")
    assert fresh.mirror_closed_to("Lee") == ""
    assert fresh.mirror_closed_to("Lee", round="second")


def test_an_incomplete_sheet_is_locked_only_knowingly(fresh: Study) -> None:
    fresh.start_sheet("Maya")
    fresh.answer_sheet("Maya", "item_2", own=3, predicted=4)
    with pytest.raises(InputError, match=r"9 of 10 items are missing \(recommend, item_3"):
        fresh.lock_sheet("Maya")
    assert fresh.lock_sheet("Maya", incomplete=True).state == "locked"
    assert len(fresh.team()) == 1
    with pytest.raises(NotFoundError, match="no item of the mirror 'item_22'; did you mean 'item_2'"):
        fresh.answer_sheet("Maya", "item_22", own=3)


def test_the_file_counts_as_locked_and_the_sheet_before_it(fresh: Study) -> None:
    believe(fresh, ["Maya"], 0.5)
    rows = "teammate,item,own,certainty,predicted\nMAYA,item_2,1,1,1\nTom,item_2,2,2,2\n"
    (fresh.folder / "team.csv").write_text(rows)
    team = fresh.team()
    assert sorted(team["teammate"].unique()) == ["Maya", "Tom"]
    sheets = fresh.sheets()
    assert sheets["where"].to_list() == ["sheet", "team.csv"]
    assert fresh.mirror_closed_to("tom") == ""
    with pytest.raises(InputError, match=r"stand in team\.csv"):
        fresh.start_sheet("Tom")
    assert fresh.start_sheet("Tom", round="second").state == "open"


def test_a_study_for_reading_shows_and_refuses(made: Path) -> None:
    study = cslab.open(made, read_only=True)
    assert study.projection().teammates == len(TEAM)
    with pytest.raises(StoreError, match="for reading only"):
        study.start_sheet("Lee")


def test_sheets_are_exported_and_read_back(study: Study, tmp_path: Path) -> None:
    study.decline_sheet("Lee")
    study.share_sheet("Maya")
    study.export(tmp_path / "out")
    other = mirror_study(tmp_path / "other")
    assert other.import_(tmp_path / "out")["sheets of the mirror"] == len(TEAM) + 1
    assert other.team().equals(study.team())
    assert [other.sheet(name) for name in (*TEAM, "Lee")] == [study.sheet(name) for name in (*TEAM, "Lee")]


# ---- what comes of it ----


def test_the_planted_weight_is_found(study: Study) -> None:
    found = study.projection()
    assert found.weight is not None
    assert found.weight.low < 0.5 < found.weight.high
    assert found.verdict == "projects"
    assert found.teammates == len(TEAM)
    assert HOSTILE not in found._repr_html_()


def test_a_result_is_kept_until_something_changes(made: Path) -> None:
    study = cslab.open(made, read_only=True)
    assert study.projection() is study.projection()
    before = study.mirror_actual()
    before.loc[:, "value"] = 0.0
    assert study.mirror_actual()["value"].max() > 0, "what is handed out is a copy"


def test_what_is_smallest_comes_from_study_toml(study: Study) -> None:
    toml = study.folder / "study.toml"
    toml.write_text(toml.read_text() + "\n[mirror]\nsmallest = 0.9\n")
    assert cslab.open(study.folder).projection().smallest == 0.9


def test_a_second_round_shows_what_changed(study: Study) -> None:
    believe(study, TEAM, 0.0, round="second", seed=1)
    found = study.debiasing()
    assert found.verdict == "fell"
    assert found.weight_change is not None
    assert found.weight_change.value < -0.3
    with pytest.raises(InputError, match="round 'third'"):
        study.debiasing("first", "third")


@pytest.mark.parametrize("at", [0.0, 1.0])
def test_a_persona_is_put_between_us_and_its_customers(study: Study, at: float) -> None:
    ours = study.team().groupby("item")["own"].mean()
    theirs = study.mirror_actual((Condition("plan", "is", ("solo",)),)).set_index("item")["value"]
    scores = (theirs + at * (ours - theirs)).clip(0, 100).round(3)
    listed = ", ".join(f"{item} = {score}" for item, score in scores.items())
    (study.folder / "personas.toml").write_text(
        '[[personas]]\nid = "carla"\nname = "Carla"\nsegment = { plan = "solo" }\n'
        f'scores = {{ {listed} }}\n[[personas]]\nid = "bare"\nname = "Bare"\n'
    )
    found = study.persona_pull("carla")
    assert found.pull is not None
    assert found.pull.low < at < found.pull.high
    assert not found.pull.low < 1 - at < found.pull.high
    with pytest.raises(InputError, match="'Bare' has no scores"):
        study.persona_pull("bare")
    with pytest.raises(NotFoundError, match="did you mean 'carla'"):
        study.persona_pull("karla")


def test_few_items_few_raters_and_constant_answers_are_sentences(tmp_path: Path) -> None:
    few = mirror_study(tmp_path / "few", items=6)
    believe(few, ["Maya", "Tom", "Ines"], 0.5)
    found = few.projection()
    assert found.weight is None
    assert "8" in found.sentence + found.needs
    one = mirror_study(tmp_path / "one")
    believe(one, ["Maya"], 0.5)
    assert one.projection().sentence
    same = mirror_study(tmp_path / "same")
    for teammate in ("Maya", "Tom", "Ines"):
        same.start_sheet(teammate)
        for item in same.mirror_items()["item"]:
            same.answer_sheet(teammate, item, own=50, certainty=50, predicted=50)
        same.lock_sheet(teammate)
    assert same.projection().weight is None
    assert same.projection().sentence


def test_what_one_person_alone_answered_is_theirs(tmp_path: Path) -> None:
    study = mirror_study(tmp_path / "one")
    believe(study, ["Maya"], 0.5)
    study.decline_sheet("Lee")
    assert study.mirror_closed_to("Lee") == ""
    assert "shown to them alone" in study.mirror_alone("Lee")
    assert study.mirror_alone("maya ") == ""
    unseen = {one.kind: one.why for one in study.contradictions(reader="Lee").unseen}
    assert "shown to them alone" in unseen["team against customers"]
    believe(study, ["Tom"], 0.5)
    assert study.mirror_alone("Lee") == ""


def test_where_weights_cannot_be_had_the_weight_of_taste_can(made: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(made, tmp_path / "ours")
    known = cslab.open(folder).projection().weight
    shutil.copy(folder / "people.csv", folder / "surveys/asked.csv")
    text = (folder / "study.toml").read_text("utf-8")
    text = text.replace('name = "spring"', 'name = "spring"\nasked = "surveys/asked.csv"')
    (folder / "study.toml").write_text(f'{text}\n[weights]\nby = ["planet"]\n', "utf-8")
    study = cslab.open(folder)
    assert study.survey("spring").asked is not None
    found = study.projection()
    assert found.weight == known
    assert "can't be set beside it" in found.caveats[-1]
    assert found.cost is None
