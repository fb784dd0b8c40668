"""What codes say about people: how many, in which groups, which together, and whether more will come."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.ui import figures, look, player, rows, who
from app.ui.plain import many, text
from cslab import Study
from cslab.errors import InputError
from cslab.estimate import Estimate
from cslab.intervals import proportion
from cslab.listen.patterns import STAGE, CodeCounts

PAIRS, VOICES = 12, 12
TEACH = "Mark what people say with codes on the <b>Interview</b> page; here you see how many people said it."


def show(study: Study) -> None:
    """Show the people of each code, of all or by group, and their voices; saturation; codes in common."""
    by = st.selectbox("Count people", _choices(study), format_func=_name, key="analysis-by", width=320)
    try:
        found = study.code_counts(by, blind_for=who.coder())
    except InputError as error:
        look.trouble(str(error))
        return
    if found.table.empty:
        look.empty("Nothing is coded yet", TEACH)
        return
    if study.blind(who.coder()):
        look.aside("You code blind, so only your own codes are counted.")
    (_of_all if by is None else _by_group)(study, found)
    rows.sentences(list(found.caveats))
    _differences(found)
    _voices(study, found)
    look.section("Do new interviews bring new codes?")
    _saturation(study)
    look.section("Codes that the same people have")
    _together(study)


def _choices(study: Study) -> list[str | None]:
    ids = {"person_id", "account_id", "name", "success_means"}
    known = [*study.people.columns, *study.accounts.columns]
    return [None, STAGE, *dict.fromkeys(name for name in known if name not in ids)]


def _name(by: str | None) -> str:
    if by is None:
        return "Everybody"
    return "By stage" if by == STAGE else f"By {by.replace('_', ' ')}"


def _share(row: pd.Series) -> str:
    if not row["of"]:
        return figures.number(None, digits=0)
    few = ' <small class="cs-few">few</small>' if row["few"] else ""
    rests_on = f"{row['people']} of {many(int(row['of']), 'person', 'people')}{few}"
    return figures.number(proportion(int(row["people"]), int(row["of"])), digits=0, rests_on=rests_on)


def _of_all(study: Study, found: CodeCounts) -> None:  # noqa: ARG001 - one shape for both
    ordered = found.table.sort_values(["people", "code"], ascending=[False, True])
    lines = [(figures.of_code(row["code"]), _share(row)) for _, row in ordered.iterrows()]
    st.html(figures.table(["Code", "Share of people"], lines, caption="People of each code"))


def _by_group(study: Study, found: CodeCounts) -> None:
    stages = {stage.id: stage.name for stage in study.config.stages}
    cells = {(row["code"], row["group"]): _share(row) for _, row in found.table.iterrows()}
    codes = dict.fromkeys(found.table["code"])
    lines = [(figures.of_code(code), *(cells[code, group] for group in found.groups)) for code in codes]
    heads = ["Code", *(stages.get(group, group) for group in found.groups)]
    st.html(figures.table(heads, lines, caption="People of each code, by group"))


def _differences(found: CodeCounts) -> None:
    if found.differences.empty:
        return
    with st.expander("Differences between groups"):
        lines = [
            (
                figures.of_code(row["code"]),
                f"{text(row['group'])} less {text(row['other'])}",
                figures.number(_points(row), digits=0, bar=False),
                f"{row['p_holm']:.2g}",
            )
            for _, row in found.differences.sort_values(["p_holm", "code"]).iterrows()
        ]
        heads = ["Code", "Groups", "Difference in points (95 %)", "p, Fisher and Holm"]
        st.html(figures.table(heads, lines, caption="Differences between groups"))


def _points(row: pd.Series) -> Estimate:
    return Estimate(row["difference"], row["low"], row["high"], int(row["n"]), "Newcombe", unit="points")


def _voices(study: Study, found: CodeCounts) -> None:
    codes = sorted(set(found.table["code"]))
    code = st.selectbox(
        "Hear the people of a code",
        [None, *codes],
        format_func=lambda name: name or "Choose a code",
        key="analysis-voices",
        width=320,
    )
    if code is None:
        return
    said = study.highlights(code=code, blind_for=who.coder()).head(VOICES)
    said["person"] = said["interview_id"].map(study.recordings.set_index("interview_id")["name"])
    player.show_snippets(study, said, key=f"voices-{code}")


def _saturation(study: Study) -> None:
    found = study.saturation(blind_for=who.coder())
    st.altair_chart(found.chart())
    once = f"; {many(len(found.once), 'code')} so far in one interview alone" if found.once else ""
    look.aside(
        "The line is what happened; the band, where it would lie had interviews been held in another order. "
        f"One more interview like these may bring <b>{found.next.value:.1f} new codes</b> "
        f"({found.next.low:.1f} to {found.next.high:.1f}){once}."
    )
    rows.sentences(list(found.caveats))


def _together(study: Study) -> None:
    found = study.cooccurrence(blind_for=who.coder())
    pairs = found.table[found.table["both"] > 0]
    if pairs.empty:
        look.aside("No two codes belong to the same person yet.")
        return
    lines = [
        (
            f"{figures.of_code(row['code'])} and {figures.of_code(row['other'])}",
            f"{row['both']} of {row['either']}",
            figures.number(proportion(int(row["both"]), int(row["either"])), digits=0, rests_on=""),
            f"<b>{row['lift']:.1f}</b> <small>({row['lift_low']:.1f} to {row['lift_high']:.1f})</small>",
        )
        for _, row in pairs.head(PAIRS).iterrows()
    ]
    heads = ["Codes", "People with both, of those with either", "Share", "Times as often as by chance"]
    st.html(figures.table(heads, lines, caption="Codes that the same people have"))
    rows.sentences(list(found.caveats))
