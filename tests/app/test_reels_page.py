"""The page Reels without a browser: the list, one reel and its views, its settings, what read-only shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

import cslab
from app import background, opened, routes
from app.ui import reel_files, reel_names
from cslab.errors import NotFoundError
from cslab.tell import spoken as voices
from cslab.tell.exports import RENDERED, WRITTEN
from cslab.tell.script import Plan
from cslab.workbench.reel import StudyReel

Page = Callable[..., AppTest]


@pytest.fixture
def reels(page: Page) -> Page:
    """Open the page Reels with what its address says."""

    def run(folder: Path, *, read_only: bool = False, **query: str) -> AppTest:
        at = page(folder, "reels", read_only=read_only)
        for name, value in query.items():
            at.query_params[name] = value
        return at.run() if query else at

    return run


def said(at: AppTest) -> str:
    """Everything the page says, without its markup."""
    assert not at.exception, at.exception
    bodies = [element.proto.body for element in at.get("html")]
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", " ".join(bodies), flags=re.DOTALL)
    links = [link.proto.label for link in at.get("page_link")]
    return re.sub(r"\s+", " ", unescape(" ".join([bare, *links])))


def components(at: AppTest) -> int:
    """How many players and editors there are."""
    return len(at.get("bidi_component"))


def names(at: AppTest) -> list[str]:
    """What its buttons say."""
    return [button.label for button in at.button]


def press(at: AppTest, key: str) -> AppTest:
    """Press a button by its key."""
    return at.button(key=key).click().run()


def test_no_reels_teaches_and_one_is_begun(reels: Page, tmp_path: Path) -> None:
    cslab.init(tmp_path / "new", title="New voices")
    at = reels(tmp_path / "new")
    assert "No reels yet" in said(at)
    assert "cslab reel save" in said(at)
    assert at.button(key="reel-new-make").disabled
    at.text_input(key="reel-new-title").set_value("The *first* days").run()
    press(at, "reel-new-make")
    assert dict(at.query_params) | {"name": "", "view": ""} == {"name": "", "view": ""}
    study = cslab.open(tmp_path / "new")
    assert list(study.reels["title"]) == ["The *first* days"]
    assert study.reel("the-first-days").script.audience == "team"
    assert components(at) == 1


def test_a_short_name_is_one_that_nobody_has() -> None:
    assert reel_names.name_for("First days", {"first-days", "first-days-2"}) == "first-days-3"
    assert reel_names.name_for("CON", ()) == "con-reel"
    assert reel_names.name_for("  ?? ", ()) == "reel"


def test_the_list_says_how_far_each_is(reels: Page, study_folder: Path) -> None:
    study = cslab.open(study_folder)
    study.save_reel("second", title="Second <b>words</b>", elements=[{"kind": "clip", "highlight": 1}])
    study.save_reel("third", title="Third", elements=[])
    words = said(reels(study_folder))
    assert "First words" in words
    assert re.search(r"No clip for Renewal 0:0\d 1 clip, 1 person ready", words)
    assert re.search(r"1 clip, 1 person not rendered yet", words)
    assert "nothing to play yet" in words
    assert "did you mean 'second'?" in said(reels(study_folder, name="secnd"))


def test_a_reel_is_heard_as_planned_and_as_rendered(reels: Page, study_folder: Path) -> None:
    at = reels(study_folder, name="first")
    words = said(at)
    assert re.search(r"Renewal\s+no clip", words)
    assert components(at) == 1
    (choice,) = [one for one in at.get("button_group") if one.key == "reel-heard"]
    assert choice.value == "plan"
    number = cslab.open(study_folder).highlights()["id"].iloc[0]
    cslab.open(study_folder).save_reel(
        "first", title="First", elements=[{"kind": "clip", "highlight": int(number), "gain": 2}]
    )
    at = reels(study_folder, name="first")
    assert [one for one in at.get("button_group") if one.key == "reel-heard"] == []


@pytest.mark.parametrize("view", ["listen", "edit", "audit", "export"])
def test_every_view_stands_and_an_empty_reel_teaches(reels: Page, study_folder: Path, view: str) -> None:
    cslab.open(study_folder).save_reel("none", title="None yet", elements=[])
    at = reels(study_folder, name="first", view=view)
    assert "First words" in said(at)
    assert [element.value for element in at.main.markdown] == [], "a string alone in a page is drawn"
    words = said(reels(study_folder, name="none", view=view))
    assert "None yet" in words


def test_settings_change_what_a_reel_is_and_keep_its_script(reels: Page, study_folder: Path) -> None:
    study = cslab.open(study_folder)
    before = study.reel("first").script.elements
    at = reels(study_folder, name="first", view="edit")
    (title,) = [one for one in at.text_input if one.label == "Title"]
    title.set_value("Other words")
    (whom,) = [one for one in at.selectbox if one.label == "Who will hear it"]
    whom.set_value("public")
    next(one for one in at.button if one.label == "Save").click()
    at.run()
    assert "Other words" in said(at)
    script = study.reel("first").script
    assert (script.title, script.audience, script.elements) == ("Other words", "public", before)


def test_a_reel_is_removed_and_brought_back(reels: Page, study_folder: Path) -> None:
    at = reels(study_folder, name="first")
    press(at, "reel-remove")
    assert "No reels yet" in said(at)
    press(at, "restore-first")
    assert "First words" in said(at)


def test_the_export_says_what_is_left_out_before_anything_is_made(
    reels: Page, study_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(
        background, "render", lambda study, name, *, kind, audience: asked.append((kind, audience))
    )
    monkeypatch.setattr(
        background, "share", lambda study, name, path, *, audience: asked.append(("page", audience))
    )
    at = reels(study_folder, name="first", view="export")
    made = [name for name in names(at) if name.startswith("Make")]
    assert len(made) == len(RENDERED)  # m4a is there, and the page is not
    press(at, "make-square")
    press(at, "make-page")
    assert asked == [("square", "team"), ("page", "team")]
    interviews = study_folder / "interviews.csv"
    interviews.write_text(interviews.read_text().replace(",public,", ",team,"))
    opened._open.cache_clear()
    at = reels(study_folder, name="first", view="export")
    at.session_state["reel-for-first"] = "public"
    at.run()
    words = said(at)
    assert "agreed to be heard by the team only" in words
    assert "Nothing to export" in words
    assert not any(name.startswith("Make") for name in names(at))


def test_reading_only_offers_nothing_to_change(reels: Page, study_folder: Path) -> None:
    at = reels(study_folder, read_only=True)
    assert names(at) == []
    at = reels(study_folder, read_only=True, name="first", view="edit")
    assert components(at) == 1
    assert "Played from the recordings" not in said(at)
    assert names(at) == []
    at = reels(study_folder, read_only=True, name="first", view="export")
    assert names(at) == []
    assert said(at).count("Download") == 1 + len(WRITTEN)


@pytest.mark.parametrize("view", ["edit", "listen", "export"])
def test_a_view_plans_no_more_than_it_shows(
    reels: Page, study_folder: Path, monkeypatch: pytest.MonkeyPatch, view: str
) -> None:
    at = reels(study_folder, name="first", view=view)
    plan, asked = StudyReel.plan, []

    def counted(self: StudyReel, **how: Any) -> Plan:
        asked.append(how)
        return plan(self, **how)

    monkeypatch.setattr(StudyReel, "plan", counted)
    at.run()
    assert len(asked) == (1 if view == "edit" else 2), (
        "a rendered file is compared with the plan of its audience"
    )


def test_who_may_not_hear_it_yet_sees_that_sentence_alone(
    reels: Page, study_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cslab.Study, "reel_closed_to", lambda self, reel, name: "Not before you answer.")
    at = reels(study_folder, name="first", view="listen")
    assert "Not before you answer." in said(at)
    assert components(at) == 0
    assert names(at) == []


def test_a_heading_gets_its_voice_in_a_dialog(reels: Page, study_folder: Path) -> None:
    study = cslab.open(study_folder)
    study.save_reel("first", title="First", elements=[{"kind": "heading", "text": "Before <i>us</i>"}])
    at = reels(study_folder, name="first", view="edit")
    memory = at.session_state["reel-editing"]["first"]
    assert memory.places == (0,)
    memory.speaking = 0
    at.run()
    assert "It says: Before <i>us</i>" in said(at)
    assert at.button(key="reel-say-keep").disabled
    press(at, "reel-say-cancel")
    assert memory.speaking is None


# ---- files -------------------------------------------------------------------------------------------


@pytest.fixture
def client(serve_study: Callable[..., Path], study_folder: Path) -> TestClient:
    """Our routes on the small study."""
    serve_study(study_folder)
    return TestClient(Starlette(routes=routes.routes()))


@pytest.mark.parametrize("kind", [*WRITTEN, *reel_files.AUDITS])
def test_every_written_format_is_made_when_it_is_asked_for(
    client: TestClient, study_folder: Path, kind: str
) -> None:
    study = cslab.open(study_folder, read_only=True)
    answer = client.get(routes.reel_file_address(study, "first", "team", kind))
    assert answer.status_code == 200, answer.text
    assert f"first.{kind}" in answer.headers["content-disposition"]
    assert answer.content
    if kind == "m3u":
        assert "./recordings/int-01.wav" in answer.text
        assert str(study_folder) not in answer.text


def test_what_consent_does_not_allow_is_in_no_file(client: TestClient, study_folder: Path) -> None:
    interviews = study_folder / "interviews.csv"
    interviews.write_text(interviews.read_text().replace(",public,", ",team,"))
    opened._open.cache_clear()
    study = cslab.open(study_folder, read_only=True)
    answer = client.get(routes.reel_file_address(study, "first", "public", "vtt"))
    assert answer.status_code == 400
    assert "Nobody can be heard in the reel" in answer.text


def test_a_page_is_given_as_long_as_it_is_true(client: TestClient, study_folder: Path) -> None:
    study = cslab.open(study_folder)
    address = routes.reel_file_address(study, "first", "team", "page")
    assert client.get(address).status_code == 404
    file = reel_files.page_of(study, "first", study.reel("first").plan(audience="team"), "team")
    file.parent.mkdir(exist_ok=True)
    file.write_text("<!doctype html>voices")
    assert client.get(address).text == "<!doctype html>voices"
    study.save_reel("first", title="Changed", elements=study.reel("first").script.elements)
    assert "out of date" in client.get(address).text
    reel_files.clear_pages(study, "first", "team")
    assert not file.exists()
    with pytest.raises(NotFoundError):
        reel_files.body(study, "first", "team", "film")


def test_a_spoken_heading_is_heard_by_a_signed_address(client: TestClient, study_folder: Path) -> None:
    study = cslab.open(study_folder)
    name = study.keep_spoken((study_folder / "recordings" / "int-02.wav").read_bytes())
    assert client.get(routes.address(study, "audio", name)).headers["content-type"].startswith("audio/")
    assert client.get(routes.address(study, "audio", f"{voices.FOLDER}/../study.toml")).status_code == 404
