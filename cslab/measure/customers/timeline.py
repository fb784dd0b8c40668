"""One customer on one timeline: what they said, answered and did, and what passed between them and us."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from cslab.measure.customers.shares import as_html

if TYPE_CHECKING:
    import altair as alt

KINDS: Final[Mapping[str, str]] = {
    "voice": "Voice",
    "answer": "Answers",
    "usage": "Usage",
    "contact": "Contacts",
    "promise": "Promises",
    "loop": "Loop",
    "relationship": "Relationship",
    "success": "Success",
    "account": "Account",
}
"""What a timeline holds, in the order of its lanes."""

GONE_AFTER: Final = 28
"""Days without use after which a last use is told as one."""

_FIRST_WEEK = 7
_WEEK = "usage/week/"
_SENTIMENTS = {-1: "unhappy", 0: "neutral", 1: "happy"}
_SHAPES = (
    *("circle", "square", "triangle-up", "diamond", "cross"),
    *("triangle-down", "triangle-right", "triangle-left", "wedge"),
)

Row = dict[Any, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Everything about one customer, in the order of time.

    Parameters
    ----------
    table : DataFrame
        One row a thing that happened, or is due, the oldest first: at (naive UTC; the start of the day
        where only the day is known), kind (a key of `KINDS`), title, detail, source (``highlight/12``,
        ``answer/SURVEY/RESPONSE``, ``contact/ID``, ``usage/EVENT``, ``promise/3``, ``feedback/4``,
        ``relationship/ID``, ``success/ID``, ``account/ID``), person_id.
    caveats : tuple of str
        What to doubt.
    """

    table: pd.DataFrame
    caveats: tuple[str, ...] = ()

    def summary(self) -> pd.DataFrame:
        """Return the table."""
        return self.table

    def months(self) -> list[tuple[str, pd.DataFrame]]:
        """Return it month by month, the newest first, to be read; the weeks of use of a month are one row.

        Returns
        -------
        list of (str, DataFrame)
            ``"March 2026"``, and the rows of that month, the newest first.
        """
        whole = []
        for month, rows in self.table.groupby(self.table["at"].dt.to_period("M"), sort=True):
            weekly = rows["source"].str.startswith(_WEEK)
            kept = rows[~weekly]
            if weekly.any():
                weeks = rows.loc[weekly, "source"].nunique()
                used = f"Used in {weeks} {'week' if weeks == 1 else 'weeks'}"
                newest = (
                    rows[weekly].iloc[[-1]].assign(title=used, detail=lambda row: "last: " + row["detail"])
                )
                kept = pd.concat([kept, newest])
            ordered = kept.sort_values("at", ascending=False, kind="stable").reset_index(drop=True)
            whole.append((f"{month:%B %Y}", ordered))
        return whole[::-1]

    def chart(self) -> alt.LayerChart:
        """Draw the timeline, one lane a kind."""
        from cslab import charts

        alt = charts.altair()
        lanes = [name for kind, name in KINDS.items() if (self.table["kind"] == kind).any()]
        rows = self.table[["at", "kind", "title", "detail"]].assign(
            lane=self.table["kind"].map(KINDS), said=self.table["detail"].str.slice(0, 160)
        )
        base = alt.Chart(rows.drop(columns=["detail", "kind"])).encode(
            x=alt.X("at:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=6, labelOverlap=True)),
            y=alt.Y("lane:N", sort=lanes, title=None, axis=alt.Axis(ticks=False, grid=True)),
            shape=alt.Shape(
                "lane:N", legend=None, sort=lanes, scale=alt.Scale(domain=lanes, range=_SHAPES[: len(lanes)])
            ),
            tooltip=[
                alt.Tooltip("at:T", title="when", format="%d %b %Y"),
                alt.Tooltip("title:N"),
                alt.Tooltip("said:N", title="detail"),
            ],
        )
        marks = alt.layer(base.mark_point(filled=True, size=75, opacity=0.75, color=charts.ACCENT))
        return charts.themed(marks.properties(width="container", height=alt.Step(30)))

    def _repr_html_(self) -> str:
        return as_html(self.table[["at", "kind", "title", "detail"]], self.caveats)


def timeline(
    *,
    highlights: pd.DataFrame | None = None,
    answers: pd.DataFrame | None = None,
    hours: pd.DataFrame | None = None,
    contacts: pd.DataFrame | None = None,
    promises: pd.DataFrame | None = None,
    feedback: pd.DataFrame | None = None,
    relationships: pd.DataFrame | None = None,
    success: pd.DataFrame | None = None,
    accounts: pd.DataFrame | None = None,
    names: Mapping[str, str] | None = None,
    since: Any = None,
    until: Any = None,
    gone_after: int = GONE_AFTER,
) -> Timeline:
    """Put everything about one customer into the order of time.

    Parameters
    ----------
    highlights : DataFrame, optional
        id, person_id, at, quote, codes, sentiment.
    answers : DataFrame, optional
        One row an answer: survey, title, response_id, person_id, at, question (in words), answer, most (the
        highest answer there is; missing without a scale), why (bool: an open answer).
    hours : DataFrame, optional
        Use hour by hour; see `habits.usage_by_hour`.
    contacts : DataFrame, optional
        contact_id, person_id, at, direction, channel, kind, outcome, escalated, note.
    promises, feedback : DataFrame, optional
        As the store has them: see `cslab.study.promises.promises` and `cslab.study.feedback.feedback`.
    relationships : DataFrame, optional
        One row a judgement: id, person_id, strength, sentiment, note, author, at.
    success : DataFrame, optional
        One row a value: id, person_id, definition, on_day, value, unit.
    accounts : DataFrame, optional
        account_id, started_on, renews_on, churned_on.
    names : mapping of str to str, optional
        What each event is called before people.
    since, until : date or datetime, optional
        The first and the last moment that there are events of; those of the use here when not given. A first
        use in the first week of them may not be the first one, and is not told.
    gone_after : int
        Days without use after which a last use is told.

    Returns
    -------
    Timeline

    Notes
    -----
    What has no moment can't stand on it: such rows are left out and counted. Use is added up by week (from
    Monday), with the first use of each thing, and the last one of what was not used for `gone_after` days.

    Examples
    --------
    >>> made = pd.DataFrame({"id": [3], "person_id": ["p"], "what": ["An export"], "made_by": ["Maya"],
    ...     "made_on": ["2026-03-02"], "due_on": ["2026-03-06"], "state": ["kept"],
    ...     "settled_on": ["2026-03-05"]})
    >>> timeline(promises=made).table[["at", "title", "source"]]
              at                    title     source
    0 2026-03-02            Maya promised  promise/3
    1 2026-03-05  Kept: promise of Maya  promise/3
    """
    rows: list[Row] = []
    makers = (
        (highlights, _voices),
        (answers, _answers),
        (contacts, _contacts),
        (promises, _promises),
        (feedback, _feedback),
        (relationships, _relationships),
        (success, _success),
        (accounts, _accounts),
    )
    for frame, make in makers:
        if frame is not None and len(frame):
            rows += make(frame.to_dict("records"))
    if hours is not None and len(hours):
        rows += _usage(hours, names or {}, since, until, gone_after)
    columns = ["at", "kind", "title", "detail", "source", "person_id"]
    table = pd.DataFrame(rows, columns=columns)
    moments = pd.to_datetime(table["at"].astype("object"), utc=True, format="ISO8601", errors="coerce")
    table["at"] = moments.dt.tz_convert(None).dt.as_unit("us")
    for name in columns[1:]:
        table[name] = table[name].astype("str")
    lost = int(table["at"].isna().sum())
    doubts = (f"{lost} things without a date are left out.",) if lost else ()
    place = {kind: at for at, kind in enumerate(KINDS)}
    ordered = table[table["at"].notna()].assign(_lane=table["kind"].map(place))
    ordered = ordered.sort_values(["at", "_lane"], kind="stable").drop(columns="_lane")
    return Timeline(ordered.reset_index(drop=True), doubts)


# ------------------------------------------------------------------------------------------ inside


def _row(at: Any, kind: str, title: str, detail: Any, source: str, person: Any) -> Row:
    said = "" if _nothing(detail) else str(detail)
    return {
        "at": None if _nothing(at) else str(at),
        "kind": kind,
        "title": title,
        "detail": said,
        "source": source,
        "person_id": None if _nothing(person) else str(person),
    }


def _nothing(value: Any) -> bool:
    return value is None or value is pd.NaT or value is pd.NA or value != value or value == ""  # noqa: PLR0124


def _joined(pieces: Iterable[Any], by: str = "; ") -> str:
    return by.join(str(piece) for piece in pieces if not _nothing(piece))


def _voices(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        feels = "" if _nothing(row.get("sentiment")) else _SENTIMENTS.get(int(row["sentiment"]), "")
        title = _joined(["Said" + (f", {feels}" if feels else ""), ", ".join(row.get("codes") or ())], ": ")
        yield _row(row["at"], "voice", title, row.get("quote"), f"highlight/{row['id']}", row["person_id"])


def _answers(rows: list[Row]) -> Iterator[Row]:
    responses: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        responses.setdefault((str(row["survey"]), str(row["response_id"])), []).append(row)
    for (survey, response), own in responses.items():
        given = [row for row in own if not _nothing(row["answer"])]
        scores = [f"{row['question']} {_score(row)}" for row in given if not row["why"]]
        words = [f"“{row['answer']}”" for row in given if row["why"]]
        first = next((_score(row) for row in given if not row["why"]), "")
        title = _joined([own[0]["title"], first], ": ")
        detail = _joined(words or scores)
        yield _row(own[0]["at"], "answer", title, detail, f"answer/{survey}/{response}", own[0]["person_id"])


def _score(row: Row) -> str:
    answer = row["answer"]
    if not isinstance(answer, float | int):
        return str(answer)
    return f"{answer:g}" if _nothing(row.get("most")) else f"{answer:g} of {row['most']:g}"


def _contacts(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        way = "Exchange" if _nothing(row.get("channel")) else str(row["channel"]).capitalize()
        whose = {"in": " from them", "out": " from us"}.get(str(row.get("direction")), "")
        angry = ", escalated" if row.get("escalated") == "yes" else ""
        detail = _joined([row.get("kind"), row.get("cause"), row.get("outcome"), row.get("note")])
        yield _row(
            row["at"],
            "contact",
            f"{way}{whose}{angry}",
            detail,
            f"contact/{row['contact_id']}",
            row["person_id"],
        )


def _promises(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        source, whom = f"promise/{row['id']}", row.get("person_id")
        due = "" if _nothing(row.get("due_on")) else f"due on {row['due_on']}"
        yield _row(
            row["made_on"], "promise", f"{row['made_by']} promised", _joined([row["what"], due]), source, whom
        )
        if row["state"] != "made":
            title = f"{str(row['state']).capitalize()}: promise of {row['made_by']}"
            yield _row(row["settled_on"], "promise", title, row["what"], source, whom)
        elif due:
            yield _row(
                row["due_on"], "promise", f"Due: promise of {row['made_by']}", row["what"], source, whom
            )


def _feedback(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        source, whom = f"feedback/{row['id']}", row.get("person_id")
        steps = [("heard_on", "Put into the loop")]
        if row.get("decision"):
            steps.append(("decided_on", f"Decided: {row['decision']}"))
        steps += [("done_on", "Done"), ("told_on", "The customer was told")]
        for column, title in steps:
            if not _nothing(row[column]):
                yield _row(row[column], "loop", title, row["what"], source, whom)


def _relationships(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        strength = None if _nothing(row.get("strength")) else f"strength {int(row['strength'])} of 4"
        feels = None if _nothing(row.get("sentiment")) else _SENTIMENTS.get(int(row["sentiment"]))
        title = _joined(
            [_joined(["Judged by", row.get("author")], " "), _joined([strength, feels], ", ")], ": "
        )
        yield _row(
            row["at"], "relationship", title, row.get("note"), f"relationship/{row['id']}", row["person_id"]
        )


def _success(rows: list[Row]) -> Iterator[Row]:
    for row in rows:
        title = _joined([f"Their success: {row['value']:g}", row.get("unit")], " ")
        yield _row(
            row["on_day"], "success", title, row["definition"], f"success/{row['id']}", row["person_id"]
        )


def _accounts(rows: list[Row]) -> Iterator[Row]:
    steps = {"started_on": "Became a customer", "renews_on": "Renewal is due", "churned_on": "Left"}
    for row in rows:
        for column, title in steps.items():
            if not _nothing(row.get(column)):
                named = row.get("name")
                yield _row(row[column], "account", title, named, f"account/{row['account_id']}", None)


def _usage(
    hours: pd.DataFrame, names: Mapping[str, str], since: Any, until: Any, gone_after: int
) -> Iterator[Row]:
    rows = hours.assign(
        what=[names.get(event, event) for event in hours["event"]],
        day=hours["hour"].dt.normalize(),
    )
    rows["week"] = rows["day"] - pd.to_timedelta(rows["day"].dt.day_of_week, unit="D")
    start = pd.Timestamp(since) if since is not None else rows["first"].min()
    end = rows["last"].max() if until is None else pd.Timestamp(until)
    for (person, week), own in rows.groupby(["person_id", "week"]):
        counts = own.groupby("what")["n"].sum().sort_values(ascending=False, kind="stable")
        days, kinds = own["day"].nunique(), len(counts)
        title = (
            f"Used {kinds} {'thing' if kinds == 1 else 'things'} on {days} {'day' if days == 1 else 'days'}"
        )
        detail = ", ".join(f"{what} {count}" for what, count in counts.items())
        yield _row(week, "usage", title, detail, f"{_WEEK}{str(week)[:10]}", person)
    for (person, what), own in rows.groupby(["person_id", "what"]):
        first, last = own["first"].min(), own["last"].max()
        if (first - start).days >= _FIRST_WEEK:
            yield _row(first, "usage", f"First use of {what}", "", f"usage/first/{what}", person)
        if (end - last).days >= gone_after:
            yield _row(last, "usage", f"Last use of {what}", "", f"usage/last/{what}", person)
