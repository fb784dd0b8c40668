from __future__ import annotations

import json
import re

import pytest

from cslab.errors import InputError
from cslab.player.sealed import LARGEST, data_island, head, script_hash, sound_island

HOSTILE = "</script><!--<script>\u2028&"


def test_data_can_not_end_its_own_element() -> None:
    island = data_island("said", {HOSTILE: [HOSTILE]})
    inside = re.fullmatch(r'<script type="application/json" id="said">(.*)</script>', island, re.S)
    assert inside
    assert "<" not in inside[1]
    assert json.loads(inside[1]) == {HOSTILE: [HOSTILE]}


def test_the_head_allows_one_script_and_no_connection() -> None:
    made = head(f"A {HOSTILE}", script="let a = 1;", style="p { color: red }")
    assert script_hash("let a = 1;") in made
    assert "default-src &#x27;none&#x27;" in made
    assert "<title>A &lt;/script&gt;" in made
    assert script_hash("let a = 1;") != script_hash("let a = 2;")


def test_sound_of_an_unknown_kind_or_size_is_refused() -> None:
    assert sound_island("s", b"abc", "m4a").startswith('<script type="text/plain; of=audio/mp4" id="s">YWJj')
    with pytest.raises(InputError, match="can't hold sound as 'aiff'"):
        sound_island("s", b"", "aiff")
    with pytest.raises(InputError, match="64 MB at most; take fewer clips"):
        sound_island("s", bytes(LARGEST + 1), "m4a")
