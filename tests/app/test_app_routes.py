from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

import cslab
from app import routes, tokens
from cslab.player import assets


@pytest.fixture
def client(study_folder: Path, serve_study: Callable[..., Path]) -> Iterator[TestClient]:
    serve_study(study_folder)
    with TestClient(Starlette(routes=routes.routes())) as client:
        yield client


@pytest.fixture
def study(study_folder: Path) -> cslab.Study:
    return cslab.open(study_folder)


# ---- who may ask -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["audio/TOKEN", "transcript/TOKEN.json", "reel/TOKEN"])
def test_without_our_signature_nothing_is_given(client: TestClient, path: str) -> None:
    answer = client.get(f"/cslab/{path}".replace("TOKEN", "int-01"))
    assert answer.status_code == 403
    assert answer.text == "This address is not signed, or is out of date; reload the page."


def test_a_token_for_words_does_not_open_sound(client: TestClient, study: cslab.Study) -> None:
    token = tokens.sign(study.folder, "transcript", "int-01")
    assert client.get(f"/cslab/audio/{token}").status_code == 403


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/passwd", "..", "int-99"])
def test_a_name_is_looked_up_never_opened(client: TestClient, study: cslab.Study, name: str) -> None:
    for kind in ("audio", "transcript"):
        answer = client.get(routes.address(study, kind, name))
        assert answer.status_code == 404
        assert answer.text.startswith("There is no interview")
    assert client.get(routes.reel_address(study, name, "m4a")).status_code == 404


