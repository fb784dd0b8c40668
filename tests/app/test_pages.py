"""The pages without a browser: what they say in each state of a study."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import cslab

Page = Callable[..., AppTest]


def said(at: AppTest) -> str:
    """Everything the page says, without its markup."""
    assert not at.exception, at.exception
    bodies = [element.proto.body for element in at.get("html")] + [link.label for link in links(at)]
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", " ".join(bodies), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


def links(at: AppTest) -> list[object]:
    return [element.proto for element in at.get("page_link")]


def components(at: AppTest) -> int:
    return len(at.get("bidi_component"))


def test_without_a_study_the_page_says_what_to_run(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CSLAB_STUDY", raising=False)
    words = said(page(None))
    assert "Which study shall we open?" in words
    assert "cslab app my-study" in words


def test_a_folder_that_is_no_study_is_one_sentence(page: Page, tmp_path: Path) -> None:
    words = said(page(tmp_path))
    assert "study.toml" in words


def test_a_malformed_study_is_one_sentence(page: Page, study_folder: Path) -> None:
    (study_folder / "study.toml").write_text("title = [")
    assert "study.toml" in said(page(study_folder))


def test_an_empty_study_teaches(page: Page, tmp_path: Path) -> None:
    cslab.init(tmp_path / "new", title="New voices")
    at = page(tmp_path / "new")
    words = said(at)
    assert "New voices" in words
    assert "No interviews yet" in words
    assert "recordings" in words
    assert components(at) == 1


def test_the_library_lists_every_interview_in_its_state(page: Page, study_folder: Path) -> None:
    at = page(study_folder)
    words = said(at)
    assert "3 interviews" in words
    assert "Synthetic voices" in words
    assert "Marcus Bell" in words
    assert "Chief financial officer" in words
    assert "10 March 2026" in words
    assert "tiny.en" in words
    assert "1 highlight" in words
    assert "Waiting to be transcribed" in words
    assert "There is no file recordings/int-03.wav" in words
    assert [link.query_string for link in links(at)] == ["id=int-01", "id=int-02", "id=int-03"]


def test_faults_of_the_inputs_are_sentences(page: Page, study_folder: Path) -> None:
    at = page(study_folder)
    assert [box.label for box in at.expander] == ["1 line of the study's files needs a look"]


def test_reading_only_there_is_nothing_to_add(page: Page, study_folder: Path) -> None:
    at = page(study_folder, read_only=True)
    assert "Marcus Bell" in said(at)
    assert components(at) == 0


def test_a_name_from_the_tables_is_never_markup(page: Page, study_folder: Path) -> None:
    people = study_folder / "people.csv"
    people.write_text(people.read_text().replace("Chief financial officer", "<script>alert(1)</script>"))
    at = page(study_folder)
    assert not at.exception
    assert "&lt;script&gt;" in " ".join(element.proto.body for element in at.get("html"))


def test_an_interview_has_its_head_and_its_player(page: Page, study_folder: Path) -> None:
    at = page(study_folder, "interview", id="int-01")
    words = said(at)
    assert "Marcus Bell" in words
    assert "May be shared in public" in words
    assert "Next: Imogen Hart" in words
    assert components(at) == 1


@pytest.mark.parametrize("name", ["library", "interview", "codes", "search", "reels"])
def test_nothing_is_drawn_that_was_not_meant_for_people(page: Page, study_folder: Path, name: str) -> None:
    at = page(study_folder) if name == "library" else page(study_folder, name)
    assert not at.exception
    assert [element.value for element in at.main.markdown] == [], "a string alone in a page is drawn"


def test_an_interview_that_waits_can_be_heard(page: Page, study_folder: Path) -> None:
    at = page(study_folder, "interview", id="int-02")
    assert "Waiting to be transcribed" in said(at)
    assert components(at) == 1


def test_an_interview_without_its_file_says_what_to_do(page: Page, study_folder: Path) -> None:
    at = page(study_folder, "interview", id="int-03")
    assert "There is no file recordings/int-03.wav" in said(at)
    assert components(at) == 0


def test_an_unknown_interview_is_named_with_the_nearest(page: Page, study_folder: Path) -> None:
    assert "did you mean 'int-01'?" in said(page(study_folder, "interview", id="int-1"))


def test_without_an_id_the_first_that_can_be_read_is_shown(page: Page, study_folder: Path) -> None:
    at = page(study_folder, "interview")
    assert "Marcus Bell" in said(at)
    assert at.query_params["id"] in ("int-01", ["int-01"])


def test_a_time_that_cannot_be_read_is_left_out(page: Page, study_folder: Path) -> None:
    assert "Marcus Bell" in said(page(study_folder, "interview", id="int-01", at="soon"))


def test_a_recording_that_failed_can_be_tried_again(
    page: Page, study_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (study_folder / "recordings" / "int-02.wav").write_bytes(b"no sound at all")
    study = cslab.open(study_folder)
    outcome = study.transcribe(["int-02"], model="tiny.en")[0]
    at = page(study_folder, "interview", id="int-02")
    assert study.recordings.set_index("interview_id").loc["int-02", "message"] in said(at)
    assert outcome.state == "failed"
    assert [button.label for button in at.button] == []
    monkeypatch.setenv("CSLAB_NO_WORK", "0")
    at.run()
    assert [button.label for button in at.button] == ["Try again"]
