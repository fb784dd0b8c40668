"""Everything goes out of a study and into another; projects of other tools come in, and nothing doubles."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

import cslab
from cslab import Study
from cslab.errors import InputError, NotFoundError
from cslab.listen import formats
from cslab.listen.tidy import UNITS
from cslab.workbench.interchange import FORMATS
from tests.workbench.heard import hear, new_study

SETTINGS = """title = "Ours <1>"
stages = [{ id = "start", name = "First steps" }, { id = "use", name = "Daily use" }]
codes = [{ name = "price" }, { name = "trust" }]
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = new_study(tmp_path / "ours", "int-01", "int-02", settings=SETTINGS)
    hear(
        made,
        "int-01",
        "well the fee was hidden and nobody told me",
        speakers=["left"] * 2 + ["right"] * 5 + ["left"] * 2,
    )
    hear(made, "int-02", "it works and I like it")
    made.add_code("hidden fee", parent="price", colour="#AA0000", examples=["an extra line"])
    made.add_highlight(
        *["int-01"],
        start=2.0,
        end=5.9,
        codes=["hidden fee", "trust"],
        stage="start",
        note="=loud",
        sentiment=-1,
        juice=["emotion"],
        coder="Maya",
    )
    made.add_highlight("int-02", start=0.0, end=2.0, codes=["trust"], coder="Tom")
    made.remove_highlight(made.add_highlight("int-02", start=3.0, end=4.0, codes=["price"]))
    return made


@pytest.fixture
def other(tmp_path: Path) -> Study:
    made = new_study(tmp_path / "theirs", "int-01", "int-02", settings=SETTINGS)
    hear(made, "int-01", "well the fee was hidden and nobody told me")
    hear(made, "int-02", "it works and I like it")
    return made


SAME = [
    "interview_id",
    "start",
    "end",
    "codes",
    "stage",
    "note",
    "coder",
    "sentiment",
    "juiciness",
    "created_at",
]


def same(one: Study, two: Study) -> bool:
    first, second = (each.highlights()[SAME].reset_index(drop=True) for each in (one, two))
    pd.testing.assert_frame_equal(first, second)
    return True


def test_every_format_is_written_and_the_files_come_back(study: Study, other: Study, tmp_path: Path) -> None:
    written = study.export(tmp_path / "out")
    names = {path.relative_to(tmp_path / "out").as_posix() for path in written}
    assert names >= {f"transcripts/int-01.{suffix}" for suffix in ("vtt", "srt", "txt", "md", "json")}
    assert names >= {
        "tables/highlights-tidy.csv",
        "tables/code-matrix-people.csv",
        "codebook.qdc",
        "project.qdpx",
    }
    other.import_(tmp_path / "out")
    assert same(study, other)
    assert other.codebook == study.codebook
    assert set(other.import_(tmp_path / "out").values()) == {0}


def test_only_what_is_asked_for_is_written(study: Study, tmp_path: Path) -> None:
    written = study.export(tmp_path / "out", formats=["srt"])
    assert {path.parent.name for path in written} == {"out", "transcripts", "transcriptions"}
    with pytest.raises(NotFoundError, match="did you mean 'qdpx'"):
        study.export(tmp_path / "out", formats=["qdp"])


def test_an_interview_of_any_name_stays_in_the_folder(tmp_path: Path) -> None:
    made = new_study(tmp_path / "ours", "int-01")
    (made.folder / "interviews.csv").write_text(
        "interview_id,recording\n../../evil,recordings/int-01.wav\n.x,recordings/int-01.wav\n"
    )
    hear(made, "int-01", "hello there")
    written = made.export(tmp_path / "out", formats=["txt"])
    inside = [path for path in written if path.suffix == ".txt"]
    assert len(inside) == 2
    assert all(path.resolve().parent == (tmp_path / "out" / "transcripts").resolve() for path in inside)


