"""The sample's session: what was planted is found, and what is not to be heard or seen yet is not given."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import cslab
from cslab.cli import app
from cslab.errors import InputError, NotFoundError
from tests.cli.test_commands import ask
from tests.samples.test_ledgerline import prepare, toml
from tests.samples.test_truths import held

TRUE: dict[str, Any] = toml("truths.toml")["session"]
NAME, LEVEL = "first-ninety-days", 0.9995
RUN = CliRunner()


@pytest.fixture(scope="module")
def study(heard_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> cslab.Study:
    """The sample as it was heard, with the session that prepare.py holds."""
    folder = tmp_path_factory.mktemp("session") / "ledgerline"
    shutil.copytree(heard_sample, folder, ignore=shutil.ignore_patterns("usage", "scripts"))
    study = cslab.open(folder, actor="Maya")
    prepare.hold_session(study)
    return study


@pytest.fixture
def fresh(study: cslab.Study) -> cslab.Study:
    """A second session that has just been set up, with Tom and Ines."""
    made = study.add_session(
        "Again", reel="first-90-days", teammates=["Tom", "Ines"], items=["ease", "price"]
    )
    study.fresh_name = made.name  # type: ignore[attr-defined]
    return study


def write_down(study: cslab.Study, name: str, who: str, phase: str = "before") -> None:
    study.join_session(name, who)
    for item in study.session(name).items:
        study.answer_session(name, who, phase, item, own=80, predicted=60)
    study.lock_session(name, who, phase)


def test_what_was_planted_is_found(study: cslab.Study) -> None:
    found = study.session_result(NAME, level=LEVEL)
    assert found.people == TRUE["answered_again"]
    assert found.error_before is not None
    assert found.error_after is not None
    assert held(TRUE["before"]["error"], found.error_before)
    assert held(TRUE["after"]["error"], found.error_after)
    assert found.projection_before is not None
    assert found.projection_after is not None
    assert held(TRUE["before"]["weight_of_these"], found.projection_before)
    assert held(TRUE["after"]["weight_of_these"], found.projection_after)
    shown = study.session_result(NAME, for_="tom")
    assert shown.sentence.startswith("Prediction error fell by ")
    assert "; but projection rose by " in shown.sentence
    counted = {
        one.rpartition("/")[2]: many
        for one, many in zip(shown.moved["highlight"], shown.moved["people"], strict=True)
    }
    assert {one: many for one, many in counted.items() if many} == TRUE["moved"]
    assert set(shown.moved["of"]) == {8}
    assert not shown.items.isna().to_numpy().any()


def test_a_persons_own_result_is_theirs(study: cslab.Study) -> None:
    mine = study.own_session_result(NAME, "petra")
    assert mine.sentence.startswith("Petra: over 15 questions")
    assert mine.projection_after is not None
    assert set(mine.summary()["figure"]) >= {"change of prediction error"}
    with pytest.raises(InputError, match="not in this session"):
        study.own_session_result(NAME, "Lee")


def test_everybody_who_heard_it_has_listened_to_those_in_it_once(study: cslab.Study) -> None:
    log = study.listenings()
    log = log[log["source"] == NAME]
    assert set(log["how"]) == {"session"}
    assert len(log) == 8 * 7
    study.finish_listening(NAME, "Tom")
    assert len(study.listenings().query("source == @NAME")) == 8 * 7


def test_answers_and_customers_stand_beside_each_other_without_names(study: cslab.Study) -> None:
    answers = study.session_answers(NAME, for_="Owen")
    assert list(answers.columns) == ["item", "own", "certainty", "predicted", "you"]
    assert len(answers) == 8 * 15
    assert answers.groupby("item")["you"].sum().eq(1).all()
    assert len(study.session_answers(NAME, for_="Owen", phase="after")) == 7 * 15
    spread = study.session_distribution(NAME, for_="Owen")
    assert spread.groupby("item")["share"].sum().to_numpy() == pytest.approx(1.0)
    assert spread["at"].between(0, 100).all()
    assert set(spread.loc[spread["item"] == "recommend", "at"]) == {float(at) for at in range(0, 101, 10)}
    actual = study.mirror_actual().set_index("item")["value"]
    means = (spread["at"] * spread["share"]).groupby(spread["item"]).sum()
    assert means.to_numpy() == pytest.approx(actual[means.index].to_numpy(), abs=0.5)


def test_nothing_is_given_before_its_time_and_only_to_those_who_locked(study: cslab.Study) -> None:
    fresh, both = study, ["Tom", "Ines"]
    name = study.add_session("Again", reel="first-90-days", teammates=both, items=["ease", "price"]).name
    assert "Again" in fresh.reel_closed_to("first-90-days", "tom")
    assert fresh.reel_closed_to("first-90-days", "Kofi") == ""
    write_down(fresh, name, "Tom")
    assert fresh.reel_closed_to("first-90-days", "Tom") == ""
    for give in (
        lambda: fresh.session_answers(name, for_="Tom"),
        lambda: fresh.session_distribution(name, for_="Tom"),
        lambda: fresh.session_distribution(name),
        lambda: fresh.session_result(name, for_="Maya"),
        lambda: fresh.own_session_result(name, "Tom"),
        lambda: fresh.session_report(name),
        lambda: fresh.finish_listening(name, "Tom"),
    ):
        with pytest.raises(InputError):
            give()
    fresh.move_session(name, "listen")
    assert fresh.session_closed_to(name, "tom") == ""
    assert "First write down" in fresh.session_closed_to(name, "Ines")
    fresh.move_session(name, "reveal")
    assert len(fresh.session_answers(name, for_="Tom")) == 2
    with pytest.raises(InputError, match="not locked"):
        fresh.session_answers(name, for_="Ines")
    with pytest.raises(InputError, match="once the session is closed"):
        fresh.session_answers(name, for_="Tom", phase="after")
    assert "1 person of 1" in " ".join(fresh.session_result(name).caveats)
    assert fresh.session_items(name)["item"].to_list() == ["ease", "price"]


def test_a_session_with_what_is_not_there_is_refused(study: cslab.Study) -> None:
    with pytest.raises(NotFoundError, match="reel 'first'"):
        study.add_session("No", reel="first")
    with pytest.raises(NotFoundError, match="item of the mirror 'taste'"):
        study.add_session("No", reel="first-90-days", items=["taste"])
    study.save_reel("empty", elements=[{"kind": "heading", "text": "Nothing"}])
    made = study.add_session("Empty", reel="empty")
    with pytest.raises(InputError, match="nothing that can be heard"):
        study.move_session(made.name, "listen")


def test_the_reel_is_settled_and_what_may_no_longer_be_heard_is_left_out_and_said(
    study: cslab.Study, tmp_path: Path
) -> None:
    folder = tmp_path / "ledgerline"
    shutil.copytree(study.folder, folder)
    other = cslab.open(folder, actor="Maya")
    before = other.session_plan(NAME)
    assert before.caveats == ()
    other.save_reel("first-90-days", elements=[{"kind": "heading", "text": "Mine"}])
    assert other.session_plan(NAME).clips == before.clips, "saving the reel changes no session"
    gone = {row["id"] for row in other.highlights().to_dict("records") if row["interview_id"] == "int-01"}
    other.remove_highlight(min(gone & set(before.clips[0].highlights)))
    table = (folder / "interviews.csv").read_text(encoding="utf-8")
    (folder / "interviews.csv").write_text(
        re.sub(r"(?m)^(int-03,.*?),public", r"\1,none", table), encoding="utf-8"
    )
    plan = other.session_plan(NAME)
    assert {clip.interview_id for clip in before.clips} - {clip.interview_id for clip in plan.clips} == {
        "int-01",
        "int-03",
    }
    assert plan.caveats[0] == "2 of 9 clips of this session can't be heard any more."
    assert other.session_result(NAME).moved["people"].iloc[0] == 6, "what moved people stays with its clip"
    page = other.session_report(NAME, sound=False)
    assert page.clips == 3
    assert "butter" not in page.html


def test_the_report_is_one_page_with_sound_for_who_may_hear_it(study: cslab.Study, tmp_path: Path) -> None:
    page = study.session_report(NAME, tmp_path / "report.html", audience="public")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert text == page.html
    assert "cslab-sound" in text
    assert page.clips == 4, "Leon agreed to the company alone"
    assert page.left_out == (
        "1 customer who moved somebody did not agree to be heard here, and is left out.",
    )
    silent = study.session_report(NAME, audience="public", sound=False).html
    for name in ("Tom", "Petra", "Castellano", "Hart"):
        assert name not in silent
    for said in (
        "moved 6 of 8 people",
        "Prediction error fell by",
        "projection rose by",
        "no comparison group",
    ):
        assert said in text
    with pytest.raises(InputError, match="how many took part, and not who"):
        study.session_report(NAME, audience="public", names=True)
    named = study.session_report(NAME, audience="company", names=True, sound=False)
    assert "Took part: " in named.html
    assert named.clips == 5


def test_a_session_survives_an_export(study: cslab.Study, tmp_path: Path) -> None:
    study.export(tmp_path / "out")
    other = tmp_path / "other"
    shutil.copytree(study.folder, other, ignore=shutil.ignore_patterns("cslab.db*", ".cslab"))
    again = cslab.open(other)
    again.import_(tmp_path / "out")
    assert again.session_result(NAME).sentence == study.session_result(NAME).sentence
    assert again.session(NAME) == study.session(NAME)


def test_the_commands_say_the_same(study: cslab.Study, tmp_path: Path) -> None:
    folder = study.folder
    assert ask("session", "list", folder)[-1]["name"] == NAME
    shown = ask("session", "show", folder, NAME)
    assert len(shown["participants"]) == 8
    assert "predicted" not in json.dumps(shown)
    assert ask("session", "result", folder, NAME, "--as", "Tom")["people"] == 7
    assert ask("session", "result", folder, NAME, "--own", "--as", "Tom")["teammate"] == "Tom"
    assert len(ask("session", "answers", folder, NAME, "--as", "Tom")) == 120
    assert ask("session", "report", folder, NAME, "--to", tmp_path / "r.html", "--silent")["clips"] == 5
    made = ask(
        "session", "add", folder, "By hand", "--reel", "first-90-days", "--item", "ease", "--as", "Ruth"
    )
    name = made["name"]
    ask("session", "invite", folder, name, "Tom", "--as", "Ruth")
    said = ("--own", "80", "--predicted", "60", "--as", "Tom")
    assert ask("session", "answer", folder, name, "ease", *said)["missing"] == []
    assert ask("session", "lock", folder, name, "--as", "Tom")["answered"] == 1
    assert ask("session", "move", folder, name, "listen", "--as", "Ruth")["state"] == "listen"
    done = RUN.invoke(app, ["session", "move", str(folder), name, "reveal", "--as", "Tom"])
    assert "Only Ruth leads" in str(done.exception)
    ask("session", "remove", folder, name)
    ask("session", "restore", folder, name)
    for words in (
        ["list", str(folder)],
        ["show", str(folder), name],
        ["result", str(folder), NAME, "--as", "Tom"],
    ):
        assert RUN.invoke(app, ["session", *words]).exit_code == 0
