"""A first script of a reel from a question: which clips, in which order, and why not the others. Pure."""

from __future__ import annotations

import html
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from cslab.errors import InputError
from cslab.study.reelscript import ReelElement
from cslab.tell.choosing import SENTIMENTS, Choosing, filled, sentiment_of
from cslab.tell.display import one_line
from cslab.tell.parts import Options
from cslab.timecode import format_time

MOST: Final = 0.4
"""Part of the length that one voice may take while others wait."""

CLIPS: Final = (
    *("id", "stage", "person_id", "person", "sentiment", "juiciness", "seconds", "round", "quote"),
)
"""Columns of a draft's clips."""

LEFT_OUT: Final = ("id", "interview_id", "person", "stage", "seconds", "why")
"""Columns of what a draft leaves out; of those who did not agree to be heard, no name."""


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """A script that a person may keep, change or throw away; nothing is saved.

    Parameters
    ----------
    elements : tuple of ReelElement
        Headings, clips in the order of playing, and a note where nobody speaks.
    clips : DataFrame
        Those in it, in the order of playing: `CLIPS`; ``round`` says in which round it was chosen.
    left_out : DataFrame
        What fits the question and is not in it, and why: `LEFT_OUT`.
    query : str
        What was asked for, as a sentence.
    rule : str
        How clips were chosen, as a sentence.
    length : float
        Seconds that it may last.
    seconds : float
        How long it lasts as planned.
    gaps : tuple of str
        Names of the stages without a clip in it.
    audience : str
        Who may hear it.
    caveats : tuple of str
        What to know.
    """

    elements: tuple[ReelElement, ...]
    clips: pd.DataFrame
    left_out: pd.DataFrame
    query: str
    rule: str
    length: float
    seconds: float
    gaps: tuple[str, ...] = ()
    audience: str = "team"
    caveats: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        """How many people are heard."""
        return int(self.clips["person_id"].nunique())

    @property
    def sentence(self) -> str:
        """What came of it.

        Examples
        --------
        >>> rows = pd.DataFrame({"id": [1], "interview_id": ["i"], "person_id": ["p"], "seconds": [9.0]})
        >>> draft(rows, {"start": "Start"}, length=60).sentence
        '1 clip of 1 person, 0:09 of at most 1:00. No clip for Start.'
        """
        many = f"{len(self.clips)} clip{'s' * (len(self.clips) != 1)}"
        who = "1 person" if self.people == 1 else f"{self.people} people"
        gaps = f" No clip for {_listed(self.gaps)}." if self.gaps else ""
        return f"{many} of {who}, {format_time(self.seconds)} of at most {format_time(self.length)}.{gaps}"

    def summary(self) -> pd.DataFrame:
        """Return one row a clip, in the order of playing."""
        return self.clips

    def __repr__(self) -> str:
        return f"Draft({self.sentence!r})"

    def _repr_html_(self) -> str:
        shown = self.clips[["stage", "person", "sentiment", "seconds", "quote"]].copy()
        shown["sentiment"] = [sentiment_name(value) for value in shown["sentiment"]]
        shown["seconds"] = [f"{value:.1f}" for value in shown["seconds"]]
        body = shown.fillna("").map(one_line).to_html(index=False, escape=True, border=0)
        out = "".join(
            f"<li>{html.escape(f'{why}: {number}')}</li>"
            for why, number in self.left_out["why"].value_counts().items()
        )
        said = [self.query, self.sentence, self.rule, *self.caveats]
        top = "".join(f"<p>{html.escape(one)}</p>" for one in said if one)
        return f"<div class='cslab-draft'>{top}{body}<p>Left out</p><ul>{out}</ul></div>"


