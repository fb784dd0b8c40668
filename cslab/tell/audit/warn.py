"""What an audit warns of, and from where on; each warning is a sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from cslab.study.segmentcolumns import in_words

LOUD, TWICE, OF_TWO = 0.4, 2.0, 0.6
"""A voice dominates that takes more than this part, or so many times an equal part; of two voices."""

ONE_SIDED = 0.9
"""Part of the judged seconds with one sentiment from which a reel is one-sided."""

TILTED = 0.25
"""How far a sentiment's part of the reel may lie from that in the interviews."""

COMMON = 0.1
"""Part of the customers from which a group is missed where nobody of it is heard."""

COLLEAGUES = 0.1
"""Part of what is said that may be said by those who ask."""

LIMITS: Final = (
    f"Warned of are: one voice with more than {LOUD:.0%} of what is heard or more than twice an equal part "
    f"(of two voices, more than {OF_TWO:.0%}); one sentiment in {ONE_SIDED:.0%} or more of what was judged; "
    f"a sentiment {TILTED * 100:.0f} points or more away from the interviews; stages without a clip; a group "
    f"of {COMMON:.0%} of the customers or more of whom nobody is heard; colleagues who say {COLLEAGUES:.0%} "
    "or more; voices of nobody in people.csv."
).replace("%", " %")
"""From where on warnings are given, in words."""


def warnings(
    table: pd.DataFrame,
    *,
    stages: Mapping[str, str],
    spoken_for: Mapping[str, int],
    colleagues: float = 0.0,
    asked: Sequence[str] = (),
    strangers: Collection[str] = (),
) -> tuple[str, ...]:
    """Say what a listener of a reel should be told.

    Parameters
    ----------
    table : DataFrame
        Of the audit; see `cslab.tell.audit.COLUMNS`.
    stages : mapping of str to str
        Names of the stages that should have a clip.
    spoken_for : mapping of str to int
        People who speak for each stage in all interviews.
    colleagues : float
        Part of what is said that colleagues say.
    asked : sequence of str
        Voices that are themselves colleagues.
    strangers : collection of str
        Voices that belong to nobody in people.csv.

    Examples
    --------
    >>> from cslab.tell.audit.result import COLUMNS
    >>> row = {"about": "voice", "group": "Ana", "clips": 3, "people": 1, "share": 1.0}
    >>> warnings(pd.DataFrame([row], columns=list(COLUMNS)), stages={"start": "Start"}, spoken_for={})
    ('All of it is one voice, Ana.', 'No clip for Start; nobody speaks of it in the interviews.')
    """
    said: list[str] = []
    voices = table[table["about"] == "voice"]
    if voices.empty:
        said.append("Nobody is heard in it.")
    else:
        said += _loud(voices)
        said += _one_sided(table[table["about"] == "sentiment"])
    said += _gaps(
        stages, set(table.loc[(table["about"] == "stage") & (table["clips"] > 0), "group"]), spoken_for
    )
    said += _absent(table)
    if colleagues >= COLLEAGUES:
        said.append(
            f"Colleagues say {_percent(colleagues)} of what is said; trim their questions where the answer "
            "stands by itself."
        )
    said += [f"{name} is a colleague, not a customer." for name in dict.fromkeys(asked)]
    if strangers:
        many = "1 voice belongs" if len(strangers) == 1 else f"{len(strangers)} voices belong"
        said.append(f"{many} to nobody in people.csv, so nothing is known of them; add them there.")
    return tuple(said)


# ----------------------------------------------------------------------------------------------- inside


def _loud(voices: pd.DataFrame) -> Iterator[str]:
    many = len(voices)
    loudest = voices.sort_values("share", ascending=False, kind="stable").iloc[0]
    part, name = float(loudest["share"]), str(loudest["group"])
    if many == 1:
        yield f"All of it is one voice, {name}."
    elif part > (OF_TWO if many == 2 else LOUD):
        yield f"{name} takes {_percent(part)} of what is heard; {many} people are heard."
    elif many > 2 and part > TWICE / many:
        yield (
            f"{name} takes {_percent(part)} of what is heard, more than twice an equal part of "
            f"{_percent(1 / many)}."
        )


def _one_sided(rows: pd.DataFrame) -> Iterator[str]:
    parts: dict[str, dict[Any, Any]] = {str(row["group"]): row for row in rows.to_dict("records")}
    judged: dict[str, dict[Any, Any]] = {
        name: parts[name] for name in ("negative", "neutral", "positive") if name in parts
    }
    whole = sum(float(row["share"]) for row in judged.values())
    clips = sum(int(row["clips"]) for row in judged.values())
    if not whole or clips < 2:
        return
    for name in ("negative", "positive"):
        part = float(judged[name]["share"]) / whole if name in judged else 0.0
        if part >= ONE_SIDED:
            other = "positive" if name == "negative" else "negative"
            how = "It is only" if part > 1 - 1e-9 else f"It is {_percent(part)}"
            there = _there(judged.get(other))
            yield f"{how} {name}; no listener would know of anything {other}.{there}"
            return
    for name in ("negative", "positive"):
        row = judged.get(name)
        if row is None or pd.isna(row["interviews_share"]):
            continue
        part, usual = float(row["share"]), float(row["interviews_share"])
        if abs(part - usual) >= TILTED:
            yield (
                f"{_percent(part)} of it is {name}, and {_percent(usual)} of what was pulled aside in the "
                "interviews."
            )


def _there(row: Mapping[Any, Any] | None) -> str:
    if row is None or pd.isna(row["interviews"]) or not int(row["interviews"]):
        return ""
    many = int(row["interviews"])
    who = "1 person says" if many == 1 else f"{many} people say"
    return f" In the interviews {who} something {row['group']}."


def _gaps(stages: Mapping[str, str], voiced: Collection[str], people: Mapping[str, int]) -> Iterator[str]:
    for stage, name in stages.items():
        if name in voiced:
            continue
        many = people.get(stage, 0)
        if not many:
            yield f"No clip for {name}; nobody speaks of it in the interviews."
        else:
            who = "1 person speaks" if many == 1 else f"{many} people speak"
            yield f"No clip for {name}, though {who} of it in the interviews."


def _absent(table: pd.DataFrame) -> Iterator[str]:
    rows = table[~table["about"].isin(["voice", "stage", "sentiment"])]
    for row in rows.to_dict("records"):
        part = row["customers_share"]
        if pd.isna(part) or float(part) < COMMON or int(row["people"]) or row["group"] == "not known":
            continue
        asked = row["interviews"]
        none = pd.isna(asked) or not int(asked)
        seen = (
            "none of them was interviewed"
            if none
            else "1 of them was interviewed"
            if int(asked) == 1
            else f"{int(asked)} of them were interviewed"
        )
        whom = (
            f"whom the persona {row['group']} is about"
            if row["about"] == "persona"
            else f"whose {in_words(str(row['about']))} is {row['group']}"
        )
        yield f"Nobody is heard {whom} ({_percent(float(part))} of the customers); {seen}."


def _percent(part: float) -> str:
    return f"{part * 100:.0f} %"