@pytest.mark.parametrize("form", sorted(formats.FORMATS))
def test_names_and_corrections_go_out_with_every_transcript(study: Study, tmp_path: Path, form: str) -> None:
    study.name_speaker("int-01", "left", name="a voice")
    study.name_speaker("int-01", "right", name="Ana Lima")
    study.correct("int-01", 2, 3, "surcharge")
    (path,) = (
        found
        for found in study.export(tmp_path / "out", formats=[form])
        if found.stem == "int-01" and found.parent.name == "transcripts"
    )
    back = formats.read(path)
    assert back.text == study.transcript("int-01").text
    assert "surcharge" in back.text
    assert back.speakers == study.transcript("int-01").speakers
    assert "Ana Lima" in back.speakers


def test_a_project_comes_back_and_reading_it_twice_adds_nothing(
    study: Study, other: Study, tmp_path: Path
) -> None:
    report = study.export_qdpx(tmp_path / "ours.qdpx")
    assert (report.highlights, report.interviews, report.recordings) == (2, 2, 0)
    assert [left.what for left in report.left_out] == ["marks of juiciness"]
    assert "private" in report.sentence
    brought = other.import_qdpx(tmp_path / "ours.qdpx")
    assert (brought.highlights, brought.codes, brought.left_out) == (2, ("hidden fee",), ())
    assert brought.coders == ("Maya", "Tom")
    assert same(study, other)
    assert other.codebook.code("hidden fee") == study.codebook.code("hidden fee")
    again = other.import_qdpx(tmp_path / "ours.qdpx")
    assert (again.highlights, again.known, again.codes) == (0, 2, ())
    assert len(other.highlights()) == 2
    home = study.import_qdpx(tmp_path / "ours.qdpx")
    assert (home.highlights, home.known) == (0, 2)
    assert study.highlights()["juice"].tolist()[0] == ("emotion",)


