"""What is behind a cell of the journey map: its clips, its figures with their rows, and what is counted."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import pandas as pd
import streamlit as st

from app import opened
from app.ui import journey_map, look, player, reel_draft_form, shown
from app.ui.plain import label, many, text
from cslab import Study
from cslab.tell.journey import LANES, Cell, JourneyMap, Point
from cslab.tell.journey.spoken import SIGNS

MORE: Final = {
    "usage": "More on use",
    "surveys": "More on the survey",
    "customers": "More on customers",
    "codes": "More on codes",
}
POINTS: Final = {"feel": "People, by how they sound", "promises": "Promises, and what was heard"}
MOST: Final = 40


def show(study: Study, journey: JourneyMap, stage: str, lane: str) -> None:
    """Show one lane of a stage, or the whole stage where no lane is named."""
    with st.container(key="journey-open"):
        _moves(journey, stage, lane)
        asked = journey.questions.get(stage, "")
        of = LANES[lane] if lane else "Everything that was said"
        st.html(
            f'<div class="jp-head"><h2 class="jp-title" tabindex="-1">{escape(journey.stages[stage])}: '
            f"{escape(of[:1].lower() + of[1:])}</h2>{f'<p>{escape(asked)}</p>' if asked else ''}</div>"
        )
        cell = journey.cell(lane or "say", stage)
        clips = journey.played(stage, lane)
        if (lane and cell.note) or (not lane and clips.empty):
            look.aside(escape(cell.note))
        if lane:
            _figures(study, cell)
            _points(study, cell)
        if len(clips):
            head = f"{many(len(clips), 'clip')}, {many(clips['person_id'].nunique(), 'person', 'people')}"
            st.html(f'<h3 class="cs-whose">{head}</h3>')
            player.show_snippets(
                study, clips.head(MOST), key=f"journey-clips-{lane}-{stage}", label=journey.stages[stage]
            )
            if not (opened.read_only() or study.read_only) and st.button(
                "Make a reel of this stage", key="journey-reel", icon=":material/auto_awesome_motion:"
            ):
                reel_draft_form.begin(stage)
                st.switch_page("views/reels.py")


def _moves(journey: JourneyMap, stage: str, lane: str) -> None:
    """Close it, or go along the journey."""
    names = list(journey.stages)
    at = names.index(stage)
    with st.container(key="journey-moves", horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            "Close", key="journey-close", icon=":material/close:", on_click=journey_map.go, args=("", "")
        )
        for there, arrow in ((at - 1, "←"), (at + 1, "→")):
            if 0 <= there < len(names):
                name = label(journey.stages[names[there]])
                words = f"{arrow} {name}" if arrow == "←" else f"{name} {arrow}"
                st.button(
                    words,
                    key=f"journey-to-{there > at}",
                    type="tertiary",
                    on_click=journey_map.go,
                    args=(names[there], lane),
                )


def _figures(study: Study, cell: Cell) -> None:
    for at, ((title, estimate), behind) in enumerate(zip(cell.figures, cell.behind, strict=True)):
        shown.number(
            study,
            title,
            estimate,
            key=f"journey-{cell.lane}-{cell.stage}-{at}",
            table=behind.table,
            voices=behind.voices,
            link=(behind.page, MORE[behind.page], behind.query) if behind.page in MORE else None,
            level=3,
            digits=0 if estimate.unit in ("%", "points") else None,
        )


def _points(study: Study, cell: Cell) -> None:
    """What is counted in people: codes, feelings, and what became of promises."""
    if not cell.points:
        return
    title = POINTS.get(cell.lane, "Codes, by people")
    voices: dict[str, Any] = {"stage": cell.stage}
    if cell.lane in SIGNS:
        voices |= {"codes": [one.label for one in cell.points], "sentiment": SIGNS[cell.lane]}
    rows = pd.DataFrame(
        [(one.label, one.state, one.people, one.of, len(one.highlights)) for one in cell.points],
        columns=["what", "state", "people", "of", "clips"],
    ).astype({"of": "Int64"})
    listed = "".join(
        f"<li><span>{text(one.label)}</span><em>{escape(_counted(one))}</em></li>"
        for one in cell.points[:MOST]
    )
    shown.table(
        study,
        title,
        table=rows,
        key=f"journey-{cell.lane}-{cell.stage}-points",
        html=f'<ul class="jp-points">{listed}</ul>',
        voices=voices,
        level=3,
    )


def _counted(point: Point) -> str:
    """What a point comes to, in words."""
    if point.state:
        return f"{point.state} ×{point.people}" if point.people > 1 else point.state
    return f"{point.people} of {many(point.of or point.people, 'person', 'people')}"
