"""A study's scores: raw and weighted, over waves, kept while nothing changes, refused in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import cslab
from cslab import Study
from cslab.cli import app
from cslab.errors import InputError, NotFoundError

QUESTIONS = {
    "recommend": ("nps", ""),
    "ease": ("scale", ""),
    "price": ("scale", ""),
    "loy_1": ("scale", "loyalty"),
    "loy_2": ("scale", "loyalty"),
}
WAVES = {"spring": "2026-03-01", "autumn": "2026-09-01"}


def settings(*, weights: str = '[weights]\nby = ["plan"]\n', asked: bool = True) -> str:
    parts = ['title = "Scores"\n', weights]
    for name, (role, level) in QUESTIONS.items():
        parts.append(f'[[questions]]\nid = "{name}"\nrole = "{role}"\nlevel = "{level}"\n')
    parts.append('[[questions]]\nid = "why"\nrole = "why"\nwhy_of = "recommend"\n')
    for name, day in WAVES.items():
        listed = f'asked = "surveys/asked-{name}.csv"\n' if asked else ""
        parts.append(
            f'[[surveys]]\nname = "{name}"\nfile = "surveys/{name}.csv"\nseries = "both"\n'
            f"asked_on = {day}\n{listed}"
        )
    return "\n".join(parts)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """240 people on two plans, of which the happier one answers three times as often."""
    home = tmp_path_factory.mktemp("scores") / "study"
    (home / "surveys").mkdir(parents=True)
    (home / "study.toml").write_text(settings())
    rng = np.random.default_rng(7)
    people = pd.DataFrame({"person_id": [f"p{at}" for at in range(240)], "plan": ["free", "pro"] * 120})
    people.insert(1, "account_id", [f"a{at // 2}" for at in range(240)])
    people.assign(name="Somebody").to_csv(home / "people.csv", index=False)
    pd.DataFrame({"account_id": [f"a{at}" for at in range(120)], "name": "Firm", "size": "small"}).to_csv(
        home / "accounts.csv", index=False
    )
    pro = (people["plan"] == "pro").to_numpy()
    for wave, day in WAVES.items():
        happy = rng.normal(size=240) + pro
        answers = people[["person_id"]].assign(
            answered_at=day,
            recommend=np.clip(np.round(6.5 + 1.6 * happy), 0, 10).astype(int),
            **{
                name: np.clip(np.round(4 + far * happy + rng.normal(size=240)), 1, 7).astype(int)
                for name, far in (("ease", 1.0), ("price", 0.0), ("loy_1", 1.0), ("loy_2", 1.2))
            },
            why="So it is",
        )
        answers[rng.random(240) < np.where(pro, 0.75, 0.25)].to_csv(home / f"surveys/{wave}.csv", index=False)
        people[["person_id"]].to_csv(home / f"surveys/asked-{wave}.csv", index=False)
    return home


@pytest.fixture(scope="module")
def study(made: Path) -> Study:
    return cslab.open(made)


def test_weighted_and_raw_stand_beside_each_other(study: Study) -> None:
    found = study.score("spring", "recommend", by="plan", weighted=True)
    plans = found.group("free").value, found.group("pro").value
    assert found.estimate.value == pytest.approx(np.mean(plans))
    assert found.raw == study.score("spring", "recommend").estimate
    moved = study.moved("spring", "recommend")
    assert moved.estimate.value == pytest.approx(found.raw.value - found.estimate.value)
    assert moved.estimate.low > 0
    assert moved.sentence.startswith("The loudest moved the Net Promoter Score by +")


def test_weights_and_silence_are_of_those_who_were_asked(study: Study) -> None:
    made = study.weights("spring")
    assert made.margins["asked"].tolist() == [120, 120]
    assert made.margins["after"].tolist() == pytest.approx([0.5, 0.5])
    silent = study.nonresponse("spring")
    assert silent.rate.n == 240
    assert dict(zip(silent.table["group"], silent.table["word"], strict=True)) == {
        "free": "under",
        "pro": "over",
    }
    assert set(study.nonresponse("spring", ["size"]).table["by"]) == {"size"}


def test_waves_are_in_order_and_their_changes_told(study: Study) -> None:
    found = study.trend("both", "recommend", weighted=True)
    assert found.table["wave"].tolist() == ["spring", "autumn"]
    assert found.weighted
    assert set(found.changes["whom"]) == {"all who answered", "the same people"}
    assert "partly the same people in both waves" in found.change("spring", "autumn").method
    assert study.compare("spring", "recommend", "plan").differences["word"].tolist() == ["differs"]


def test_a_level_stands_where_a_question_does(study: Study) -> None:
    levels = study.level_scores("spring", weighted=True)
    assert set(levels) == {"loyalty"}
    assert 0 < levels["loyalty"].estimate.low < levels["loyalty"].estimate.high < 1
    assert study.trend("both", "loyalty").unit == ""
    assert study.reliability("spring", "loyalty").alpha.value > 0.4
    assert study.drivers("spring", "loyalty").outcome.id == "loyalty"


def test_topics_are_scales_that_belong_to_no_level(study: Study) -> None:
    found = study.drivers("spring", "recommend")
    assert dict(zip(found.table["topic"], found.table["word"], strict=True)) == {
        "ease": "associated with more",
        "price": "can't be told",
    }
    assert study.drivers("spring", "recommend", topics=["loy_1"]).table["topic"].tolist() == ["loy_1"]


def test_what_was_worked_out_is_kept_until_an_answer_changes(made: Path, tmp_path: Path) -> None:
    import shutil

    home = tmp_path / "study"
    shutil.copytree(made, home, ignore=shutil.ignore_patterns("cslab.db*"))
    study = cslab.open(home)
    before = study.score("spring", "recommend")
    file = home / "surveys" / "spring.csv"
    rows = file.read_text().splitlines()
    file.write_text("\n".join(rows[:-1]) + "\n")
    assert study.score("spring", "recommend").estimate.n == before.estimate.n - 1
    settled = study.score("autumn", "recommend")
    (home / "study.toml").write_text(settings(weights='[weights]\nby = ["size"]\n', asked=False))
    assert study.score("autumn", "recommend").estimate == settled.estimate
    assert study.weights("autumn").by == ("size",)
    assert any("Nobody said who was asked" in one for one in study.weights("autumn").caveats)
    assert any("Nobody said who was asked" in one for one in study.nonresponse("autumn").caveats)
    (home / "study.toml").write_text(settings(weights=""))
    with pytest.raises(InputError, match=r"write it under \[weights\] in study.toml"):
        study.score("autumn", "recommend", weighted=True)


@pytest.mark.parametrize(
    ("survey", "question", "error", "says"),
    [
        ("sprng", "recommend", NotFoundError, "no survey 'sprng'; did you mean 'spring'"),
        ("spring", "recomend", NotFoundError, "no question 'recomend'; did you mean 'recommend'"),
        ("spring", "goodwill", NotFoundError, "no level with questions 'goodwill'"),
        ("spring", "why", InputError, "asks for reasons in words"),
    ],
)
def test_what_is_not_there_is_said(
    study: Study, survey: str, question: str, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        study.score(survey, question)


def test_unknown_series_topics_and_attributes_are_said(study: Study) -> None:
    with pytest.raises(NotFoundError, match="series of surveys 'bth'"):
        study.trend("bth", "recommend")
    with pytest.raises(NotFoundError, match="no question 'recomend'"):
        study.trend("both", "recomend")
    with pytest.raises(NotFoundError, match="no question 'eese'; did you mean 'ease'"):
        study.drivers("spring", "recommend", topics=["eese"])
    with pytest.raises(NotFoundError, match="attribute 'plam'"):
        study.score("spring", "recommend", by="plam")


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["surveys", *map(str, words)], env={"COLUMNS": "220"})
    return done.exit_code, done.output


def test_the_command_line_says_the_same(made: Path, study: Study) -> None:
    code, said = run("score", made, "spring", "recommend", "--by", "plan", "--weighted")
    assert code == 0
    assert "The loudest moved the Net Promoter Score by +" in said
    assert "promoters" in said
    code, said = run("score", made, "spring", "recommend", "--weighted", "--json")
    found = json.loads(said)
    assert found["figures"][0]["value"] == pytest.approx(
        study.score("spring", "recommend", weighted=True).estimate.value, abs=1e-9
    )
    assert found["moved"]["raw"] == pytest.approx(found["raw"]["value"])
    code, said = run("trend", made, "both", "recommend")
    assert "all who answered" in said
    found = json.loads(run("trend", made, "both", "loyalty", "--json")[1])
    assert [row["wave"] for row in found["waves"]] == ["spring", "autumn"]
    code, said = run("silent", made, "spring")
    assert "of those asked, but" in said
    assert (
        json.loads(run("silent", made, "spring", "--by", "size", "--json")[1])["groups"][0]["group"]
        == "small"
    )
