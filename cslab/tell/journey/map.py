"""The journey map: stages across, and down what customers do, say and feel, and what we promised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from cslab.errors import NotFoundError
from cslab.estimate import Estimate
from cslab.tell.journey.lanes import LANES

if TYPE_CHECKING:
    import altair as alt

    from cslab.challenge.evidence.card import Sounds


class Figure(NamedTuple):
    """A number of a cell, and what it is a number of."""

    label: str
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said.

    Parameters
    ----------
    highlight : int
        Id of the clip.
    text : str
        Their words.
    person : str
        Who, as far as the audience may know.
    sentiment : int or None
        -1, 0 or 1, as the clip was judged.
    """

    highlight: int
    text: str
    person: str
    sentiment: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """Something of a cell that is counted in people.

    Parameters
    ----------
    label : str
        A code, or what was promised.
    people : int
        How many people.
    of : int or None
        Out of how many; None where that is no share of anything.
    highlights : tuple of int
        Ids of the clips in which it was said, the best first.
    state : str
        Of a promise: ``"kept"``, ``"broken"``, ``"overdue"``, ``"open"``, ``"released"``; of what was heard:
        what became of it in words. Empty for codes.
    """

    label: str
    people: int
    of: int | None
    highlights: tuple[int, ...] = ()
    state: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Behind:
    """What stands behind a figure: its rows, a page of the app with more, and whom to hear.

    Parameters
    ----------
    table : DataFrame
        The rows.
    page : str
        Page of the app.
    query : mapping of str to str
        What to open there.
    voices : mapping or None
        Arguments of `Study.why`; None where there is nobody in particular.
    """

    table: pd.DataFrame
    page: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    voices: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One lane of one stage.

    Parameters
    ----------
    lane, stage : str
        Which; a key of `LANES`, and the id of a stage.
    figures : tuple of Figure
        ``(label, estimate)`` each.
    quotes : tuple of Quote
        The best first, everybody's best before anybody's second.
    points : tuple of Point
        The most frequent first.
    clips : tuple of int
        Ids of the highlights that it plays, in their order.
    note : str
        Where it is empty: why, and what to do. Else what to know: too few for a figure, what is left out.
    behind : tuple of Behind
        One a figure, in their order.
    """

    lane: str
    stage: str
    figures: tuple[Figure, ...] = ()
    quotes: tuple[Quote, ...] = ()
    points: tuple[Point, ...] = ()
    clips: tuple[int, ...] = ()
    note: str = ""
    behind: tuple[Behind, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see or to hear in it."""
        return not (self.figures or self.quotes or self.points or self.clips)


@dataclass(frozen=True, slots=True, eq=False)
class JourneyMap:
    """The journey of a study's customers.

    Parameters
    ----------
    title : str
        Of the study.
    stages : mapping of str to str
        Names of the stages by their ids, in the order of the journey.
    cells : mapping of (str, str) to Cell
        By lane and stage.
    clips : DataFrame
        Every clip that a cell plays: `CLIPS`, by id in ``id``.
    questions : mapping of str to str
        What is asked of each stage.
    audience : str
        Who will hear it: ``"team"``, ``"company"`` or ``"public"``.
    people : int
        How many people are heard in it.
    left_out : tuple of str
        What is left out and why, one sentence each.
    lanes : tuple of str
        Keys of `LANES`, from above.
    synthetic : bool
        Whether its people are invented.
    sounds : callable, optional
        Gives the sound of clips; without it the map can't be heard in a notebook.
    """

    title: str
    stages: Mapping[str, str]
    cells: Mapping[tuple[str, str], Cell]
    clips: pd.DataFrame
    questions: Mapping[str, str] = field(default_factory=dict)
    audience: str = "team"
    people: int = 0
    left_out: tuple[str, ...] = ()
    lanes: tuple[str, ...] = tuple(LANES)
    synthetic: bool = False
    sounds: Sounds | None = None

    def cell(self, lane: str, stage: str) -> Cell:
        """Give one lane of one stage.

        Raises
        ------
        NotFoundError
            If there is no such lane or stage.
        """
        if lane not in self.lanes:
            raise NotFoundError.of("lane of the journey map", lane, self.lanes)
        if stage not in self.stages:
            raise NotFoundError.of("stage", stage, self.stages)
        return self.cells[lane, stage]

    def played(self, stage: str, lane: str = "") -> pd.DataFrame:
        """Give the clips that a cell plays, or a whole stage, in their order.

        Returns
        -------
        DataFrame
            `CLIPS`; of a stage everybody's clips, what they say first.

        Raises
        ------
        NotFoundError
            If there is no such lane or stage.
        """
        wanted = [lane] if lane else self.lanes
        ids = dict.fromkeys(one for name in wanted for one in self.cell(name, stage).clips)
        rows = self.clips.set_index("id", drop=False)
        return rows.loc[[one for one in ids if one in rows.index]].reset_index(drop=True)

    def gaps(self) -> tuple[str, ...]:
        """Give the stages for which nobody can be heard."""
        return tuple(stage for stage in self.stages if not self.cell("say", stage).clips)

    def summary(self) -> pd.DataFrame:
        """Return one row a figure, quote and point of each cell, and one for each that is empty.

        Returns
        -------
        DataFrame
            `SUMMARY`: stage, lane, kind (``figure``, ``quote``, ``code``, ``feeling``, ``promise``, ``gap``),
            what, and then what it has of value, low, high, unit, n, level, method; people, of; clips (ids).
        """
        from cslab.tell.journey.table import table_of

        return table_of(self)

    def chart(self) -> alt.LayerChart:
        """Draw how people feel from stage to stage, with intervals; a stage without a figure is a gap."""
        from cslab.tell.journey.chart import draw

        return draw(self)

    def html(self) -> str:
        """Return the map as a piece of HTML that needs no script; it can be read and printed, not heard."""
        from cslab.tell.journey.picture import map_html

        return map_html(self)

    def page(self) -> str:
        """Return the map as a whole HTML document, to be kept, read and printed."""
        from cslab.tell.journey.picture import page

        return page(self)

    def widget(self) -> Any:
        """Return the map for a notebook: every cell plays.

        Raises
        ------
        MissingDependencyError
            If anywidget is not installed; with the install line.
        """
        from cslab.tell.journey.widget import show

        return show(self)

    def __repr__(self) -> str:
        return f"JourneyMap({self.title!r}, {len(self.stages)} stages, {len(self.clips)} clips)"

    def _repr_html_(self) -> str:
        return self.html()
