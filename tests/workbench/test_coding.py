"""Coding with a study: quotes without the interviewer, blind coders, codes by any name, notes alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import cslab
from cslab import Study
from cslab.errors import InputError, NotFoundError, StoreError
from cslab.study import glance
from cslab.study.recordings import save_sound
from tests.workbench.heard import hear, new_study

TOML = """\
title = "Ours"

[[stages]]
id = "choose"
name = "Choose"

[[codes]]
name = "pricing"
definition = "What it costs."

[[codes]]
name = "trust"
"""
SAID = "Why did you leave? Nine days for one signature."
WHO = ["Maya"] * 4 + ["Ana"] * 5


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setattr(glance, "_TICK", 0.0)
    monkeypatch.setattr(glance, "_COARSE", 0.0)
    made = new_study(tmp_path / "study", "int-01", "int-02", settings=TOML)
    hear(made, "int-01", SAID, speakers=WHO)
    return made


def quotes(study: Study, **given: bool) -> list[str]:
    return list(study.highlights(**given)["quote"])  # type: ignore[arg-type]


def test_a_quote_is_what_the_customer_says(study: Study) -> None:
    study.add_highlight("int-01", start=0, end=9, codes="pricing", stage="choose")
    study.add_highlight("int-01", start=0, end=2, codes=["trust"])
    study.add_highlight("int-02", start=0, end=2, codes=["trust"])
    table = study.highlights()
    assert list(table["quote"]) == ["Nine days for one signature.", "Why did", ""]
    assert list(table["speaker"][:2]) == ["Ana", "Maya"]
    assert quotes(study, interviewer=True)[0] == SAID
    assert study.highlights(stage="choose")["quote"].tolist() == ["Nine days for one signature."]


def test_a_quote_follows_what_is_mended(study: Study) -> None:
    study.add_highlight("int-01", start=4, end=9, codes=["pricing"])
    assert quotes(study) == ["Nine days for one signature."]
    number = study.correct("int-01", 4, 5, "Ten")
    assert quotes(study) == ["Ten days for one signature."]
    study.undo_correction(number)
    assert quotes(study) == ["Nine days for one signature."]
    study.name_speaker("int-01", "Ana", name="Ana Lopez")
    assert list(study.highlights()["speaker"]) == ["Ana Lopez"]
    study.add_highlight("int-01", start=5, end=6, codes=["trust"])
    assert quotes(study) == ["Nine days for one signature.", "days"]


def test_a_highlight_for_an_interview_that_is_gone(study: Study) -> None:
    study.add_highlight("int-02", start=0, end=2, codes=["trust"])
    (study.folder / "interviews.csv").write_text("interview_id,person_id\nint-01,p-1\n")
    (study.folder / "recordings" / "int-02.wav").unlink()
    assert quotes(study) == [""]


def test_a_highlight_lies_within_its_recording(study: Study) -> None:
    content = str(study.recordings.set_index("interview_id").loc["int-01", "content_hash"])
    save_sound(study.store, content, {"duration": 9.0, "channels": 1})
    number = study.add_highlight("int-01", start=5, end=9.4, codes=["trust"])
    with pytest.raises(NotFoundError, match=r"int-01 ends at 9\.0 seconds, before 5999\.0"):
        study.add_highlight("int-01", start=5, end=5999, codes=["trust"])
    with pytest.raises(NotFoundError, match=r"before 5999\.0"):
        study.change_highlight(number, end=5999)
    study.change_highlight(number, start=6)
    study.add_highlight("int-02", start=5, end=5999, codes=["trust"])  # nobody knows how long that is yet
    assert study.highlights("int-01")["start"].tolist() == [6.0]


def test_each_name_a_code_ever_had_leads_to_it(study: Study) -> None:
    study.rename_code("pricing", "price")
    study.merge_codes(["trust"], "price")
    number = study.add_highlight("int-01", start=0, end=1, codes=["pricing", "trust"])
    for name in ("pricing", "trust", "price"):
        assert study.highlights(code=name)["id"].tolist() == [number]
    with pytest.raises(NotFoundError, match="did you mean 'price'"):
        study.highlights(code="prise")
    assert study.meaning_of(number)["definition"].tolist() == ["What it costs."]


def test_a_note_alone_goes_through_everything(study: Study, tmp_path: Path) -> None:
    number = study.add_highlight("int-01", start=4, end=9, note="=Listen to that pause")
    assert study.highlights()["codes"].tolist() == [()]
    assert study.loose_codes() == {}
    study.save_reel("pauses", elements=[{"kind": "clip", "highlight": number}])
    assert study.code_counts().table.empty or set(study.code_counts().table["code"]) <= set(
        study.codebook.names
    )
    study.export(tmp_path / "out")
    other = new_study(tmp_path / "other", "int-01", settings=TOML)
    other.import_(tmp_path / "out")
    assert other.highlights()["note"].tolist() == ["=Listen to that pause"]
    assert other.highlights()["codes"].tolist() == [()]
    with pytest.raises(InputError, match="at least one code, or a note"):
        study.add_highlight("int-01", start=4, end=9)


def test_two_people_change_the_codes_of_one_highlight(study: Study) -> None:
    number = study.add_highlight("int-01", start=4, end=9, codes=["pricing"], coder="Maya")
    study.change_highlight(number, put=["trust"], coder="Tom")
    study.change_highlight(number, put=["pricing"], drop=["trust", "nobody"], note="hm", coder="Sam")
    study.change_highlight(number, put=["trust"], coder="Tom")
    assert study.highlights()["codes"].tolist() == [("pricing", "trust")]
    with pytest.raises(InputError, match="either"):
        study.change_highlight(number, codes=["trust"], put=["pricing"])


def test_the_same_click_twice_is_one_highlight(study: Study) -> None:
    numbers = {study.add_highlight("int-01", start=4, end=9, codes=["trust"], nonce="n") for _ in range(2)}
    assert len(numbers) == 1
    with pytest.raises(NotFoundError, match="int-03"):
        study.add_highlight("int-03", start=4, end=9, codes=["trust"])


def test_loose_codes_are_taken_in(study: Study) -> None:
    kept = (study.folder / "study.toml").read_text()
    (study.folder / "study.toml").write_text('title = "Ours"\n')
    study.add_highlight("int-01", start=4, end=9, codes=["waiting"])
    (study.folder / "study.toml").write_text(kept)
    assert study.loose_codes() == {"waiting": 1}
    assert len(study.highlights(code="waiting")) == 1
    assert study.add_loose_codes().added == ("waiting",)
    assert study.codebook.names == ("pricing", "trust", "waiting")


def test_blind(study: Study) -> None:
    study.add_highlight("int-01", start=4, end=9, codes=["trust"], coder="Maya")
    study.add_highlight("int-01", start=4, end=9, codes=["trust"], coder="Tom")
    study.set_blind("Maya")
    assert study.highlights(blind_for="Maya")["coder"].tolist() == ["Maya"]
    assert sorted(study.highlights(blind_for="Tom")["coder"]) == ["Maya", "Tom"]
    assert study.highlights(coder="Tom")["coder"].tolist() == ["Tom"]


def test_files_by_their_suffix(study: Study, tmp_path: Path) -> None:
    study.change_code("trust", definition="Why\nthey stay.", examples=["=1+1"], colour="#404303")
    study.add_code("hidden-fee", parent="pricing")
    for suffix in (".csv", ".qdc"):
        path = study.export_codebook(tmp_path / f"codes{suffix}")
        other = new_study(tmp_path / f"other{suffix}", "int-01", settings='title = "Other"')
        seen = other.import_codebook(path, preview=True)
        assert set(seen.added) == {"pricing", "trust", "hidden-fee"}
        assert other.codebook.codes == ()
        other.import_codebook(path)
        assert {code.name: code for code in other.codebook.codes} == {
            code.name: code for code in study.codebook.codes
        }
    with pytest.raises(InputError, match=r"ends in \.csv or \.qdc"):
        study.export_codebook(tmp_path / "codes.docx")


def test_reading_only_nothing_is_changed_but_previews_are_shown(study: Study) -> None:
    closed = cslab.open(study.folder, read_only=True)
    assert closed.rename_code("trust", "belief", preview=True).after.names == ("pricing", "belief")
    with pytest.raises(StoreError):
        closed.rename_code("trust", "belief")
