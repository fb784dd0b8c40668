from __future__ import annotations

from pathlib import Path

import pytest

from cslab.errors import NotFoundError
from cslab.tell import fonts
from cslab.tell.fonts import FACES, MISSING, can_draw, face, faces_for


def test_each_face_is_a_truetype_file_with_its_licence() -> None:
    for name in FACES:
        path = face(name)
        assert path.read_bytes()[:4] == b"\x00\x01\x00\x00"
        family = path.name.rsplit("-", 1)[0]
        assert "SIL OPEN FONT LICENSE" in (path.parent / f"{family}-LICENSE.txt").read_text()
    with pytest.raises(NotFoundError, match="did you mean 'serif'"):
        face("serif-")


@pytest.mark.parametrize("text", ["Zoë O’Neill – Łukasz", "Αθήνα", "Привет"])
@pytest.mark.parametrize("name", FACES)
def test_our_own_faces_have_the_letters_of_europe(text: str, name: str) -> None:
    assert faces_for(text, name) == ((text, face(name)),)


def test_a_machine_without_other_faces_still_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_other", lambda char: None)
    assert faces_for("Ana 漢字") == ((f"Ana {MISSING}", face("sans")),)
    assert faces_for("漢字 Ana 漢") == ((f"{MISSING} Ana {MISSING}", face("sans")),)
    assert not can_draw("漢字")


def test_another_face_stands_in_for_a_line_or_for_its_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    other = face("serif")
    has = fonts._has
    monkeypatch.setattr(
        fonts, "_has", lambda path, char: char != "x" if path == face("sans") else has(path, char)
    )
    monkeypatch.setattr(fonts, "_other", lambda char: other if char == "x" else None)
    assert faces_for("axe") == (("axe", other),)
    monkeypatch.setattr(fonts, "_has", lambda path, char: (char != "x") == (path == face("sans")))
    assert faces_for("axe") == (("a", face("sans")), ("x", other), ("e", face("sans")))


def test_broken_files_among_the_machines_faces_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no face")
    assert not fonts._has(tmp_path / "broken.ttf", "a")
    assert [path.name for path in fonts._files(tmp_path)] == ["broken.ttf"]
