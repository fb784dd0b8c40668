"""Transcripts that can be played, and what is done in the player: once, whatever happens on the way."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import cslab
from cslab.listen.transcript import Transcript
from cslab.workbench import deeds
from cslab.workbench.playing import Interview


@pytest.fixture
def study(heard_sample: Path, tmp_path: Path) -> cslab.Study:
    return cslab.open(shutil.copytree(heard_sample, tmp_path / "ledgerline"), actor="ana")


def event(kind: str, **more: Any) -> dict[str, Any]:
    return {"nonce": f"{kind}-1", "kind": kind, "at": 1, **more}


def test_a_study_s_transcript_is_a_transcript(study: cslab.Study) -> None:
    heard = study.transcript("int-01")
    plain = Transcript.from_dict(heard.to_dict())
    assert heard == plain
    assert plain == heard
    assert heard != plain.between(0, 30)
    assert heard.between(0, 30) == plain.between(0, 30)
    assert heard.between(0, 30).interview_id == "int-01"
    assert heard != "int-01"


def test_a_part_s_player_begins_where_the_part_does(
    study: cslab.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cslab.player.notebook.show", lambda host: host)
    heard = study.transcript("int-01")
    assert heard.player().data()["start"] == 0
    part = heard.between(60, 90)
    assert part.player().data()["start"] == part.segments[0].start


def test_what_is_shown_is_what_the_study_holds(study: cslab.Study) -> None:
    one = Interview(study, "int-01")
    data = one.data()
    assert data["coder"] == "ana"
    assert len(data["highlights"]) == len(study.highlights("int-01"))
    assert {code["name"] for code in data["codes"]} == set(study.codebook.names)
    assert sum(len(words) for _, words in one.words()["segments"]) == len(study.transcript("int-01").words)
    assert one.sound() == study.playback("int-01")


def test_an_event_that_comes_again_adds_nothing(study: cslab.Study) -> None:
    add = event("add", start=3.0, end=6.0, codes=["delight"], stage="onboarding", note="so", juice=[])
    before = len(study.highlights("int-01"))
    for _ in range(2):  # two players, as two tabs or a kernel that was started anew
        one = Interview(study, "int-01")
        assert one.act([add]).answered == ("add-1",)
    found = study.highlights("int-01")
    assert len(found) == before + 1
    assert found.iloc[0][["coder", "codes", "stage", "note"]].tolist() == [
        "ana",
        ("delight",),
        "onboarding",
        "so",
    ]


def test_a_highlight_is_changed_removed_and_brought_back(study: cslab.Study) -> None:
    one = Interview(study, "int-01")
    first = study.highlights("int-01").iloc[0]
    number = int(first["id"])
    change = event("change", id=number, set={"note": "better"}, put=["delight"], drop=list(first["codes"]))
    assert one.act([change]).refused == {}
    now = study.highlights("int-01").set_index("id").loc[number]
    assert (now["codes"], now["note"]) == (("delight",), "better")
    for _ in range(2):
        assert Interview(study, "int-01").act([event("remove", id=number)]).refused == {}
    assert number not in set(study.highlights("int-01")["id"])
    assert one.act([event("restore", id=number)]).answered == ("restore-1",)
    assert number in set(study.highlights("int-01")["id"])


def test_one_that_can_t_be_done_stops_no_other(study: cslab.Study) -> None:
    before = len(study.highlights("int-01"))
    events = [
        event("add", nonce="a", start=3.0, end=6.0, codes=["no such code"]),
        event("fly", nonce="b"),
        event("add", nonce="c", start="soon", end=6.0, codes=["delight"]),
        event("change", nonce="d", id=10_000, put=["delight"], drop=[]),
        "nonsense",
        {"kind": "add"},
        event("add", nonce="e", start=3.0, end=6.0, codes=["delight"]),
    ]
    done = deeds.do(study, "int-01", events)
    assert done.answered == ("e",)
    assert set(done.refused) == {"a", "b", "c", "d"}
    assert "no such code" in done.refused["a"]
    assert not done.words_changed
    assert len(study.highlights("int-01")) == before + 1


def test_the_memory_forgets_the_oldest() -> None:
    memory = deeds.Memory()
    for number in range(deeds._REMEMBERED + 1):
        memory.add(str(number))
    assert "0" not in memory
    assert "1" in memory


def test_a_swap_that_comes_again_does_not_swap_back(study: cslab.Study) -> None:
    def asking() -> set[str]:
        who = study.speakers("int-02")
        return set(who.loc[who["role"] == "interviewer", "label"])

    (before,) = asking()
    swap = event("swap", asks=before)
    for _ in range(2):  # sent again after a reload: nobody remembers the first
        assert deeds.do(study, "int-02", [swap], coder="ana").refused == {}
    assert before not in asking()
    (now,) = asking()
    deeds.do(study, "int-02", [{**swap, "nonce": "swap-2", "asks": now}], coder="ana")
    assert asking() == {before}


def test_codes_that_several_people_put_at_the_same_moment_all_stay(study: cslab.Study) -> None:
    number = int(study.highlights("int-01").iloc[0]["id"])
    more = ["approvals", "pricing", "support", "delight"]

    def put(code: str) -> dict[str, str]:
        change = {"nonce": f"change-{code}", "kind": "change", "id": number, "put": [code]}
        return dict(deeds.do(study, "int-01", [change], coder=code).refused)

    with ThreadPoolExecutor(len(more)) as people:
        assert list(people.map(put, more)) == [{}] * len(more)
    codes = study.highlights("int-01").set_index("id").loc[number, "codes"]
    assert set(more) <= set(codes)
    assert "workaround" in codes
