"""The player's files for the browser."""

from __future__ import annotations

from cslab.player import assets


def test_the_script_stands_alone_and_is_named_by_its_content() -> None:
    script = assets.script()
    assert script.body.count("export ") == 1
    assert "import " not in script.body
    assert "http" not in script.body.replace("http://www.w3.org/2000/svg", "")
    assert assets.find(script.name) is script
    assert assets.find("player-000000000000.js") is None


def test_the_style_brings_every_colour_and_size_it_uses() -> None:
    body = assets.style().body
    asked = {piece.split(")")[0].split(",")[0] for piece in body.split("var(")[1:] if "," not in piece[:12]}
    inline = {"--c", "--c-dark", "--u0", "--at", "--wave", "--from", "--long", "--top", "--left"}
    assert {name for name in asked if f"{name}:" not in body} <= inline
    assert "http" not in body
