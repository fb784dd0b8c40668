"""The routes of a session, without a browser: who gets what, and when."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some
from starlette.applications import Starlette
from starlette.testclient import TestClient

import cslab
from app import routes, session_seats, session_sound, session_told, tokens
from tests.app.session_sample import ITEMS, MAYA, TEAM, convene, secrets_of, write_down

SHUT = ("script", "sound", "reveal", "own")


@pytest.fixture
def study(convened: cslab.Study) -> cslab.Study:
    return convened


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """Name of a session: each test has its own."""
    return re.sub(r"\W", "", request.node.name)[:60]


@pytest.fixture
def client(study: cslab.Study) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes.routes())) as client:
        yield client


def at_seat(study: cslab.Study, session: str, teammate: str = "", role: session_seats.Role = "seat") -> str:
    return f"/cslab/session/{session_seats.sign(study, session, role, teammate)}"


def step(client: TestClient, seat: str) -> str:
    return str(client.get(f"{seat}/state").json()["step"])


# ---- links -----------------------------------------------------------------------------------------------


@given(some.text(max_size=30), some.text(min_size=1, max_size=30))
def test_a_link_names_a_session_and_who_comes(session: str, teammate: str) -> None:
    class Nowhere:
        folder = Path("/nowhere/at/all")

    study: Any = Nowhere()
    token = session_seats.sign(study, session, "seat", teammate)
    assert session_seats.read(study, token) == session_seats.Seat(session, "seat", teammate)
    assert session_seats.read(study, token[:-1]) is None
    for role in ("room", "desk"):
        assert session_seats.read(study, session_seats.sign(study, session, role, teammate)) is None
        assert session_seats.read(study, session_seats.sign(study, session, role)) is not None
    assert (
        session_seats.read(study, tokens.sign(study.folder, "sheet", f'["{session}", "seat", "x"]')) is None
    )


def test_a_link_is_a_code_that_a_phone_reads() -> None:
    picture = ElementTree.fromstring(session_seats.code("https://cslab.example/session?join=" + "x" * 120))
    assert picture.tag.endswith("svg")
    assert 'fill="#fff' in session_seats.code("x"), "dark on light in either theme"


# ---- nothing before one's own lock -----------------------------------------------------------------------


def test_nothing_of_the_reel_leaves_before_the_own_lock(
    study: cslab.Study, client: TestClient, name: str
) -> None:
    convene(study, name)
    kofi = at_seat(study, name, "Kofi")
    secrets = secrets_of(study)

    def nothing(*paths: str) -> None:
        for path in paths:
            answer = client.get(f"{kofi}/{path}")
            assert answer.status_code == 403, path
            assert not [one for one in secrets if one in answer.text]
        for path in ("state", "sheet"):
            answer = client.get(f"{kofi}/{path}")
            assert not [one for one in secrets if one in answer.text]
            assert "play" not in answer.json()

    assert step(client, kofi) == "welcome"
    nothing(*SHUT)
    client.post(f"{kofi}/join")
    assert step(client, kofi) == "sheet"
    nothing(*SHUT)
    write_down(study, name, "Ines", "Tom")
    study.move_session(name, "listen", author=MAYA)
    study.set_playback(name, playing=True, at=1, author=MAYA)
    nothing(*SHUT)
    study.move_session(name, "reveal", author=MAYA)
    assert step(client, kofi) == "late"
    nothing(*SHUT)
    client.post(f"{kofi}/lock", json={"phase": "before"})
    assert step(client, kofi) == "reveal"
    shown = client.get(f"{kofi}/reveal").json()
    assert {len(item["answers"]) for item in shown["items"]} == {2}, "who came too late counts nowhere"


def test_who_has_locked_hears_when_listening_begins(
    study: cslab.Study, client: TestClient, name: str
) -> None:
    convene(study, name)
    kofi = at_seat(study, name, "Kofi")
    write_down(study, name, *TEAM)
    assert step(client, kofi) == "wait"
    assert client.get(f"{kofi}/sound").status_code == 403, "nobody hears before all do"
    assert client.get(f"{kofi}/state").json()["count"] == "3 of 3 people are ready"
    study.move_session(name, "listen", author=MAYA)
    assert step(client, kofi) == "listen"
    script = client.get(f"{kofi}/script").json()
    assert [part["person"] for part in script["parts"] if part["kind"] == "clip"]
    heard = client.get(f"{kofi}/sound", headers={"Range": "bytes=0-99"})
    assert (heard.status_code, len(heard.content)) == (206, 100)
    assert heard.headers["content-type"] == "audio/mp4"
    assert "no-store" in heard.headers["cache-control"]
    assert client.get(f"{kofi}/reveal").status_code == 403
    study.remove_participant(name, "Kofi", author=MAYA)
    for path in ("state", *SHUT):
        assert client.get(f"{kofi}/{path}").status_code == 403, "who was taken out hears nothing more"


def test_consent_that_ends_takes_the_voice_out_of_the_sound(
    study: cslab.Study, client: TestClient, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = convene(study, name)
    write_down(study, name, *TEAM)
    study.move_session(name, "listen", author=MAYA)
    kofi = at_seat(study, name, "Kofi")
    before = client.get(f"{kofi}/script").json()
    gone = study.session_plan(name).clips[0]
    table = study.folder / "interviews.csv"
    kept = table.read_text()
    monkeypatch.setattr(session_sound, "FRESH", 0.0)
    made: list[Path] = []
    monkeypatch.setattr(session_sound, "_make", lambda _study, _plan, target: made.append(target))
    try:
        lines = [
            re.sub(r",(public|company|team)", ",none", line) if line.startswith(gone.interview_id) else line
            for line in kept.splitlines()
        ]
        table.write_text("\n".join(lines) + "\n")
        for path in ("script", "sound"):
            answer = client.get(f"{kofi}/{path}")
            assert answer.status_code == 503
            assert "prepared" in answer.text
        sound = session_sound.of(study, session)
        assert sound.file is None
        assert gone.interview_id not in {clip.interview_id for clip in sound.plan.clips}
        assert made, "and one without them is made"
    finally:
        table.write_text(kept)
    assert client.get(f"{kofi}/script").json() == before


# ---- what is kept ----------------------------------------------------------------------------------------


def test_answers_are_kept_as_they_come_and_found_again(
    study: cslab.Study, client: TestClient, name: str
) -> None:
    convene(study, name)
    kofi = at_seat(study, name, "Kofi")
    client.post(f"{kofi}/join")
    assert client.post(f"{kofi}/say", json={"phase": "before", "answers": {"ease": {"own": 0}}}).json() == {}
    client.post(
        f"{kofi}/say", json={"phase": "before", "answers": {"ease": {"predicted": 61}, "price": {"own": 5}}}
    )
    sheet = client.get(f"{kofi}/sheet").json()
    assert sheet["answers"]["ease"] == {"own": 0, "certainty": None, "predicted": 61}
    assert {item["id"] for item in sheet["items"]} == set(ITEMS)
    client.post(f"{kofi}/lock", json={"phase": "before"})
    late = client.post(f"{kofi}/say", json={"phase": "before", "answers": {"ease": {"own": 90}}})
    assert late.status_code == 400
    assert "locked" in late.text
    assert study.session_participant(name, "Kofi").answers("before")["ease"]["own"] == 0


def test_everybody_is_asked_in_an_order_of_their_own(
    study: cslab.Study, client: TestClient, name: str
) -> None:
    convene(study, name)
    orders = set()
    for teammate in TEAM:
        seat = at_seat(study, name, teammate)
        client.post(f"{seat}/join")
        sheet = client.get(f"{seat}/sheet").json()
        orders.add((tuple(item["id"] for item in sheet["items"]), sheet["asks"][0]["name"]))
    assert len(orders) == len(TEAM)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        b"[1]",
        b'{"phase": "before", "answers": [1]}',
        b'{"phase": "before", "answers": {"ease": 3}}',
        b'{"phase": "before", "answers": {"ease": {"own": "<b>"}}}',
        b'{"phase": "before", "answers": {"ease": {"own": 101}}}',
        b'{"phase": "before", "answers": {"nowhere": {"own": 1}}}',
        b'{"phase": "never", "answers": {"ease": {"own": 1}}}',
        b'{"phase": "before", "answers": {"ease": {"teammate": "Tom"}}}',
        b'{"phase": "before", "answers": {"ease": {"own": 1}}' + b" " * (1 << 18) + b"}",
    ],
)
def test_what_a_browser_sends_is_not_trusted(
    study: cslab.Study, client: TestClient, name: str, body: bytes
) -> None:
    convene(study, name)
    kofi = at_seat(study, name, "Kofi")
    client.post(f"{kofi}/join")
    answer = client.post(f"{kofi}/say", content=body)
    assert answer.status_code in {200, 400, 404}
    assert study.session(name).participant("Kofi").answered["before"] == 0


def test_only_the_facilitators_links_play_for_all(study: cslab.Study, client: TestClient, name: str) -> None:
    convene(study, name)
    write_down(study, name, *TEAM)
    study.move_session(name, "listen", author=MAYA)
    kofi, room, desk = (
        at_seat(study, name, "Kofi"),
        at_seat(study, name, role="room"),
        at_seat(study, name, role="desk"),
    )
    assert client.post(f"{kofi}/play", json={"playing": True, "at": 3}).status_code == 403
    assert client.post(f"{room}/play", json={"playing": True, "at": 3}).status_code == 200
    told = client.get(f"{kofi}/state").json()["play"]
    assert told["playing"]
    assert 3 <= told["at"] < 13
    assert client.post(f"{desk}/play", json={"playing": False, "at": "x"}).status_code == 400
    for deed in ("join", "say", "lock", "tap", "finish"):
        body = {"phase": "before", "answers": {"ease": {"own": 1}}, "at": 1, "nonce": "n"}
        assert client.post(f"{room}/{deed}", json=body).status_code == 403, deed


def test_a_tap_is_kept_once_with_its_clip(study: cslab.Study, client: TestClient, name: str) -> None:
    convene(study, name, mode="alone")
    write_down(study, name, *TEAM)
    study.move_session(name, "listen", author=MAYA)
    kofi = at_seat(study, name, "Kofi")
    clip = next(element for element in study.session_plan(name).elements if element.clip)
    for _ in range(2):
        client.post(f"{kofi}/tap", json={"at": clip.start + 1, "nonce": f"{name}-1"})
    assert len(study.session_taps(name, "Kofi")) == 1
    assert client.post(f"{kofi}/tap", json={"at": None, "nonce": f"{name}-2"}).status_code == 400
    client.post(f"{kofi}/finish")
    assert study.session(name).participant("Kofi").listened_at is not None
    assert client.get(f"{kofi}/state").json()["heard"] is True
    assert step(client, at_seat(study, name, role="room")) == "wait", "alone, nothing is played to the room"


def test_the_result_of_one_is_for_that_one(study: cslab.Study, client: TestClient, name: str) -> None:
    convene(study, name)
    write_down(study, name, *TEAM)
    for state in ("listen", "reveal", "again"):
        study.move_session(name, state, author=MAYA)
    kofi, ines, room = (
        at_seat(study, name, "Kofi"),
        at_seat(study, name, "Ines"),
        at_seat(study, name, role="room"),
    )
    assert client.get(f"{kofi}/sheet?phase=after").json()["again"]
    assert client.get(f"{kofi}/sheet?phase=after").json()["answers"] == {}, "the first answers are not shown"
    write_down(study, name, "Kofi", "Ines", phase="after", guess=60)
    assert step(client, kofi) == "result"
    own = client.get(f"{kofi}/own").json()
    assert own["head"].startswith("Over 3 questions your guesses came")
    assert own["head"] != client.get(f"{ines}/own").json()["head"]
    assert client.get(f"{room}/own").status_code in {400, 404}, "and for nobody's eyes in the room"
    shown = client.get(f"{kofi}/reveal").json()["items"]
    assert all(sum(one["mine"] for one in item["answers"]) == 1 for item in shown)
    assert not any(
        one["mine"] for item in client.get(f"{room}/reveal").json()["items"] for one in item["answers"]
    )
    assert set(shown[0]["answers"][0]) == {"own", "predicted", "mine"}, "no names"
    assert all(item["low"] <= item["value"] <= item["high"] for item in shown)
    assert "n\u00a0=" in shown[0]["said"][0]


@pytest.mark.parametrize("path", ["state", "sheet", *SHUT])
def test_a_link_that_is_cut_opens_nothing(
    study: cslab.Study, client: TestClient, name: str, path: str
) -> None:
    convene(study, name)
    seat = at_seat(study, name, "Kofi")
    for wrong in (
        seat[:-3],
        "/cslab/session/x",
        f"/cslab/session/{tokens.sign(study.folder, 'reel', 'three')}",
    ):
        answer = client.get(f"{wrong}/{path}")
        assert answer.status_code == 403
        assert answer.text == session_told.WRONG
    assert client.get(f"{at_seat(study, 'nowhere', 'Kofi')}/state").status_code == 404


def test_reading_only_keeps_nothing(
    study: cslab.Study, client: TestClient, serve_study: Callable[..., Path], name: str
) -> None:
    convene(study, name)
    serve_study(study.folder, read_only=True)
    kofi = at_seat(study, name, "Kofi")
    assert client.post(f"{kofi}/join").status_code == 403
    assert step(client, kofi) == "welcome"


def test_a_sound_that_can_not_be_made_is_said_so(
    study: cslab.Study, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = convene(study, name)

    def fail(*_: object, **__: object) -> None:
        raise cslab.errors.AudioError("There is no room left.")

    monkeypatch.setattr(session_sound, "render_reel", fail)
    monkeypatch.setattr(session_sound, "_found", lambda *_: None)
    assert session_sound.prepare(study, session) == session_sound.PREPARING
    for thread in list(session_sound._making.values()):
        thread.join()
    assert session_sound.prepare(study, session) == "The sound could not be prepared. There is no room left."
    assert not list((study.folder / ".cslab").glob("sessions/*.part"))
