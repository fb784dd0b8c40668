from __future__ import annotations

from pathlib import Path

import pytest

from cslab.errors import InputError
from cslab.study.check import check
from cslab.study.config import init_study
from cslab.study.faults import Fault


def test_a_new_study_has_no_faults(tmp_path: Path) -> None:
    init_study(tmp_path, "Ours")
    assert check(tmp_path) == ()


def test_everything_at_once(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('title = "T"\nlangage = "en"\nstore = "mysql://x/y"\n')
    (tmp_path / "people.csv").write_text("person_id,strength\np-01,9\np-01,1\n")
    (tmp_path / "interviews.csv").write_text("interview_id,person_id,recording\nint-01,p-02,gone.wav\n")
    (tmp_path / "accounts.csv").mkdir()
    found = check(tmp_path)
    assert [(fault.file, fault.row, fault.column) for fault in found] == [
        ("study.toml", 2, "a setting"),
        ("study.toml", 3, "store"),
        ("interviews.csv", 2, "person_id"),
        ("interviews.csv", 2, "recording"),
        ("people.csv", 2, "strength"),
        ("people.csv", 3, "person_id"),
        ("accounts.csv", None, "the file"),
    ]
    for fault in found:
        assert fault.sentence.endswith("was expected.")
        assert "\n" not in fault.sentence
        assert fault.to_dict()["sentence"] == fault.sentence


def test_tables_are_checked_even_when_study_toml_is_broken(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text("title = ")
    (tmp_path / "people.csv").write_text("person_id,strength\np-01,9\n")
    assert [fault.file for fault in check(tmp_path)] == ["study.toml", "people.csv"]


def test_no_study(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no study\.toml"):
        check(tmp_path)


def test_long_values_are_cut() -> None:
    assert len(Fault("people.csv", 1, "name", "x" * 1000, "less").sentence) < 150
