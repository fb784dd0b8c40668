"""What a session changed: prediction error and projection, and the clips that moved people."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from cslab.challenge import bias
from cslab.challenge.bias.effects import ALONE
from cslab.challenge.bias.words import LEAST_ITEMS
from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate, check_level
from cslab.study.convened import Session, same
from cslab.tell.sessions import errors, sentences
from cslab.tell.sessions.moved import moved

if TYPE_CHECKING:
    import altair as alt

FIGURES = ("figure", "value", "low", "high", "n", "unit", "method")


@dataclass(frozen=True, slots=True, eq=False)
class SessionResult:
    """What a session changed, for the team: no names, and no figure of anybody alone.

    Parameters
    ----------
    name, title : str
        Of the session.
    sentence : str
        In plain words, with what became of projection.
    error_before, error_after, error_change : Estimate or None
        How far guesses lie from the customers (mean absolute error of a person, points of 100), and the
        second less the first; None where fewer than two people answered both times.
    projection_before, projection_after, projection_change : Estimate or None
        The projection weight; None where there is no number, and `projection_note` says why.
    projection_note : str
        Empty where there is a number.
    items : DataFrame
        One row an item; see `cslab.tell.sessions.errors.by_item`. Empty where fewer than two people answered
        both times.
    moved : DataFrame
        One row a clip; see `cslab.tell.sessions.moved.moved`.
    people : int
        Who answered both times.
    participants, locked, listened : int
        Who was in it, locked their first answers in time, and heard the reel to its end.
    level : float
        Of the intervals.
    caveats : tuple of str
        Who is left out, and what to doubt.
    """

    name: str
    title: str
    sentence: str
    error_before: Estimate | None
    error_after: Estimate | None
    error_change: Estimate | None
    projection_before: Estimate | None
    projection_after: Estimate | None
    projection_change: Estimate | None
    projection_note: str
    items: pd.DataFrame = field(repr=False)
    moved: pd.DataFrame = field(repr=False)
    people: int
    participants: int
    locked: int
    listened: int
    level: float = 0.95
    caveats: tuple[str, ...] = ()

    def summary(self) -> pd.DataFrame:
        """Return one row a figure: figure, value, low, high, n, unit, method."""
        named = {
            "prediction error before": self.error_before,
            "prediction error after": self.error_after,
            "change of prediction error": self.error_change,
            "projection weight before": self.projection_before,
            "projection weight after": self.projection_after,
            "change of projection weight": self.projection_change,
        }
        return figures(named)

    def chart(self) -> alt.LayerChart:
        """Draw prediction error before and after with intervals, and its change.

        Raises
        ------
        InputError
            If there is no number to draw.
        """
        from cslab.tell.sessions.pictures import errors as picture

        return picture(self)

    def chart_items(self) -> alt.LayerChart:
        """Draw each item: what the team guessed before and after, and what customers answer with interval.

        Raises
        ------
        InputError
            If there is no item to draw.
        """
        from cslab.tell.sessions.pictures import items as picture

        return picture(self)

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        table = self.summary().round(2).to_html(index=False, escape=True, border=0)
        head = f"<h4>{html.escape(self.title)}</h4><p><b>{html.escape(self.sentence)}</b></p>"
        return f"{head}{table}<ul>{doubts}</ul>"


@dataclass(frozen=True, slots=True, eq=False)
class OwnResult:
    """What a session changed in one person's guesses: for themselves alone.

    Parameters
    ----------
    teammate : str
        Whose.
    sentence : str
        In plain words.
    error_before, error_after : float or None
        Mean absolute error over their items (points of 100); None where they did not answer both times.
    error_change : Estimate or None
        The second less the first; n counts questions. None for fewer than three.
    projection_before, projection_after : Estimate or None
        Their own projection weight, drawn toward the team's; None where there is no number.
    items : DataFrame
        One row an item they answered both times: item, wording, actual, own_before, own_after,
        predicted_before, predicted_after, error_before, error_after, change.
    moved_by : tuple of str
        Highlights (nonces) at which they tapped, in the order of the reel.
    caveats : tuple of str
        What to doubt.
    """

    teammate: str
    sentence: str
    error_before: float | None
    error_after: float | None
    error_change: Estimate | None
    projection_before: Estimate | None
    projection_after: Estimate | None
    items: pd.DataFrame = field(repr=False)
    moved_by: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()

    def summary(self) -> pd.DataFrame:
        """Return one row a figure with an interval: figure, value, low, high, n, unit, method."""
        return figures(
            {
                "change of prediction error": self.error_change,
                "projection weight before": self.projection_before,
                "projection weight after": self.projection_after,
            }
        )

    def _repr_html_(self) -> str:
        return f"<p><b>{html.escape(self.sentence)}</b></p>"


def session_result(
    session: Session,
    before: pd.DataFrame,
    after: pd.DataFrame,
    actual: pd.DataFrame,
    taps: pd.DataFrame,
    *,
    level: float = 0.95,
) -> SessionResult:
    """Measure what a session changed.

    Parameters
    ----------
    session : Session
        Who was in it, and what was heard when.
    before, after : DataFrame
        teammate, item, own, certainty, predicted (0 to 100): what was locked in time.
    actual : DataFrame
        What customers answered: item, wording, value, se, n (0 to 100).
    taps : DataFrame
        teammate, highlight, at.
    level : float
        Of the intervals.

    Notes
    -----
    Estimand: the mean change, among people like these, of a person's mean absolute error over these items.
    Each person counts once. The interval is Student's t of the persons' own changes. What customers answered
    is taken as it was measured: its own uncertainty moves both errors alike, and most of it cancels.
    Projection is measured by `cslab.bias.effect` on the same answers.

    References
    ----------
    Hattula, J. D., Herzog, W., Dahl, D. W. & Reinecke, S. (2015). Managerial empathy facilitates egocentric
    predictions of consumer preferences. Journal of Marketing Research 52, 235-252.
    """
    check_level(level)
    seats = [one for one in session.participants if one.locked]
    pairs = errors.paired(before, after, actual)
    persons = errors.by_person(pairs)
    many = len(persons)
    figures_of = [
        errors.over_people(persons[column], what, level=level, lowest=lowest)
        for column, what, lowest in (
            ("error_before", "Mean absolute error before", 0.0),
            ("error_after", "Mean absolute error after", 0.0),
            ("change", "Change of mean absolute error", -100.0),
        )
    ]
    twice = {*before["teammate"]} & {*after["teammate"]}
    again = [one[one["teammate"].isin(twice)] for one in (before, after)]
    found, note = _projection(again[0], again[1], level)
    change = found.weight_change if found is not None else None
    weights = (found.weight_before, found.weight_after) if found is not None else (None, None)
    told = sentences.joined(
        sentences.said(
            figures_of[2],
            figures_of[0],
            figures_of[1],
            people=many,
            answered=len(twice),
            known=bool(actual["value"].notna().any()),
        ),
        figures_of[2],
        sentences.said_of_projection(change, *weights),
        change,
    )
    timeline: Sequence[Mapping[str, Any]] = session.heard.get("timeline", ())
    return SessionResult(
        name=session.name,
        title=session.title,
        sentence=told,
        error_before=figures_of[0],
        error_after=figures_of[1],
        error_change=figures_of[2],
        projection_before=weights[0],
        projection_after=weights[1],
        projection_change=change,
        projection_note=note,
        items=errors.by_item(pairs if many > 1 else pairs.iloc[:0], actual, level=level),
        moved=moved(taps, timeline, [one.teammate for one in seats], level=level),
        people=many,
        participants=len(session.participants),
        locked=len(seats),
        listened=sum(one.listened_at is not None for one in seats),
        level=level,
        caveats=(
            *sentences.doubts(
                locked=len(seats),
                both=len(twice),
                listened=sum(one.listened_at is not None for one in seats if one.teammate in twice),
                late=sum(one.late for one in session.participants),
                out=len(session.out),
                revealed=session.revealed,
            ),
            *([note] if note else []),
            *(one for one in (found.caveats if found is not None else ()) if one != ALONE),
        ),
    )


def own_result(
    session: Session,
    teammate: str,
    before: pd.DataFrame,
    after: pd.DataFrame,
    actual: pd.DataFrame,
    taps: pd.DataFrame,
    *,
    level: float = 0.95,
) -> OwnResult:
    """Measure what a session changed in one person's guesses; the parameters are those of `session_result`.

    Raises
    ------
    NotFoundError
        If they are not in the session.
    """
    seat = session.participant(teammate)
    mine = [frame[_by(frame, teammate)] for frame in (before, after)]
    pairs = errors.paired(mine[0], mine[1], actual)
    table = pairs.merge(actual[["item", "wording"]], on="item").rename(columns={"value": "actual"})
    columns = ["item", "wording", "actual", *errors.MEANS]
    tapped = taps[_by(taps, teammate)].sort_values("at")
    known = not pairs.empty
    first = float(pairs["error_before"].mean()) if known else None
    second = float(pairs["error_after"].mean()) if known else None
    return OwnResult(
        teammate=seat.teammate,
        sentence=sentences.of_one(seat.teammate, first, second, len(pairs)),
        error_before=first,
        error_after=second,
        error_change=errors.over_items(pairs["change"], "Change of absolute error", level=level),
        projection_before=_own_weight(before, seat.teammate, level),
        projection_after=_own_weight(after, seat.teammate, level),
        items=table[columns].sort_values("change", kind="stable").reset_index(drop=True),
        moved_by=tuple(dict.fromkeys(str(one) for one in tapped["highlight"] if one)),
        caveats=(sentences.NO_GROUP, *([sentences.SEEN] if session.revealed else [])),
    )


def figures(named: Mapping[str, Estimate | None]) -> pd.DataFrame:
    """Give one row an estimate that is there."""
    rows = [
        (name, one.value, one.low, one.high, one.n, one.unit, one.method)
        for name, one in named.items()
        if one is not None
    ]
    return pd.DataFrame(rows, columns=list(FIGURES))


# ------------------------------------------------------------------------------------------ inside


def _projection(before: pd.DataFrame, after: pd.DataFrame, level: float) -> tuple[bias.Effect | None, str]:
    """The change of projection; or why there is no number."""
    shared = set(before["item"]) & set(after["item"])
    if len(shared) < LEAST_ITEMS:
        return None, (
            f"There is no number for projection: it takes {LEAST_ITEMS} questions that are answered both "
            f"times, and here are {len(shared)}."
        )
    try:
        found = bias.effect(before, after, None, level=level)
    except InputError as error:
        return None, f"There is no number for projection: {error}"
    if found.weight_change is None:
        return None, f"There is no number for projection: {found.sentence[:1].lower()}{found.sentence[1:]}"
    return found, ""


def _by(frame: pd.DataFrame, teammate: str) -> pd.Series:
    """Rows of one teammate; an empty frame has none, and keeps its columns."""
    return pd.Series([same(one, teammate) for one in frame["teammate"]], index=frame.index, dtype=bool)


def _own_weight(answers: pd.DataFrame, teammate: str, level: float) -> Estimate | None:
    try:
        return bias.projection(answers, None, level=level).person(teammate).weight
    except (InputError, NotFoundError):
        return None
