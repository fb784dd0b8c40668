"""What study.toml says is measured of each stage: names that are there, once each; faults have their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cslab.study.config import read_config
from cslab.study.journeystages import StageMeasures

TOML = """title = "Ours"
[[stages]]
id = "find"
[[stages]]
id = "use"
[[features]]
id = "lanes"
[[questions]]
id = "ease"
role = "scale"
level = "loyalty"
[[questions]]
id = "why"
role = "why"
"""


def read(folder: Path, more: str) -> tuple[tuple[StageMeasures, ...], list[str]]:
    (folder / "study.toml").write_text(TOML + more)
    config, faults, remarks = read_config(folder)
    found = () if config is None else config.measures.journey
    return found, [fault.sentence for fault in (*faults, *remarks)]


def test_stages_come_in_the_order_of_the_journey(tmp_path: Path) -> None:
    found, said = read(
        tmp_path,
        '[journey.use]\ndo = ["lanes", "time-to-value"]\nscore = ["ease", "loyalty"]\n'
        '[journey.find]\ndo = ["renewal"]\n',
    )
    assert said == []
    assert found == (
        StageMeasures("find", ("renewal",), ()),
        StageMeasures("use", ("lanes", "time-to-value"), ("ease", "loyalty")),
    )


def test_a_study_without_it_has_none(tmp_path: Path) -> None:
    assert read(tmp_path, "") == ((), [])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("[journey.us]\n", "line 15: journey.us is 'us', but the id of a stage, perhaps 'use', was expected"),
        ('[journey.use]\ndo = ["lane"]\n', "line 16: journey.use.do is 'lane'"),
        ('[journey.use]\nscore = ["why"]\n', "the id of a question with a scale, or a level"),
        ('[journey.use]\ndo = ["lanes", "lanes"]\n', "a name that is there only once"),
        ('[journey.use]\ndo = "lanes"\n', "a list of texts"),
        ('[journey.use]\nsay = ["lanes"]\n', "a setting that cslab knows"),
        ("[journey]\nuse = 1\n", "a section [journey.use] with do and score"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, more: str, said: str) -> None:
    sentences = read(tmp_path, more)[1]
    assert len(sentences) == 1
    assert said in sentences[0]


def test_no_table_at_all_is_said(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text("journey = 3\nstages = 2\n")
    config, faults, _ = read_config(tmp_path)
    assert config is None
    assert any("sections such as [journey.STAGE]" in fault.sentence for fault in faults)
