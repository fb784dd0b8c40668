"""What study.toml says of the journey's stages: which uses and which questions speak of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cslab.study.settings import Settings, near

VALUE, RENEWAL = "time-to-value", "renewal"
USES: Final[Mapping[str, str]] = {
    VALUE: "Until they first get what they came for",
    RENEWAL: "Renewed at the end of their first year",
}
"""What can be named beside features, and what it is called before people."""


@dataclass(frozen=True, slots=True)
class StageMeasures:
    """What is measured of one stage of the journey.

    Parameters
    ----------
    stage : str
        Its id.
    do : tuple of str
        Ids of features, or of `USES`.
    score : tuple of str
        Ids of questions with a scale, or levels of them.
    """

    stage: str
    do: tuple[str, ...] = ()
    score: tuple[str, ...] = ()


def read_journey(
    read: Settings,
    data: Mapping[str, Any],
    *,
    features: Collection[str],
    scored: Collection[str],
) -> tuple[StageMeasures, ...]:
    r"""Take ``[journey.STAGE]`` out of a parsed study.toml; what is wrong with it is collected in `read`.

    Parameters
    ----------
    read : Settings
        Of the file.
    data : mapping
        As it was parsed.
    features : collection of str
        Ids of the features.
    scored : collection of str
        Ids of the questions with a scale, and levels that have any.

    Examples
    --------
    >>> text = '[[stages]]\nid = "setup"\n[journey.setup]\ndo = ["imprt"]'
    >>> read = Settings("study.toml", text)
    >>> data = {"stages": [{"id": "setup"}], "journey": {"setup": {"do": ["imprt"]}}}
    >>> _ = read_journey(read, data, features=["import"], scored=[])
    >>> print(read.faults[0].sentence)
    study.toml, line 4: journey.setup.do is 'imprt', but the id of a feature, or time-to-value or renewal,
    perhaps 'import', was expected.
    """
    sections = data.get("journey", {})
    if not isinstance(sections, dict):
        read.wrong(("journey",), sections, "sections such as [journey.STAGE], one a stage")
        return ()
    listed = data.get("stages", [])
    rows = listed if isinstance(listed, list) else []
    stages = [str(row["id"]) for row in rows if isinstance(row, dict) and "id" in row]
    found = []
    for stage, given in sections.items():
        at = (f"journey.{stage}",)
        if stage not in stages:
            read.wrong(at, stage, f"the id of a stage{near(stage, stages)}")
        elif not isinstance(given, dict):
            read.wrong(at, given, f"a section [journey.{stage}] with do and score")
        else:
            read.known(given, at, {"do", "score"})
            uses = {*features, *USES}
            found.append(
                StageMeasures(
                    stage,
                    _listed(read, given, at, "do", uses, "the id of a feature, or time-to-value or renewal"),
                    _listed(
                        read, given, at, "score", scored, "the id of a question with a scale, or a level"
                    ),
                )
            )
    order = {stage: place for place, stage in enumerate(stages)}
    return tuple(sorted(found, key=lambda one: order[one.stage]))


def _listed(
    read: Settings, given: Mapping[str, Any], at: tuple[str], key: str, known: Collection[str], kind: str
) -> tuple[str, ...]:
    """Names of a list, each known and named once."""
    names = read.word_list(given, key, at)
    for place, name in enumerate(names):
        if name not in known:
            read.wrong((*at, key), name, f"{kind}{near(name, known)}")
        elif name in names[:place]:
            read.wrong((*at, key), name, "a name that is there only once")
    return tuple(dict.fromkeys(name for name in names if name in known))
