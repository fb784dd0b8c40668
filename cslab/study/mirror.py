"""What study.toml says of the mirror: which survey and questions, and which effect would matter."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cslab.study.settings import Settings, near

SMALLEST: Final = 0.10
"""The smallest projection weight that matters, unless study.toml says otherwise."""


@dataclass(frozen=True, slots=True)
class MirrorConfig:
    """What study.toml says of the mirror.

    Parameters
    ----------
    survey : str
        Name of the survey whose answers are the truth; empty for the newest about the whole relationship.
    items : tuple of str
        Ids of questions with a scale that teammates are asked; empty for all of the survey's.
    smallest : float
        The smallest projection weight that matters.
    """

    survey: str = ""
    items: tuple[str, ...] = ()
    smallest: float = SMALLEST


def read_mirror(
    read: Settings, data: Mapping[str, Any], *, scored: Collection[str], surveys: Collection[str]
) -> MirrorConfig:
    r"""Take ``[mirror]`` out of a parsed study.toml; what is wrong with it is collected in `read`.

    Parameters
    ----------
    read : Settings
        Of the file.
    data : mapping
        As it was parsed.
    scored : collection of str
        Ids of the questions with a scale.
    surveys : collection of str
        Names of the surveys.

    Examples
    --------
    >>> text = '[mirror]\nitems = ["esae"]'
    >>> read = Settings("study.toml", text)
    >>> _ = read_mirror(read, {"mirror": {"items": ["esae"]}}, scored=["ease"], surveys=[])
    >>> print(read.faults[0].sentence)
    study.toml, line 2: mirror.items is 'esae', but the id of a question with a scale, perhaps 'ease', was
    expected.
    """
    mirror = read.table(data, "mirror", {"survey", "items", "smallest"})
    survey = read.words(mirror, ("mirror",), "survey")
    if survey and survey not in surveys:
        read.wrong(("mirror", "survey"), survey, f"the name of a survey{near(survey, surveys)}")
    items = read.word_list(mirror, "items", ("mirror",))
    for at, item in enumerate(items):
        if item not in scored:
            expected = f"the id of a question with a scale{near(item, scored)}"
            read.wrong(("mirror", "items"), item, expected)
        elif item in items[:at]:
            read.wrong(("mirror", "items"), item, "a question named only once")
    smallest = read.number(mirror, ("mirror",), "smallest", SMALLEST, least=0.0, most=1.0)
    return MirrorConfig(survey, items, smallest)
