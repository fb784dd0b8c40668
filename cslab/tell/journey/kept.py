"""What we promised at a stage, what became of it, and what became of what was heard there."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from cslab.measure.customers.loop import STANDS
from cslab.measure.customers.shares import LEAST, share_of
from cslab.tell.journey.map import Behind, Cell, Figure, Point

KEPT: Final = "Promises kept"
TOLD: Final = "Were told what became of it"
NONE: Final = (
    "Nothing was promised here that anybody wrote down; do so on the page Customers, with the clip in which "
    "it was asked for."
)
_ORDER: Final = ("broken", "overdue", "open", "kept", "released", *STANDS.values())


def promised(
    promises: pd.DataFrame, feedback: pd.DataFrame, stage: str, *, words: bool = True, level: float = 0.95
) -> Cell:
    """Give the lane ``promises`` of a stage.

    Parameters
    ----------
    promises : DataFrame
        person_id, account_id, what, state (``made``, ``kept``, ``broken``, ``released``), overdue, stage, and
        highlight: the id of the clip it rests on, where the audience may hear one.
    feedback : DataFrame
        person_id, account_id, what, stands, stage, highlight.
    stage : str
        Id of the stage.
    words : bool
        False names only what rests on a clip that may be heard; the rest is counted in the figures.
    level : float
        Of the intervals.

    Returns
    -------
    Cell
        Shares with their intervals where they rest on at least 5 people; then each promise and each piece of
        feedback with what became of it, those with a clip first, the same ones counted in people.

    Examples
    --------
    >>> made = pd.DataFrame({"person_id": ["p-1"], "account_id": None, "what": ["A call"], "stage": "trouble",
    ...     "state": ["made"], "overdue": [True], "highlight": [7]})
    >>> cell = promised(made, made.head(0).assign(stands=""), "trouble")
    >>> cell.points
    (Point(label='A call', people=1, of=None, highlights=(7,), state='overdue'),)
    """
    ours = promises[promises["stage"] == stage]
    heard = feedback[feedback["stage"] == stage]
    if ours.empty and heard.empty:
        return Cell("promises", stage, note=NONE)
    settled = ours[ours["state"].isin(["kept", "broken"])]
    shares = [
        (KEPT, settled, settled["state"] == "kept", "promises"),
        (TOLD, heard, heard["stands"] == "told", "loop"),
    ]
    figures, behind, few = [], [], []
    for label, rows, flags, view in shares:
        whom = _whom(rows)
        if int(whom.nunique()) >= LEAST:
            figures.append(Figure(label, share_of(flags, whom, level=level)))
            about = {"people": [str(one) for one in rows["person_id"].dropna().unique()]}
            behind.append(Behind(rows.reset_index(drop=True), "customers", {"view": view}, about))
        elif len(rows):
            few.append(label)
    states = ours["state"].where(ours["state"] != "made", "open")
    states = states.where(~ours["overdue"].astype(bool), "overdue")
    told = pd.concat(
        [
            ours.assign(_state=states, _kind=0),
            heard.assign(_state=heard["stands"].map(STANDS), _kind=1),
        ]
    )
    if not words:
        told = told[told["highlight"].notna()]
    points = _points(told)
    clips = tuple(dict.fromkeys(one for point in points for one in point.highlights))
    note = f"Too few for a share: {', '.join(few).lower()}." if few else ""
    return Cell("promises", stage, tuple(figures), (), points, clips, note, tuple(behind))


# ------------------------------------------------------------------------------------------ inside


def _points(told: pd.DataFrame) -> tuple[Point, ...]:
    found: list[tuple[tuple[Any, ...], Point]] = []
    for (kind, what, state), own in told.groupby(["_kind", "what", "_state"], sort=False):
        ids = tuple(dict.fromkeys(int(one) for one in own["highlight"].dropna()))
        people = max(1, int(_whom(own).nunique()))
        order = (not ids, kind, _ORDER.index(state), -people)
        found.append((order, Point(str(what), people, None, ids, str(state))))
    return tuple(point for _, point in sorted(found, key=lambda one: one[0]))


def _whom(rows: pd.DataFrame) -> pd.Series:
    """Who each is of: the person, else the account, else somebody of their own."""
    whom = rows["person_id"].astype(object).where(rows["person_id"].notna(), rows["account_id"])
    return whom.where(whom.notna(), pd.Series([f"row {at}" for at in rows.index], index=rows.index))