def test_a_recording_outside_the_study_is_not_served(
    client: TestClient, study: cslab.Study, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere.wav").write_bytes((study.folder / "recordings" / "int-02.wav").read_bytes())
    table = study.folder / "interviews.csv"
    table.write_text(table.read_text().replace("recordings/int-02.wav", "../elsewhere.wav"))
    assert client.get(routes.address(study, "audio", "int-02")).status_code in {400, 404}


# ---- sound -------------------------------------------------------------------------------------------


def test_sound_comes_in_ranges(client: TestClient, study: cslab.Study) -> None:
    address = routes.address(study, "audio", "int-01")
    whole = client.get(address)
    assert whole.status_code == 200
    assert whole.headers["content-type"] == "audio/mp4"
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["x-content-type-options"] == "nosniff"
    part = client.get(address, headers={"Range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
    assert part.content == whole.content[100:200]
    assert client.get(address, headers={"Range": "bytes=999999999-"}).status_code == 416


def test_asking_for_the_head_sends_no_body(client: TestClient, study: cslab.Study) -> None:
    answer = client.head(routes.address(study, "audio", "int-01"))
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) > 1000
    assert answer.content == b""


def test_what_the_browser_has_is_not_sent_again(client: TestClient, study: cslab.Study) -> None:
    for address in (routes.address(study, "audio", "int-01"), routes.address(study, "transcript", "int-01")):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        changed = client.get(address, headers={"If-None-Match": '"another"'})
        assert changed.content == first.content


def test_before_it_is_prepared_the_recording_itself_is_played(client: TestClient, study: cslab.Study) -> None:
    answer = client.get(routes.address(study, "audio", "int-02"))
    assert answer.status_code == 200
    assert answer.content == (study.folder / "recordings" / "int-02.wav").read_bytes()


def test_a_missing_recording_is_said_so(client: TestClient, study: cslab.Study) -> None:
    answer = client.get(routes.address(study, "audio", "int-03"))
    assert answer.status_code == 404
    assert "int-03" in answer.text


# ---- words -------------------------------------------------------------------------------------------


def test_words_come_packed(client: TestClient, study: cslab.Study) -> None:
    answer = client.get(routes.address(study, "transcript", "int-01"))
    assert answer.headers["content-encoding"] == "gzip"
    assert ["Maya", True] in answer.json()["speakers"]
    plain = client.get(routes.address(study, "transcript", "int-01"), headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == answer.json()


@pytest.mark.parametrize(
    ("kind", "begins"), [("vtt", "WEBVTT"), ("srt", "1\n00:"), ("json", "{"), ("txt", ""), ("md", "")]
)
def test_words_are_kept_as_a_file_with_the_names_that_people_gave(
    client: TestClient, study: cslab.Study, kind: str, begins: str
) -> None:
    study.name_speaker("int-01", "right", name="Marcus <B>")
    answer = client.get(routes.export_address(study, "int-01", kind))
    assert answer.text.startswith(begins)
    assert "Marcus" in answer.text
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''int-01.{kind}"
    assert client.get(routes.export_address(study, "int-01", "exe")).status_code == 404
    assert client.get(f"/cslab/export/int-01.{kind}").status_code == 403


def test_words_that_are_not_there_yet(client: TestClient, study: cslab.Study) -> None:
    answer = client.get(routes.address(study, "transcript", "int-02"))
    assert answer.status_code == 404
    assert answer.text.startswith("int-02 is not transcribed yet")


def test_the_player_is_fetched_once_and_kept(client: TestClient) -> None:
    for asset in (assets.script(), assets.style()):
        answer = client.get(routes.asset_address(asset))
        assert answer.text == asset.body
        assert answer.headers["content-type"] == asset.media_type
        assert "immutable" in answer.headers["cache-control"]
    assert client.get("/cslab/asset/player.js").status_code == 404
    assert client.get("/cslab/asset/..%2f..%2fmain.py").status_code == 404


# ---- reels -------------------------------------------------------------------------------------------


def test_a_reel_is_played_and_saved_under_its_title(client: TestClient, study: cslab.Study) -> None:
    answer = client.get(routes.reel_address(study, "first", "m4a"))
    assert answer.headers["content-type"] == "audio/mp4"
    assert "content-disposition" not in answer.headers
    saved = client.get(routes.reel_address(study, "first", "m4a", download=True))
    assert "First%20words.m4a" in saved.headers["content-disposition"]
    captions = client.get(routes.reel_address(study, "first", "vtt"))
    assert captions.headers["content-type"].startswith("text/vtt")
    assert captions.text.startswith("WEBVTT")


def test_a_rendered_reel_is_not_given_out_after_somebody_withdrew_consent(
    client: TestClient, study: cslab.Study
) -> None:
    addresses = [routes.reel_address(study, "first", wanted) for wanted in ("m4a", "vtt")]
    assert [client.get(one).status_code for one in addresses] == [200, 200]
    table = study.folder / "interviews.csv"
    table.write_text("interview_id,recording,consent\nint-01,recordings/int-01.wav,none\n")
    for one in addresses:
        answer = client.get(one)
        assert (answer.status_code, answer.text) == (
            404,
            "The reel 'first' has changed since it was rendered; render it again.",
        )


def test_a_reel_that_is_not_rendered_so(client: TestClient, study: cslab.Study) -> None:
    answer = client.get(routes.reel_address(study, "first", "mp3"))
    assert (answer.status_code, answer.text) == (
        404,
        "The reel 'first' is not rendered as mp3; render it first.",
    )


# ---- uploads -----------------------------------------------------------------------------------------


@pytest.fixture
def upload(client: TestClient, study: cslab.Study) -> Callable[..., tuple[int, object]]:
    def send(name: str, content: bytes) -> tuple[int, object]:
        answer = client.put(
            routes.address(study, "upload", "recordings"), params={"name": name}, content=content
        )
        return answer.status_code, json.loads(answer.text) if answer.status_code == 200 else answer.text

    return send


Upload = Callable[..., tuple[int, object]]


def test_an_upload_lands_among_the_recordings(upload: Upload, study: cslab.Study) -> None:
    status, answer = upload("call.wav", b"RIFF" * 1000)
    assert (status, answer) == (200, {"recording": "recordings/call.wav", "name": "call.wav", "known": False})
    assert (study.folder / "recordings" / "call.wav").read_bytes() == b"RIFF" * 1000
    assert list((study.folder / ".cslab" / "uploads").iterdir()) == []


def test_the_same_sound_is_not_kept_twice(upload: Upload, study: cslab.Study) -> None:
    content = (study.folder / "recordings" / "int-02.wav").read_bytes()
    before = sorted((study.folder / "recordings").iterdir())
    status, answer = upload("again.wav", content)
    assert (status, answer) == (
        200,
        {"recording": "recordings/int-02.wav", "name": "int-02.wav", "known": True},
    )
    assert sorted((study.folder / "recordings").iterdir()) == before


def test_another_sound_never_takes_a_name(upload: Upload, study: cslab.Study) -> None:
    kept = (study.folder / "recordings" / "int-02.wav").read_bytes()
    status, answer = upload("int-02.wav", b"other sound")
    assert status == 200
    assert isinstance(answer, dict)
    assert answer["name"] != "int-02.wav"
    assert not answer["known"]
    assert (study.folder / "recordings" / "int-02.wav").read_bytes() == kept


@pytest.mark.parametrize("name", ["../../evil.wav", "..\\evil.wav", "/tmp/evil.wav"])
def test_an_upload_stays_in_its_folder(upload: Upload, study: cslab.Study, name: str) -> None:
    assert upload(name, b"sound")[0] == 200
    assert (study.folder / "recordings" / "evil.wav").is_file()


@pytest.mark.parametrize("name", ["notes.txt", "", "wav", "page.html"])
def test_what_is_no_recording_is_refused(upload: Upload, study: cslab.Study, name: str) -> None:
    before = sorted((study.folder / "recordings").iterdir())
    status, sentence = upload(name, b"text")
    assert status == 400
    assert "is not a recording" in str(sentence)
    assert sorted((study.folder / "recordings").iterdir()) == before


def test_an_empty_upload_is_refused(upload: Upload) -> None:
    assert upload("call.wav", b"") == (400, "The file call.wav is empty; choose another.")


def test_reading_only_takes_no_uploads(
    study_folder: Path, serve_study: Callable[..., Path], study: cslab.Study
) -> None:
    serve_study(study_folder, read_only=True)
    with TestClient(Starlette(routes=routes.routes())) as client:
        answer = client.put(
            routes.address(study, "upload", "recordings"), params={"name": "a.wav"}, content=b"x"
        )
    assert answer.status_code == 403
    assert not (study_folder / "recordings" / "a.wav").exists()


def test_routes_lie_under_the_servers_base_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes.config, "get_option", lambda name: "/voices/")
    paths = [route.path.split("{")[0] for route in routes.routes()]
    assert all(path.startswith("/voices/cslab/") for path in paths)
    assert paths[:7] == [
        "/voices/cslab/asset/",
        "/voices/cslab/audio/",
        "/voices/cslab/transcript/",
        "/voices/cslab/export/",
        "/voices/cslab/reel/",
        "/voices/cslab/reel-file/",
        "/voices/cslab/upload/",
    ]
