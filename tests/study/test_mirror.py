"""[mirror] in study.toml: which survey, which questions, and which effect would matter."""

from __future__ import annotations

from pathlib import Path

import pytest

from cslab.study.config import load_config, read_config
from cslab.study.mirror import MirrorConfig

QUESTIONS = """
[[questions]]
id = "ease"
wording = "It is easy."
[[questions]]
id = "price"
wording = "It is fair."
[[questions]]
id = "why"
role = "why"
[[surveys]]
name = "spring"
file = "surveys/spring.csv"
"""


def faults(folder: Path, mirror: str) -> list[str]:
    (folder / "study.toml").write_text(f'title = "Ours"\n{QUESTIONS}\n[mirror]\n{mirror}\n')
    _, found, remarks = read_config(folder)
    return [fault.sentence for fault in (*found, *remarks)]


def test_what_is_named_is_read(tmp_path: Path) -> None:
    assert faults(tmp_path, 'survey = "spring"\nitems = ["price", "ease"]\nsmallest = 0.2') == []
    assert load_config(tmp_path).measures.mirror == MirrorConfig("spring", ("price", "ease"), 0.2)


def test_without_a_section_there_are_defaults(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('title = "Ours"\n')
    assert load_config(tmp_path).measures.mirror == MirrorConfig("", (), 0.1)


@pytest.mark.parametrize(
    ("mirror", "said"),
    [
        ('survey = "sprnig"', "mirror.survey is 'sprnig', but the name of a survey, perhaps 'spring', was"),
        ('items = ["ese"]', "mirror.items is 'ese', but the id of a question with a scale, perhaps 'ease',"),
        ('items = ["why"]', "mirror.items is 'why', but the id of a question with a scale was expected."),
        ('items = ["ease", "ease"]', "mirror.items is 'ease', but a question named only once was expected."),
        ('items = "ease"', "mirror.items is 'ease', but a list of texts"),
        ("smallest = 2", "mirror.smallest is '2', but a number from 0 to 1 was expected."),
        ("smallest = true", "mirror.smallest is 'True', but a number from 0 to 1 was expected."),
        ("smalest = 0.2", "a setting is 'smalest', but a setting that cslab knows, perhaps 'smallest',"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, mirror: str, said: str) -> None:
    (sentence,) = faults(tmp_path, mirror)
    assert said in sentence
    assert "line" in sentence