def draft(
    matching: pd.DataFrame,
    stages: Mapping[str, str],
    *,
    length: float = 300.0,
    most: float = MOST,
    seed: int = 0,
    questions: Mapping[str, str] | None = None,
    spoken_for: Collection[str] | None = None,
    show_gaps: bool = True,
    spare: float = 0.0,
    options: Options | None = None,
) -> Draft:
    """Choose and order clips.

    Parameters
    ----------
    matching : DataFrame
        One row a clip that fits the question and may be heard: id, interview_id, person_id, seconds; and
        where known person, stage, sentiment (-1, 0, 1), juiciness, quote, start and end (seconds of the
        recording: of two clips that overlap in it, one is taken).
    stages : mapping of str to str
        Names of the journey's stages by id, in order.
    length : float
        Seconds that the reel may last, headings and pauses included.
    most : float
        Part of the length that one voice may take while others wait, above 0, at most 1.
    seed : int
        Of the lots that are drawn where the rule leaves it open.
    questions : mapping of str to str, optional
        What is asked of each stage: named where nobody speaks for it.
    spoken_for : collection of str, optional
        Stages that somebody speaks for, whether it fits the question or not; those that match when left out.
    show_gaps : bool
        Put a note where nobody speaks for a stage.
    spare : float
        Seconds to keep free: a cut at whole words may be longer than it was marked.
    options : Options, optional
        How the reel will be cut: its headings and pauses are counted in.

    Returns
    -------
    Draft
        Its length is that of the clips as given; `cslab.tell.plan.plan_reel` knows it to the millisecond.

    Raises
    ------
    InputError
        If the length is not above 0, or `most` is no part.

    Notes
    -----
    In rounds, each stage in the order of the journey takes one clip, until nothing more fits. Of the clips of
    a stage the one is taken

    1. whose person has the fewest clips in the stage, then in the reel (round robin over people);
    2. then whose sentiment is furthest behind: its share among all matching clips, everybody's own shares
       counting alike whether they have one clip or twenty, times the clips there will be, less those there
       are;
    3. then the juicier one; one that was not judged comes last;
    4. then by lot, which the seed decides.

    A clip is passed over while it does not fit into what is left of the length, or while its person, who has
    been heard already, would take more than `most` of the length (of all matching clips together, where these
    are shorter; or an equal part, where that is more) and anybody else still has a clip that was not taken.
    The same clips, length and seed give the same draft.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"id": [1, 2, 3], "interview_id": ["a", "a", "b"], "person_id": ["ana", "ana", "ben"],
    ...      "stage": ["start"] * 3, "sentiment": [1, 1, -1], "juiciness": [5, 4, 1], "seconds": [10.0] * 3}
    ... )
    >>> made = draft(rows, {"start": "Start"}, length=25)
    >>> made.clips["id"].tolist(), made.left_out[["id", "why"]].values.tolist()
    ([1, 3], [[2, 'no room is left in 0:25']])
    """
    if not (math.isfinite(length) and length > 0):
        raise InputError(f"A reel lasts longer than {length:g} seconds; give a length above 0.")
    if not 0 < most <= 1:
        raise InputError(f"One voice may take a part above 0 and up to 1, not {most:g}.")
    rows = filled(matching)
    chosen = Choosing(rows, stages, max(0.0, length - spare), most, seed, options or Options()).run()
    rank = {stage: place for place, stage in enumerate(chosen.by_stage)}
    ordered = sorted(chosen.taken, key=lambda number: rank[rows[number]["stage"]])
    clips = pd.DataFrame(
        [rows[number] | {"round": chosen.rounds[number]} for number in ordered], columns=list(CLIPS)
    )
    clips["sentiment"] = clips["sentiment"].astype("Int64")
    clips["juiciness"] = clips["juiciness"].astype("Int64")
    voiced = {rows[number]["stage"] for number in chosen.taken}
    gaps = tuple(stage for stage in stages if stage not in voiced)
    there = {row["stage"] for row in rows.values()}
    missing = {
        stage: _gap(
            stages[stage], (questions or {}).get(stage, ""), stage in there, stage in (spoken_for or ())
        )
        for stage in gaps
    }
    return Draft(
        elements=_elements(clips, stages, missing if show_gaps else {}),
        clips=clips,
        left_out=_left_out(rows, chosen, length),
        query="",
        rule=rule_of(length, chosen.part, seed),
        length=length,
        seconds=chosen.used,
        gaps=tuple(stages[stage] for stage in gaps) if show_gaps else (),
        caveats=_caveats(clips, chosen.part),
    )


