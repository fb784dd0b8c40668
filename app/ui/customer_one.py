"""One customer: who they are and their habits, their voice, answers, use, contacts, promises and the loop."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from app import opened
from app.ui import customer_promises, figures, look, player, shown, who
from app.ui import customer_words as words
from app.ui.plain import day, label, many, missing, text
from cslab import Study
from cslab.errors import NotFoundError
from cslab.measure.customers.preferences import ASPECTS, WAYS
from cslab.measure.customers.timeline import KINDS

CLIPS, MONTHS = 24, 6


def show(study: Study, *, person_id: str | None = None, account_id: str | None = None) -> None:
    """Show one person (``person_id``), or one account with its people (``account_id``).

    Raises
    ------
    NotFoundError
        If there is no such person or account.
    """
    words.dress()
    people = study.people
    with st.container(key="path", horizontal=True):
        st.page_link("views/customers.py", label="← All customers")
    if person_id:
        rows = people[people["person_id"] == person_id]
        if rows.empty:
            raise NotFoundError.of("person", person_id, people["person_id"])
        _person(study, rows.iloc[0].to_dict())
        whose: dict[str, Any] = {"person_id": person_id}
    else:
        rows = people[people["account_id"] == account_id]
        _account(study, str(account_id), rows)
        whose = {"account_id": account_id}
    words.done()
    heard = study.heard(blind_for=who.coder())
    clips = heard[heard["person_id"].isin(set(rows["person_id"]))]
    _voice(study, clips, sorted(rows["person_id"]))
    _deeds(study, clips, whose)
    _answers(study, sorted(rows["person_id"]))
    _habits(study, whose)
    _timeline(study, whose, clips)


# ------------------------------------------------------------------------------------- who they are


def _person(study: Study, row: dict[Any, Any]) -> None:
    known = words.names(study)
    home = row["account_id"]
    account = words.whom(None, home, known) if not missing(home) else ""
    facts = words.facts([text(row.get("role")), account, *_account_facts(study, home)])
    st.html(
        f'<header class="cs-head"><h1>{text(row["name"]) or text(row["person_id"])}</h1>'
        f'<p class="cs-meta">{facts}</p>'
        f"{_likes(study, str(row['person_id']))}{_wants(row)}</header>"
    )


def _wants(row: dict[Any, Any]) -> str:
    means = text(row.get("success_means"))
    return f'<p class="cs-note">What success means to them: “{means}”</p>' if means else ""


def _likes(study: Study, person: str) -> str:
    """How they like it, as HTML: what they say, else what they do."""
    table = study.preferences().table
    pieces = []
    for row in table[table["person_id"] == person].to_dict("records"):
        source = "stated" if not missing(row["stated"]) else "observed"
        if missing(row[source]):
            continue
        assumed = f" (we assume: {WAYS[row['assumed']]})" if row["otherwise"] else ""
        way = WAYS[row[source]]
        pieces.append(escape(f"Likes {ASPECTS[row['aspect']]}: {way}, {source}{assumed}"))
    return f'<p class="cs-meta">{words.facts(pieces)}</p>' if pieces else ""


def _account_facts(study: Study, account: Any) -> list[str]:
    rows = study.accounts
    rows = rows[rows["account_id"] == account].to_dict("records")
    if not rows:
        return []
    row = rows[0]
    dates = {"started_on": "customer since", "renews_on": "renews", "churned_on": "left"}
    plan = "" if missing(row["plan"]) else f"plan {text(row['plan'])}"
    return [plan, *(f"{words_} {text(day(row[name]))}" for name, words_ in dates.items() if text(row[name]))]


def _account(study: Study, account: str, people: pd.DataFrame) -> None:
    rows = study.accounts
    rows = rows[rows["account_id"] == account]
    if rows.empty and people.empty:
        raise NotFoundError.of("account", account, study.accounts["account_id"])
    name = account if rows.empty or missing(rows.iloc[0]["name"]) else rows.iloc[0]["name"]
    facts = words.facts([*_account_facts(study, account), many(len(people), "person", "people")])
    st.html(f'<header class="cs-head"><h1>{text(name)}</h1><p class="cs-meta">{facts}</p></header>')


# ---------------------------------------------------------------------------------------- their voice


def _voice(study: Study, clips: pd.DataFrame, people: list[str]) -> None:
    look.section("In their words")
    if clips.empty:
        look.aside("Nobody here was interviewed yet, or nothing of it is highlighted.")
        return
    found = study.why(people=people, limit=CLIPS, blind_for=who.coder())
    best = found.clips[found.clips["person_id"].isin(people)]
    if found.withheld:
        look.aside(
            f"{many(found.withheld, 'clip')} held back: they did not agree to be heard, or no longer do."
        )
    if len(best):
        player.show_snippets(study, best, key="customer-voice")
    if not opened.read_only():
        _into_loop(study, clips)


@st.fragment
@look.plainly
def _into_loop(study: Study, clips: pd.DataFrame) -> None:
    """Put clips into the loop, those first that are unhappy."""
    there = study.feedback()
    within = set(there.loc[there["evidence"] == "highlight", "evidence_id"])
    with st.expander("Put what they said into the loop", icon=":material/forum:"):
        order = clips.assign(_mood=clips["sentiment"].fillna(0)).sort_values("_mood", kind="stable")
        for row in order.to_dict("records"):
            said = str(row["what"] or "")
            with st.container(horizontal=True, vertical_alignment="center", key=f"clip-row-{row['id']}"):
                st.html(f'<p class="cs-clip">{text(said[:140])}{"…" if len(said) > 140 else ""}</p>')
                if row["nonce"] in within:
                    st.html('<p class="cs-clip-in">In the loop</p>')
                elif st.button("Put into the loop", key=f"clip-{row['id']}", type="tertiary"):
                    form, number = f"clip-{row['id']}", int(row["id"])
                    words.do(
                        lambda number=number, form=form: study.add_feedback(  # type: ignore[misc]
                            highlight=number,
                            owner=who.coder(),
                            author=who.coder(),
                            nonce=words.nonce(form),
                        ),
                        form,
                        "It is in the loop; decide on it on the Loop page.",
                    )


# --------------------------------------------------------------------------------- what can be done


@st.fragment
@look.plainly
def _deeds(study: Study, clips: pd.DataFrame, whose: dict[str, Any]) -> None:
    """Write down a promise or something heard; settle a promise."""
    if opened.read_only():
        return
    table = study.promises().table
    column, value = next(iter(whose.items()))
    open_ = table[(table[column] == value) & (table["state"] == "made")]
    with st.container(horizontal=True, key="customer-deeds"):
        with st.popover("Promise", icon=":material/handshake:"):
            customer_promises.add(study, clips, **whose)
        with st.popover("Heard something", icon=":material/hearing:"):
            _heard(study, whose)
        if len(open_):
            customer_promises.settle(study, open_, words.names(study), key="customer-promise")


def _heard(study: Study, whose: dict[str, Any]) -> None:
    with st.form("feedback-add", border=False):
        what = st.text_input("What they want, in a sentence", key="feedback-what")
        owner = st.text_input("Who sees to it", who.coder(), key="feedback-owner")
        if st.form_submit_button("Put into the loop", type="primary", key="feedback-add-keep"):
            words.do(
                lambda: study.add_feedback(
                    what, owner=owner, author=who.coder(), nonce=words.nonce("feedback-add"), **whose
                ),
                "feedback-add",
                "It is in the loop.",
            )


# ------------------------------------------------------------------------------ answers, habits, time


def _answers(study: Study, people: list[str]) -> None:
    table = study.answers_of(people)
    if table.empty:
        shown.nothing("What they answered", "No survey has an answer of theirs.", key="customer-answers")
        return
    waves = list(dict.fromkeys(table["title"]))
    asked = list(dict.fromkeys(table["question"]))
    cells: dict[tuple[str, str], list[str]] = {}
    for row in table.to_dict("records"):
        said = (
            f"<b>{row['answer']:g}</b> of {row['most']:g}"
            if isinstance(row["answer"], float) and not missing(row["most"])
            else text(row["answer"])
        )
        cells.setdefault((row["question"], row["title"]), []).append(said)
    rows = [
        (text(question), *("<br>".join(cells.get((question, wave), ["–"])) for wave in waves))
        for question in asked
    ]
    drawn = figures.table(["Question", *waves], rows, caption="Answers by wave")
    shown.table(
        study,
        "What they answered",
        table=table,
        key="customer-answers",
        html=f'<div class="cs-answers">{drawn}</div>',
        voices={"people": people},
    )


def _habits(study: Study, whose: dict[str, Any]) -> None:
    found = study.habits(**whose)
    if found.what.empty and found.channels.empty:
        shown.nothing("Habits", "Nothing is known of their use or of contacts with them.", key="habits")
        return
    shown.figure(
        study,
        "Habits: when, what, how often",
        chart=found.chart() if len(found.when) else None,
        table=found.what,
        key="customer-habits",
        estimate=found.often,
        caveats=found.caveats,
        note="Each mark is an hour of the week; the larger, the more days on which they were at it.",
    )
    left, right = st.columns(2, gap="large")
    used = [
        (text(row["what"]), many(row["days"], "day"), f"{row['uses']:,}", text(day(row["last"])))
        for row in found.what.to_dict("records")
    ]
    ways = {"in": "from them", "out": "from us"}
    wrote = [
        (
            text(f"{str(row['channel']).capitalize()} {ways.get(str(row['direction']), '')}"),
            str(row["contacts"]),
            text(day(row["last"])),
        )
        for row in found.channels.to_dict("records")
    ]
    with left:
        if used:
            st.html(figures.table(["Used", "On", "Times", "Last"], used, caption="What they use"))
    with right:
        if wrote:
            st.html(figures.table(["In touch by", "Times", "Last"], wrote, caption="Contacts"))


def _timeline(study: Study, whose: dict[str, Any], clips: pd.DataFrame) -> None:
    found = study.timeline(**whose, blind_for=who.coder())
    if found.table.empty:
        shown.nothing("On one timeline", "Nothing has happened yet.", key="customer-timeline")
        return
    shown.figure(
        study,
        "On one timeline",
        chart=found.chart(),
        table=found.table,
        key="customer-timeline",
        caveats=found.caveats,
        note="Point at a mark to read it; month by month below.",
    )
    names: Any = study.people.set_index("person_id")["name"] if "account_id" in whose else {}
    sound = {f"highlight/{row['id']}": row for row in clips.to_dict("records")}
    _evidence(study, clips, sound)
    months = found.months()
    for number, (month, rows) in enumerate(months):
        if number == MONTHS:
            break
        _month(month, rows, sound, names)
    if len(months) > MONTHS:
        with st.expander(f"Earlier: {many(len(months) - MONTHS, 'month')}"):
            for month, rows in months[MONTHS:]:
                _month(month, rows, sound, names)


def _evidence(study: Study, clips: pd.DataFrame, sound: dict[str, dict[Any, Any]]) -> None:
    """Promises and feedback that rest on a clip can be heard, too."""
    by_nonce = {str(row["nonce"]): row for row in clips.to_dict("records")}
    for kind, table in (("promise", study.promises().table), ("feedback", study.feedback())):
        for row in table[table["evidence"] == "highlight"].to_dict("records"):
            if row["evidence_id"] in by_nonce:
                sound[f"{kind}/{row['id']}"] = by_nonce[row["evidence_id"]]


def _month(month: str, rows: pd.DataFrame, sound: dict[str, dict[Any, Any]], names: Any) -> None:
    lines = []
    for row in rows.to_dict("records"):
        whose = "" if missing(row["person_id"]) else text(names.get(row["person_id"], ""))
        kind = f'<span class="cs-kind">{KINDS[row["kind"]]}</span>'
        link = words.hear(sound[row["source"]]) if row["source"] in sound else ""
        title = f"{kind} {text(row['title'])}{f' <small>{whose}</small>' if whose else ''}"
        lines.append(words.event(row["at"], title, row["detail"], link))
    st.html(f'<h3 class="cs-month">{label(month)}</h3>{words.listed(lines)}')
