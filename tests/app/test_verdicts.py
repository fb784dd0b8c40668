"""How a verdict came about, and how well authors knew, as the page shows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import cslab
from app.ui import verdicts
from cslab.challenge.claims.verdict import WORDS
from tests.app.conftest import APP
from tests.workbench.judged import judged_study

METHOD = """
import cslab
import cslab
from app.ui import verdicts
study = cslab.open({folder!r}, read_only=True)
for one in study.verdicts():
    verdicts.method(one)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    study = judged_study(tmp_path / "ours")
    for name in ("fans", "lanes", "vague"):
        study.lock_claim(name)
    study.store.close()
    return study.folder


def said(at: AppTest) -> str:
    """Everything that is said, without its markup."""
    assert not at.exception, at.exception
    html = " ".join(element.proto.body for element in at.get("html"))
    bare = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(bare))


def test_a_badge_says_its_word_and_has_a_sign() -> None:
    signs = {word: re.findall(r'aria-hidden="true">(.)<', verdicts.badge(word)) for word in WORDS}
    assert all(word in verdicts.badge(word) for word in WORDS)
    assert len({tuple(sign) for sign in signs.values()}) == len(WORDS)
    assert "<b>" not in verdicts.badge("<b>")


def test_the_method_shows_what_decided(folder: Path) -> None:
    words = said(AppTest.from_string(METHOD.format(folder=str(folder)), default_timeout=30).run())
    assert "We said at least 50 %; of 20 such customers who answered, 90 % answer 9 or 10" in words
    assert "What decides 90 %" in words
    assert "97.5 % interval" in words
    assert "a figure at least this far from it would come up with a chance of" in words
    assert "it is vague" in words
    assert "Holm (1979)" in words


def test_how_well_we_knew(folder: Path, serve_study: Callable[..., Path]) -> None:
    serve_study(folder, read_only=True)
    at = AppTest.from_file(str(APP / "main.py"), default_timeout=30).run()
    at.switch_page("views/personas.py")
    at.query_params["view"] = "authors"
    words = said(at.run())
    assert "2 of 3 claims are settled and had a stated confidence; from 5 on" in words
    assert "expected 80; found 90" not in words
    assert "expected 80 %; found 90 % (70 to 97 %, n = 20): as expected" in words
    assert "expected 70 %; found 10 % (3 to 30 %, n = 20): not as expected" in words
    assert "locked on " in words
    assert "Nothing is said of Maya, Tom, nobody named: fewer than 5 of their claims are settled." in words


def test_nothing_locked_teaches(tmp_path: Path, serve_study: Callable[..., Path]) -> None:
    study = judged_study(tmp_path / "ours")
    study.store.close()
    serve_study(study.folder)
    at = AppTest.from_file(str(APP / "main.py"), default_timeout=30).run()
    at.switch_page("views/personas.py")
    at.query_params["view"] = "authors"
    assert "No claim is locked yet" in said(at.run())


def test_an_author_with_enough_settled_claims_has_a_figure(
    folder: Path, serve_study: Callable[..., Path]
) -> None:
    study = cslab.open(folder, actor="Maya")
    fans = study.personas.claim("fans")
    for at in range(6):
        name = f"fans-{at}"
        study.save_claim(replace(fans, id=name))
        study.lock_claim(name)
    study.store.close()
    serve_study(folder, read_only=True)
    at = AppTest.from_file(str(APP / "main.py"), default_timeout=30).run()
    at.switch_page("views/personas.py")
    at.query_params["view"] = "authors"
    words = said(at.run())
    assert "Of 8 claims that the data settled, 7 held (88 %)" in words
    assert "Maya 7 of 7 90 % 0.01" in words
