"""What the team's locked answers come to: one sentence, the figure, each item, and how it was worked out."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import pandas as pd
import streamlit as st

from app.ui import figures, look, shown
from cslab import Study
from cslab.challenge.bias import Projection
from cslab.errors import CslabError
from cslab.estimate import Estimate

WHAT: Final = (
    "0: our own taste has nothing to do with what we expect of customers. 1: we expect of them exactly what "
    "we want ourselves, each of us our own."
)
DESERVED: Final = "Deserved: as much as our own taste is worth as a guide, were it all that we knew."
COMPARED: Final = (
    (
        "Ross, Greene & House 1977, repeated in many laboratories (Klein et al. 2018)",
        "Those who would do a thing think it more common than those who would not: by 1.18 standard "
        "deviations (1.13 to 1.23) in one scenario and 0.95 (0.90 to 1.00) in another.",
    ),
    (
        "Krueger & Clement 1994",
        "The effect stayed when people were told of it, and when they were shown how others had answered.",
    ),
    (
        "Dawes 1989; Hoch 1987",
        "Some of it is reasonable: one's own taste is one observation of how people are. That is why there "
        "is a weight that it deserves.",
    ),
)


def show(study: Study, of: str, *, named: tuple[str, ...] = ()) -> None:
    """Show the result of a round.

    Parameters
    ----------
    study : Study
        Where the answers are.
    of : str
        The round.
    named : tuple of str
        Teammates who let the team see their own figure.
    """
    found = study.projection(of)
    st.html(f'<p class="mi-verdict">{escape(found.sentence)}</p>')
    if found.deserved:
        look.aside(escape(found.deserved))
    if found.weight is None:
        if found.needs:
            look.aside(escape(found.needs))
    else:
        _weight(study, found, named)
    _items(study, found)
    if found.weight is not None:
        _more(study, found)
    _method(found)
    _literature()


def _weight(study: Study, found: Projection, named: tuple[str, ...]) -> None:
    here = [name for name in named if _has_figure(found, name)]
    rows = found.people if len(found.people) else found.summary()
    shown.figure(
        study,
        "How much of our own taste is in what we predict",
        chart=drawn(lambda: found.chart(names=here)),
        table=rows,
        key="mirror-weight",
        estimate=found.weight,
        note=WHAT if found.warranted is None else f"{WHAT} {DESERVED}",
        caveats=found.caveats,
    )


def _items(study: Study, found: Projection) -> None:
    if found.items.empty:
        return
    shown.figure(
        study,
        "What we would answer, what we predict, and what customers say",
        chart=drawn(found.chart_items),
        table=found.items,
        key="mirror-items",
        n=found.teammates,
        voices=_misjudged(study, found.items),
        hear="Hear those we misjudge most",
        link=("surveys", "Open the survey", {"survey": _survey(study)}),
        note="Means of those who locked their answers, and of customers with interval; the widest gap first.",
    )


def _more(study: Study, found: Projection) -> None:
    cost = found.cost
    lines: list[tuple[str, Estimate | None, str]] = [
        ("This team, these questions", found.weight, "The figure above."),
        (
            "People like us",
            found.people_like_us,
            "If other teammates like these were asked: less certain, because few people speak for many.",
        ),
        (
            "Weight that our taste deserves",
            found.warranted,
            "One's own taste is worth a little as evidence; projection does harm above this.",
        ),
        (
            "Pull of the taste we share",
            found.shared_pull,
            "How far our mean guess leans to our mean taste. Taste and common belief can't be told apart.",
        ),
        ("Error of our predictions", cost.before if cost else None, "In points of 0 to 100."),
        (
            "What projection costs",
            cost.saved if cost else None,
            "So much smaller the error would be without it.",
        ),
    ]
    rows = [
        (
            f'{escape(name)}<small class="mi-about">{escape(about)}</small>',
            figures.number(one, digits=1 if abs(one.high) > 2 else 2, bar=False, rests_on=""),
        )
        for name, one, about in lines
        if one is not None
    ]
    with st.expander("The other figures"):
        shown.table(
            study,
            "Beside it",
            table=found.summary(),
            key="mirror-more",
            html=figures.table(["Figure", "Estimate"], rows, caption="Figures of the mirror"),
            note=cost.sentence if cost is not None else "",
            level=3,
        )
        if found.sureness is not None:
            look.aside(escape(found.sureness.sentence))


def _method(found: Projection) -> None:
    with st.expander("How this is worked out"):
        lines = [
            "Each prediction is set against its author's own answer, after taking out how high this teammate "
            "predicts in general and how high the team predicts for this question. What is left can't come "
            "from knowing customers, from what everybody believes, or from a rosy view: it is taste.",
            f"{found.teammates} teammates, {found.items_used} questions, {found.answers} answers with both.",
            *filter(None, [found.chance, found.needs]),
            *found.caveats,
        ]
        methods = {one.method for one in (found.weight, found.people_like_us) if one is not None}
        lines += [f"Method: {method}." for method in sorted(methods)]
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        st.html(f'<ul class="mi-refs">{items}</ul>')


def _literature() -> None:
    with st.expander("Beside what studies found"):
        look.aside(
            "Studies measure a different thing: how much more common people think what they chose "
            "themselves. Read them for comparison only; what is common knowledge does not move "
            "the figure above, and it moves theirs."
        )
        items = "".join(f"<li><b>{escape(source)}</b>: {escape(said)}</li>" for source, said in COMPARED)
        st.html(f'<ul class="mi-refs">{items}</ul>')


def _misjudged(study: Study, items: pd.DataFrame) -> dict[str, Any] | None:
    """Those who answered unlike what we predict most wrongly: below it where we predict too much."""
    known = items[items["gap"].notna()]
    if known.empty:
        return None
    widest = known.sort_values("gap", key=abs, ascending=False, kind="stable").iloc[0]
    group = "low" if float(widest["gap"]) > 0 else "high"
    try:
        people = study.who_answered(_survey(study), str(widest["item"]), group)
    except CslabError:
        return None
    return {"people": people} if people else None


def _survey(study: Study) -> str:
    return str(study.mirror_items()["survey"].iloc[0])


def _has_figure(found: Projection, name: str) -> bool:
    try:
        return found.person(name).weight is not None
    except CslabError:
        return False


def drawn(make: Any) -> Any:
    """A picture; none where there is nothing to draw."""
    try:
        return make()
    except CslabError:
        return None