def rule_of(length: float, most: float, seed: int) -> str:
    """Say how clips are chosen, as one reads it aloud.

    Examples
    --------
    >>> rule_of(300, 0.4, 0).partition(";")[0]
    "Stage by stage along the journey, everybody's first clip comes before anybody's second"
    """
    return (
        "Stage by stage along the journey, everybody's first clip comes before anybody's second; of those "
        "whose turn it is, the clip goes first whose sentiment is furthest behind its share among all that "
        f"match, then the juicier one, then by lot (seed {seed}). After its first clip, no voice takes more "
        f"than {most:.0%} of {format_time(length)} while others wait.".replace("%", " %")
    )


def sentiment_name(value: Any) -> str:
    """What a sentiment is called.

    Examples
    --------
    >>> sentiment_name(-1), sentiment_name(pd.NA)
    ('negative', 'not judged')
    """
    return SENTIMENTS[sentiment_of(value)]


# ----------------------------------------------------------------------------------------------- inside
def _elements(
    clips: pd.DataFrame, stages: Mapping[str, str], missing: Mapping[str, str]
) -> tuple[ReelElement, ...]:
    made: list[ReelElement] = []
    for stage in dict.fromkeys([*stages, *clips["stage"]]):
        numbers = clips.loc[clips["stage"] == stage, "id"]
        if stage in missing:
            made.append(ReelElement("note", text=missing[stage], stage=stage))
        elif stage and len(numbers):
            made.append(ReelElement("heading", text=stages.get(stage, stage), stage=stage))
        made += [ReelElement("clip", highlight=int(number)) for number in numbers]
    return tuple(made)


def _gap(name: str, question: str, matching: bool, spoken_for: bool) -> str:
    """What is written where a stage has no clip."""
    if matching:
        return f"There was no room for a clip of {name}."
    if spoken_for:
        return f"No clip of {name} fits what was asked for and may be heard."
    return f"Nobody speaks for {name} yet.{f' To ask: {question}' if question else ''}"


def _left_out(rows: Mapping[int, dict[str, Any]], chosen: Choosing, length: float) -> pd.DataFrame:
    out = []
    for number, row in rows.items():
        if number in chosen.rounds:
            continue
        if number in chosen.twins:
            why = f"it holds words of clip {chosen.twins[number]}"
        elif row["seconds"] > length:
            why = f"it alone lasts longer than {format_time(length)}"
        elif chosen.over(number) and chosen.fits(number):
            why = f"{row['person']} would take more than {chosen.part:.0%} while others wait".replace(
                "%", " %"
            )
        else:
            why = f"no room is left in {format_time(length)}"
        out.append({name: row.get(name) for name in LEFT_OUT} | {"why": why})
    return pd.DataFrame(out, columns=list(LEFT_OUT)).sort_values("id", ignore_index=True)


def _caveats(clips: pd.DataFrame, most: float) -> tuple[str, ...]:
    if clips.empty:
        return ("No clip fits; ask for less, or for a longer reel.",)
    said = []
    parts = clips.groupby("person")["seconds"].sum() / clips["seconds"].sum()
    if len(parts) == 1:
        said.append(f"All of it is one voice, {parts.index[0]}.")
    elif parts.max() > most and len(clips) > 1:
        said.append(
            f"{parts.idxmax()} takes {parts.max():.0%} of what is heard: nobody else has a clip left that "
            "fits.".replace("%", " %")
        )
    if int(clips["sentiment"].isna().sum()):
        said.append(f"{int(clips['sentiment'].isna().sum())} of its clips were not judged by sentiment.")
    return tuple(said)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