def test_what_was_changed_in_the_other_tool_is_changed_here(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "ours.qdpx"
    study.export_qdpx(path, on=["audio"])
    with zipfile.ZipFile(path) as file:
        content = file.read("project.qde").decode()
    before = content[content.index("modifiedDateTime=") :].split('"')[1]
    content = content.replace("=loud", "louder")
    content = content.replace(f'modifiedDateTime="{before}"', 'modifiedDateTime="2999-01-01T00:00:00Z"', 1)
    (tmp_path / "changed.qde").write_text(content)
    report = study.import_qdpx(tmp_path / "changed.qde")
    assert (report.highlights, report.known) == (1, 1)
    first = study.highlights().iloc[0]
    assert (first["note"], first["juice"], first["stage"]) == ("louder", ("emotion",), "start")


def test_a_code_that_was_renamed_here_since_is_found(study: Study, tmp_path: Path) -> None:
    study.export_qdpx(tmp_path / "ours.qdpx")
    study.rename_code("trust", "confidence")
    study.remove_highlight(2)
    theirs = new_study(tmp_path / "third", "int-01", "int-02", settings=SETTINGS)
    theirs.rename_code("trust", "confidence")
    theirs.retire_code("price")
    theirs.import_qdpx(tmp_path / "ours.qdpx")
    assert theirs.highlights()["codes"].tolist() == [("hidden fee", "confidence"), ("confidence",)]
    assert theirs.codebook.code("hidden fee").parent is None
    assert len(study.highlights()) == 1
    study.import_qdpx(tmp_path / "ours.qdpx")
    assert len(study.highlights()) == 1


def test_recordings_go_along_only_where_asked_and_allowed(study: Study, tmp_path: Path) -> None:
    (study.folder / "interviews.csv").write_text(
        "interview_id,person_id,recording,consent\nint-01,p-1,,team\nint-02,p-2,,none\n"
    )
    report = study.export_qdpx(tmp_path / "with.qdpx", sources=True)
    assert report.recordings == 1
    assert ("recording", "int-02") in {(left.what, left.where) for left in report.left_out}
    with zipfile.ZipFile(tmp_path / "with.qdpx") as file:
        assert [name for name in file.namelist() if name.endswith(".wav")] != []
    assert study.export_qdpx(tmp_path / "p.qdpx", sources=True, audience="public").recordings == 0
    assert study.export_qdpx(tmp_path / "n.qdpx", people=False).people == 0


def test_a_source_is_said_to_be_an_interview(study: Study, other: Study, tmp_path: Path) -> None:
    study.export_qdpx(tmp_path / "ours.qdpx")
    with zipfile.ZipFile(tmp_path / "ours.qdpx") as file:
        content = file.read("project.qde").decode()
    for number, (guid, name) in enumerate([("AudioSource", "call.wav"), ("TextSource", "notes")]):
        content = content.replace(
            f"<{guid} guid=", f'<{guid} guid="0000000{number}-0000-0000-0000-000000000000" x=', 1
        )
        content = content.replace(
            'name="int-01.wav"' if number == 0 else 'name="int-01 transcript"', f'name="{name}"'
        )
    content = content.replace("relative:///recordings/int-01.wav", "relative:///call.wav")
    (tmp_path / "moved.qde").write_text(content)
    lost = other.import_qdpx(tmp_path / "moved.qde")
    assert {left.where.split(":")[0] for left in lost.left_out} == {"call.wav"}
    found = other.import_qdpx(tmp_path / "moved.qde", interviews={"call.wav": "int-01"})
    assert (found.highlights, found.left_out) == (1, ())
    with pytest.raises(NotFoundError, match="int-99"):
        other.import_qdpx(tmp_path / "moved.qde", interviews={"call.wav": "int-99"})


def test_a_bad_project_changes_nothing(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "bad.qdpx"
    path.write_bytes(b"no")
    before = study.highlights()
    with pytest.raises(InputError, match="it is not a ZIP file"):
        study.import_qdpx(path)
    pd.testing.assert_frame_equal(study.highlights(), before)


def test_a_codebook_goes_out_as_qdc_and_comes_back(study: Study, other: Study, tmp_path: Path) -> None:
    study.export_codebook(tmp_path / "book.qdc")
    other.import_codebook(tmp_path / "book.qdc")
    assert other.codebook.codes == study.codebook.codes
    assert other.import_codebook(tmp_path / "book.qdc").changed == ()


@pytest.mark.parametrize("kind", FORMATS)
def test_each_file_is_handed_over_as_bytes(study: Study, kind: str) -> None:
    given = study.export_bytes(kind, "int-01" if kind in formats.FORMATS else None)
    assert given.name.startswith("int-01" if kind in formats.FORMATS else "ours")
    assert given.content
    assert "/" in given.media_type


def test_bytes_keep_to_one_interview_and_to_ones_own_work(study: Study) -> None:
    study.set_blind("Tom", True)
    assert b"int-02" not in study.export_bytes("csv", "int-01").content
    mine = study.export_bytes("csv", blind_for="Tom").content.decode()
    assert "int-02" in mine
    assert "int-01" not in mine
    assert "int-01" in study.export_bytes("csv", blind_for="Maya").content.decode()
    assert study.code_matrix(blind_for="Tom")["coder"].tolist() == ["Tom"]
    with pytest.raises(InputError, match="Tom codes blind"):
        study.export_bytes("qdpx", blind_for="Tom")
    with pytest.raises(InputError, match="Say of which interview"):
        study.export_bytes("vtt")
    with pytest.raises(NotFoundError, match="format of an export"):
        study.export_bytes("docx")


def test_tables_of_every_unit(study: Study) -> None:
    assert study.highlight_table()["code"].tolist() == ["hidden fee", "trust", "trust"]
    sizes = {unit: len(study.code_matrix(unit)) for unit in UNITS}
    assert sizes == {"highlight": 2, "segment": 4, "interview": 2, "person": 2}
    assert study.code_matrix(interview_id="int-02")["interview_id"].tolist() == ["int-02"]


def test_an_empty_study_goes_out_and_in(tmp_path: Path) -> None:
    empty = new_study(tmp_path / "empty")
    empty.export(tmp_path / "out")
    assert set(cslab.open(empty.folder).import_(tmp_path / "out").values()) <= {0, 1}
    report = empty.import_qdpx(tmp_path / "out" / "project.qdpx")
    assert (report.highlights, report.left_out) == (0, ())
