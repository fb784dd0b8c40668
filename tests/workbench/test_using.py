from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

import cslab
from cslab.errors import InputError, NotFoundError
from tests.workbench.used import write


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> cslab.Study:
    return cslab.open(write(tmp_path_factory.mktemp("used")))


def test_events_of_csv_and_parquet_are_one_table(study: cslab.Study) -> None:
    found = study.list_events()
    assert found.table["events"].sum() == study.usage.aggregate("count(*)").fetchall()[0][0]
    assert (found.unnamed, found.unseen) == (("login",), ("Ghost",))
    assert study.faults == ()


def test_adoption_knows_who_could(study: cslab.Study) -> None:
    found = study.adoption()
    counts = found.table.set_index("feature")[["people", "n", "accounts", "n_accounts"]]
    assert list(counts.loc["pay"]) == [48, 48, 24, 24]
    assert list(counts.loc["export"]) == [24, 24, 12, 12]
    assert list(counts.loc["ghost"]) == [0, 48, 0, 24]
    assert found.table.set_index("feature").loc["export", "outside"] == 24
    assert study.adoption(by="plan").estimate("pay", "solo").n == 24
    assert study.adoption() is study.adoption()
    with pytest.raises(NotFoundError, match="no column 'plam'; did you mean 'plan'"):
        study.adoption(by="plam")


def test_the_other_measures_have_their_numbers(study: cslab.Study) -> None:
    assert study.breadth().estimate().value == pytest.approx((24 * 2 / 3 + 24 / 2) / 48)
    assert 1 < study.depth().estimate().value < 1.5
    assert study.footprint().table["adjacent"].map(len).sum() == 0
    moves = study.lifecycle().table
    assert (moves["active"] == moves[["new", "retained", "resurrected"]].sum(axis=1)).all()
    assert study.retention(unit="person").estimate(1).n == 8
    assert study.stickiness().latest is not None
    waits = study.time_to_value()
    assert (waits.starts, len(waits.waits)) == ("started_on", 4)
    assert study.renewal_curve(by="plan").curve.groups == ("solo", "team")
    assert study.dormant().empty


def test_what_was_planted_before_leaving_is_found(study: cslab.Study) -> None:
    found = study.triggers(kind="leaving", unit="person")
    same = found.estimate("exported")
    assert same.low > 3
    assert "exported came" in found.sentences[0]
    calm = found.table[(found.table["event"] == "login") & (found.table["p_holm"] < 0.05)]
    assert calm.empty
    assert len(study.moments(cause="price")) == 12


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ({}, "Name the moments"),
        ({"kind": "leavin"}, "did you mean 'leaving'"),
        ({"survey": "x"}, "need a question"),
    ],
)
def test_moments_that_are_not_there(study: cslab.Study, named: dict[str, Any], sentence: str) -> None:
    with pytest.raises((InputError, NotFoundError), match=sentence):
        study.triggers(**named)


def test_threads_may_ask_at_once(study: cslab.Study) -> None:
    found: list[int] = []

    def ask() -> None:
        found.append(len(study.lifecycle(every="week").table) + len(study.retention(every="week").curve))

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 5


def test_a_study_without_usage_says_what_is_missing(tmp_path: Path) -> None:
    study = cslab.open(write(tmp_path, events=False))
    assert study.list_events().table.empty
    assert study.retention().curve.empty
    with pytest.raises(InputError, match="nobody was seen to start"):
        study.time_to_value()
    with pytest.raises(InputError, match="no events of any account"):
        study.triggers(kind="leaving")
    (tmp_path / "study.toml").write_text('title = "x"')
    with pytest.raises(InputError, match=r"add \[\[features\]\]"):
        study.adoption()
    with pytest.raises(InputError, match="No value event is declared"):
        study.retention()
