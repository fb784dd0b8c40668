"""The pages of a session, without a browser: leading one, setting one up, and one's own seat."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import cslab
from app import session_reveal, session_seats
from app.ui import session_after, session_lead, session_people
from cslab.study.convened import Participant, Session
from tests.app.conftest import APP
from tests.app.session_sample import MAYA, TEAM, convene, secrets_of, write_down

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def study(convened: cslab.Study) -> cslab.Study:
    return convened


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """Name of a session: each test has its own."""
    return re.sub(r"\W", "", request.node.name)[:60]


@pytest.fixture
def open_page(
    session_folder: Path, serve_study: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AppTest]:
    def run(view: str, coder: str = MAYA, *, read_only: bool = False, **query: str) -> AppTest:
        monkeypatch.setattr("app.ui.who.default_actor", lambda: coder)
        serve_study(session_folder, read_only=read_only)
        at = AppTest.from_file(str(APP / "main.py"), default_timeout=60).run()
        at.switch_page(f"views/{view}.py")
        for word, value in query.items():
            at.query_params[word] = value
        return at.run()

    return run


def said(at: AppTest) -> str:
    """Everything the page says, without its markup."""
    assert not at.exception, at.exception
    html = " ".join(element.proto.body for element in at.get("html"))
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


# ---- pages -----------------------------------------------------------------------------------------------


def test_a_seat_shows_nothing_of_the_app(
    open_page: Callable[..., AppTest], study: cslab.Study, name: str
) -> None:
    convene(study, name)
    at = open_page("session", join=session_seats.sign(study, name, "seat", "Kofi"))
    assert not at.exception
    assert not at.button
    assert not [one for one in secrets_of(study) if one in str(at)]
    assert "was cut short" in said(open_page("session", join="x"))
    assert "personal link" in said(open_page("session"))


def test_the_facilitator_sees_who_is_ready_and_moves_on(
    open_page: Callable[..., AppTest], study: cslab.Study, name: str
) -> None:
    convene(study, name)
    study.invite_to_session(name, [HOSTILE], author=MAYA)
    write_down(study, name, "Kofi", guess=17)
    at = open_page("sessions", name=name)
    words = said(at)
    assert f"Ines, Tom and {HOSTILE} have not locked yet" in words
    assert "Locked: yes" in words
    assert "17" not in re.sub(r"\d{4,}", "", words), "never the answers"
    assert HOSTILE not in " ".join(element.proto.body for element in at.get("html"))
    links = [code.value for code in at.code]
    assert len(links) == 4
    assert all("/session?join=" in link for link in links)
    at.button(key="session-to-listen").click().run()
    assert study.session(name).state == "listen"
    assert "not locked yet, and will count nowhere" in said(open_page("sessions", name=name))


def test_who_does_not_lead_gets_no_links(
    open_page: Callable[..., AppTest], study: cslab.Study, name: str
) -> None:
    convene(study, name)
    at = open_page("sessions", "Kofi", name=name)
    words = said(at)
    assert "Maya leads this session" in words
    assert "Your own seat" in words
    assert not at.code
    assert "session-to-listen" not in [button.key for button in at.button]
    assert not [one for one in secrets_of(study) if one in words]


def test_who_has_not_locked_is_asked_to_on_every_page(
    open_page: Callable[..., AppTest], study: cslab.Study, name: str
) -> None:
    convene(study, name)
    study.invite_to_session(name, ["Nora"], author=MAYA)
    told = said(open_page("search", "nora"))
    assert "You are invited to the session “Heard together”. First write down what you believe" in told
    assert "You are invited" not in said(open_page("search", "nora", read_only=True))
    write_down(study, name, "Nora")
    assert "You are invited" not in said(open_page("search", "nora"))
    study.remove_session(name, author=MAYA)


def test_who_was_taken_out_can_be_taken_in_again(
    open_page: Callable[..., AppTest], study: cslab.Study, name: str
) -> None:
    convene(study, name)
    study.remove_participant(name, "Kofi", author=MAYA)
    at = open_page("sessions", name=name)
    assert "Kofi was taken out" in said(at)
    assert "Kofi" not in at.multiselect(key="session-invite").options
    at.button(key=f"back-{b'Kofi'.hex()}").click().run()
    assert study.session(name).seat("Kofi") is not None
    study.remove_session(name, author=MAYA)


def test_the_result_is_shown_with_intervals_and_clips(
    open_page: Callable[..., AppTest], study: cslab.Study, name: str
) -> None:
    convene(study, name)
    write_down(study, name, *TEAM)
    study.move_session(name, "listen", author=MAYA)
    clip = next(element for element in study.session_plan(name).elements if element.clip)
    study.tap(name, "Kofi", clip.start + 1, nonce=f"{name}-tap")
    study.move_session(name, "reveal", author=MAYA)
    study.move_session(name, "again", author=MAYA)
    write_down(study, name, *TEAM, phase="after", guess=60)
    study.move_session(name, "closed", author=MAYA)
    at = open_page("sessions", name=name)
    words = said(at)
    result = study.session_result(name)
    assert result.sentence in words
    assert "Clip by clip" in words
    at.selectbox(key="session-audience").set_value("team")
    at.button(key="session-report").click().run()
    (report,) = at.get("download_button")[-1:]
    assert report.proto.label == "Save it"
    assert "Closed" in said(open_page("sessions"))


def test_a_session_is_set_up_on_the_page(open_page: Callable[..., AppTest], study: cslab.Study) -> None:
    at = open_page("sessions", new="1")
    assert "It still needs a title and somebody who is invited." in said(at)
    assert at.button(key="session-new").disabled
    at.selectbox(key="session-new-reel").set_value("three")
    at.text_input(key="session-new-title").set_value("On Monday")
    at.multiselect(key="session-new-items").set_value(["ease", "price"])
    at.button(key="session-propose").click().run()
    invited = at.multiselect(key="session-new-who").value
    assert invited
    at.button(key="session-new").click().run()
    made = study.sessions().iloc[0]
    assert (made["title"], made["reel"], made["facilitator"]) == ("On Monday", "three", MAYA)
    assert study.session(made["name"]).items == ("ease", "price")
    assert {one.teammate for one in study.session(made["name"]).participants} == set(invited)
    assert MAYA not in invited, "who leads is not proposed"
    assert "On Monday" in said(at)


def test_reading_only_shows_and_sets_nothing_up(
    open_page: Callable[..., AppTest], study: cslab.Study, name: str
) -> None:
    convene(study, name)
    at = open_page("sessions", read_only=True, name=name)
    assert "Heard together" in said(at)
    assert "session-to-listen" not in [button.key for button in at.button]
    assert "Set up a session" not in str(
        [one.proto.label for one in open_page("sessions", read_only=True).get("page_link")]
    )


def test_an_empty_study_teaches(serve_study: Callable[..., Path], tmp_path: Path) -> None:
    cslab.init(tmp_path / "bare", title="Bare").store.close()
    serve_study(tmp_path / "bare")
    at = AppTest.from_file(str(APP / "main.py"), default_timeout=60).run()
    at.switch_page("views/sessions.py").run()
    assert "No session yet" in said(at)
    at.query_params["new"] = "1"
    assert "A session needs a reel" in said(at.run())


# ---- small things ----------------------------------------------------------------------------------------


def seats(*locked: bool) -> tuple[Participant, ...]:
    return tuple(
        Participant("s", f"P{at}", seed=1, before_locked_at="t" if one else None)
        for at, one in enumerate(locked)
    )


def test_who_is_not_ready_is_named_or_counted() -> None:
    few = Session("s", "S", "r", MAYA, "q", ("ease",), participants=seats(True, False))
    assert session_lead.ready(few).startswith("P1 has not locked yet.")
    many = Session("s", "S", "r", MAYA, "q", ("ease",), participants=seats(*[False] * 5))
    assert session_lead.ready(many).startswith("5 colleagues have not locked yet.")
    assert not session_after.due(few)
    assert session_people.names_key("Zoë") != session_people.names_key("Zoe")
    assert session_reveal._short("one two three", 8) == "one two…"
