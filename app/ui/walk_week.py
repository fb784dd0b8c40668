"""The week: my own line first, then who else listens to whom, and the weeks before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from html import escape
from typing import Any

import streamlit as st

from app.ui import customer_words as words
from app.ui import look
from app.ui import walk_parts as parts
from app.ui.plain import day, many, missing, text
from cslab import Study
from cslab.errors import InputError
from cslab.study.rota import AGREED, DONE, PUT_OFF
from cslab.study.weeks import week_of
from cslab.tell.walk.rotation import Rotation
from cslab.tell.walk.streaks import HEARD, OFF, OPEN, Streak
from cslab.tell.walk.weekly import Rota

STATES = {AGREED: "agreed", DONE: "done", PUT_OFF: "put off"}
MARKS = {HEARD: "listened", OFF: "a week off", OPEN: "this week, open"}
TEACH = (
    "Each week everybody listens to one customer. Put people into people.csv, and a rule that you can read "
    "proposes who listens to whom, so that those who are unhappy and those nobody calls are heard, too."
)


def show(study: Study) -> None:
    """Show a week, the one of the address or this one."""
    if study.people.empty:
        look.empty("No customers yet", TEACH)
        return
    monday = _asked()
    mine = parts.me(study)
    found = study.rota(monday)
    proposed = study.rotation(week=monday, teammates=[*study.walkers(), mine])
    _own(study, mine, found, proposed)
    _team(study, mine, found, proposed)
    _before(found)


def _asked() -> date:
    """The week that the address names."""
    try:
        return week_of(st.query_params.get("week"))
    except InputError as error:
        look.trouble(str(error))
        return week_of()


# ---- one's own ----


def _own(study: Study, mine: str, found: Rota, proposed: Rotation) -> None:
    now = week_of()
    look.section("Your week" if found.week == now else f"Your {parts.week_name(found.week)}")
    own = study.streaks(mine).own
    if own is not None and found.week == now:
        _weeks(own, study.streaks().meaning)
    lines = found.of(mine)
    for row in lines.to_dict("records"):
        _line(study, row, mine)
    if lines.empty:
        _proposal(study, mine, found.week, proposed)


def _weeks(own: Streak, meaning: str) -> None:
    """The last eight weeks as marks with words; nothing stands where nothing was."""
    marks = []
    for one in own.lately:
        said = MARKS.get(one.state, "")
        name = f"{day(one.week)}{': ' if said else ''}{said}"
        kind = {HEARD: "heard", OFF: "off", OPEN: "open"}.get(one.state, "none")
        hidden = "" if said else ' aria-hidden="true"'
        marks.append(f'<li class="wk-{kind}" title="{escape(name)}"{hidden}><i>{escape(name)}</i></li>')
    st.html(
        f'<div class="wk-own"><p>{escape(own.sentence)}</p>'
        f'<ol class="wk-weeks" aria-label="Your last eight weeks">{"".join(marks)}</ol>'
        f"<details><summary>What counts</summary><p>{escape(meaning)}</p></details></div>"
    )


def _line(study: Study, row: Mapping[Any, Any], mine: str) -> None:
    """A line of one's own: who it is, why, and what can be done with it."""
    number, state = int(row["id"]), str(row["state"])
    with st.container(key=f"walk-line-{number}"):
        why = f" because: {text(row['reason'])}" if row["reason"] else ""
        kind = f'<span class="wk-state wk-is-{state.replace(" ", "-")}">{STATES[state]}{why}</span>'
        note = f"<p>{text(row['note'])}</p>" if row["note"] else ""
        st.html(
            f'<div class="wk-line"><h3>{parts.link(row["person_id"], row["name"])}</h3>{kind}{note}</div>'
        )
        with st.container(horizontal=True, gap="small", key=f"walk-acts-{number}"):
            _read(row)
            if not parts.writes():
                return
            if state == AGREED:
                _finish(study, number, row, mine)
                _put_off(study, number, mine)
            elif st.button("Take that back", key=f"walk-reopen-{number}", type="tertiary"):
                words.do(
                    lambda: study.reopen_rota(number, author=mine),
                    f"walk-reopen-{number}",
                    "It is agreed again.",
                )


def _read(row: Mapping[Any, Any]) -> None:
    st.page_link(
        "views/walk.py",
        label="Read the brief",
        icon=":material/menu_book:",
        query_params={"brief": str(row["person_id"]), "week": str(row["week"])},
    )


def _finish(study: Study, number: int, row: Mapping[Any, Any], mine: str) -> None:
    name = str(row["person_id"] if missing(row["name"]) else row["name"])
    with st.popover("Done", icon=":material/check:"), st.form(f"walk-done-{number}", border=False):
        given = parts.heard_form(f"walk-done-{number}")
        if st.form_submit_button("Write it into the log", type="primary", key=f"walk-done-keep-{number}"):
            words.do(
                lambda: study.finish_rota(number, author=mine, **given),
                f"walk-done-{number}",
                f"In the log: you listened to {name}.",
            )


def _put_off(study: Study, number: int, mine: str) -> None:
    with st.popover("Put off"), st.form(f"walk-off-{number}", border=False):
        look.aside("It happens. Say why, so that the next one knows; nobody is counted by it.")
        reason = st.text_input(
            "Why", key=f"walk-off-why-{number}", placeholder="She is on leave until Monday"
        )
        if st.form_submit_button("Put it off", key=f"walk-off-keep-{number}"):
            words.do(
                lambda: study.put_off_rota(number, reason, author=mine),
                f"walk-off-{number}",
                "It is put off.",
            )


def _proposal(study: Study, mine: str, monday: date, proposed: Rotation) -> None:
    """What the rule proposes to who is at work, and a choice of somebody else."""
    own = proposed.of(mine)
    if own.empty:
        look.aside("Nobody is left to be proposed to you this week.")
    else:
        row = own.iloc[0].to_dict()
        st.html(
            f'<div class="wk-line"><p class="wk-eyebrow">Proposed for you</p>'
            f"<h3>{parts.link(row['person_id'], row['name'])}</h3><p>{text(row['why'])}</p></div>"
        )
    if not parts.writes():
        return
    with st.container(horizontal=True, gap="small", key="walk-proposed"):
        if len(own) and st.button("Agree", type="primary", key="walk-agree"):
            row = own.iloc[0].to_dict()
            words.do(
                lambda: study.agree_rota(
                    mine, str(row["person_id"]), week=monday, note=str(row["why"]), author=mine
                ),
                "walk-agree",
                f"Agreed: you listen to {row['name']}.",
            )
        with st.popover("Somebody else"):
            person = parts.choose_customer(study, "Whom will you listen to?", "walk-other")
            if st.button("Agree", key="walk-other-keep", disabled=person is None):
                words.do(
                    lambda: study.agree_rota(mine, str(person), week=monday, author=mine),
                    "walk-other",
                    "Agreed.",
                )


# ---- everybody ----


def _team(study: Study, mine: str, found: Rota, proposed: Rotation) -> None:
    st.html(
        f'<div class="wk-head"><h2 class="cs-section">Everybody, {escape(parts.week_name(found.week))}</h2>'
        f'<nav aria-label="Weeks">{_to(found.before, "The week before")}{_to(found.after, "The week after")}'
        f"</nav></div>"
    )
    look.aside(escape(found.sentence))
    lines = [_told(row) for row in found.table.to_dict("records")]
    if lines:
        st.html(f'<ul class="wk-rota">{"".join(lines)}</ul>')
    _proposals(study, mine, found.week, proposed)


def _to(monday: date, said: str) -> str:
    return f'<a href="{parts.here(view="week", week=monday.isoformat())}" target="_self">{said}</a>'


def _told(row: Mapping[Any, Any]) -> str:
    state = str(row["state"])
    why = f": {text(row['reason'])}" if row["reason"] else ""
    return (
        f"<li><b>{text(row['teammate'])}</b><span>{parts.link(row['person_id'], row['name'])}</span>"
        f'<span class="wk-state wk-is-{state.replace(" ", "-")}">{STATES[state]}{why}</span></li>'
    )


def _proposals(study: Study, mine: str, monday: date, proposed: Rotation) -> None:
    rows = proposed.proposals.to_dict("records")
    if rows:
        st.html('<h3 class="wk-sub">Proposed for those who have nobody yet</h3>')
        lines = "".join(
            f"<li><b>{text(row['teammate'])}</b><span>{parts.link(row['person_id'], row['name'])}</span>"
            f"<span>{text(row['why'])}</span></li>"
            for row in rows
        )
        st.html(f'<ul class="wk-rota">{lines}</ul>')
        past = monday < week_of() - timedelta(days=7)
        if parts.writes() and not past and st.button("Agree to all of them", key="walk-agree-all"):

            def agree() -> None:
                for row in rows:
                    study.agree_rota(
                        str(row["teammate"]),
                        str(row["person_id"]),
                        week=monday,
                        note=str(row["why"]),
                        author=mine,
                    )

            words.do(agree, "walk-agree-all", f"{many(len(rows), 'line')} in the rota.")
    doubts = "".join(f"<li>{escape(one)}</li>" for one in proposed.caveats)
    st.html(
        '<details class="wk-rule"><summary>How customers are proposed</summary>'
        f"<p>{escape(proposed.rule)}</p><ul>{doubts}</ul></details>"
    )


def _before(found: Rota) -> None:
    """The weeks before, as counts; nobody is named."""
    past = found.history[found.history["week"] != found.week.isoformat()].head(12)
    if past.empty:
        return
    look.section("Other weeks")
    lines = []
    for row in past.to_dict("records"):
        said = [f"{row['done']} done"]
        said += [f"{row['put_off']} put off"] if row["put_off"] else []
        said += [f"{row['agreed']} agreed"] if row["agreed"] else []
        there = parts.here(view="week", week=str(row["week"]))
        lines.append(
            f'<li><a href="{there}" target="_self">{escape(day(row["week"]))}</a>'
            f"<span>{', '.join(said)}</span></li>"
        )
    st.html(f'<ul class="wk-past">{"".join(lines)}</ul>')
