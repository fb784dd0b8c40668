"""What is counted of walks: conversations, weeks in a row, coverage, errands, a week of the rota."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.tell.walk.asking import MOST, SHOW, to_ask
from cslab.tell.walk.coverage import coverage
from cslab.tell.walk.errands import MARK, errands
from cslab.tell.walk.placing import AFTER, BEFORE, span_at
from cslab.tell.walk.sittings import sittings
from cslab.tell.walk.streaks import EMPTY, HEARD, OFF, OPEN, streaks
from cslab.tell.walk.weekly import weekly

TODAY = date(2026, 11, 25)
LOG = ["teammate", "person_id", "on_day", "how", "source", "minutes"]


def log(*rows: tuple[str, str, str]) -> pd.DataFrame:
    made = [(*row, "call", "", 20.0) for row in rows]
    return pd.DataFrame(made, columns=LOG).astype({"on_day": "str", "minutes": "float64"})


def calls(teammate: str, *weeks: int) -> list[tuple[str, str, str]]:
    """One call in each of these weeks before today's."""
    return [(teammate, "p-1", (TODAY - timedelta(days=7 * week)).isoformat()) for week in weeks]


def rota(*rows: tuple[int, str, str]) -> pd.DataFrame:
    monday = date(2026, 11, 23)
    made = [((monday - timedelta(days=7 * week)).isoformat(), name, state) for week, name, state in rows]
    return pd.DataFrame(made, columns=["week", "teammate", "state"])


@pytest.mark.parametrize(
    ("weeks", "lines", "expected"),
    [
        ((0, 1, 2), (), 3),
        ((1, 2, 3), (), 3),  # this week can only add
        ((2, 3), (), 0),
        ((0, 2), (), 1),
        ((0, 2), [(1, "Ana", "put off")], 2),
        ((0, 2), [(1, "Ana", "agreed")], 1),
        ((0, 2), [(1, "Ana", "put off"), (1, "Ana", "agreed")], 1),
        ((0, 2), [(1, "Bo", "done")], 2),  # the rota had others that week
        ((2,), [(1, "Ana", "put off"), (0, "Ana", "put off")], 1),
        ((), [(1, "Ana", "put off")], 0),
    ],
)
def test_weeks_in_a_row(weeks: tuple[int, ...], lines: list[tuple[int, str, str]], expected: int) -> None:
    own = streaks(log(*calls("Ana", *weeks)), rota=rota(*lines), teammate="ana", today=TODAY).own
    assert own is not None
    assert own.weeks == expected
    assert own.conversations == len(weeks)


def test_the_weeks_are_ones_own_and_the_team_sees_a_total() -> None:
    lines = rota((1, "Ana", "put off"), (2, "Ana", "agreed"))
    found = streaks(log(*calls("Ana", 0, 0, 3), *calls("Bo", 5)), rota=lines, teammate="Ana", today=TODAY)
    assert found.sentence == "3 conversations by 2 of us; this week 1."  # two calls to one on a day are one
    assert found.own is not None
    assert [one.state for one in found.own.lately][-4:] == [HEARD, EMPTY, OFF, HEARD]
    assert found.weekly["conversations"].tolist() == [1, 0, 1, 0, 0, 1]
    assert "Ana" not in "".join(found.weekly.columns) + found.sentence + found._repr_html_()
    assert streaks(log(), teammate="Ana", today=TODAY).own.lately[-1].state == OPEN  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("weeks", "lines", "begins"),
    [
        ((0,), (), "This week you"),
        ((1,), (), "Last week you"),
        ((2,), [(1, "Ana", "put off")], "In the last week that was not off you"),
    ],
)
def test_one_week_is_called_by_its_name(
    weeks: tuple[int, ...], lines: list[tuple[int, str, str]], begins: str
) -> None:
    own = streaks(log(*calls("Ana", *weeks)), rota=rota(*lines), teammate="Ana", today=TODAY).own
    assert own is not None
    assert own.sentence.startswith(begins)


def test_no_sentence_reproaches() -> None:
    for weeks in ((), (0,), (1,), (0, 1, 2), (1, 2), (5,)):
        own = streaks(log(*calls("Ana", *weeks)), teammate="Ana", today=TODAY).own
        assert own is not None
        for word in ("lost", "broke", "missed", "0 weeks", "only", "behind"):
            assert word not in own.sentence


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(["p-1", "p-2"]), st.integers(0, 60))))
def test_conversations_never_exceed_lines_and_keep_their_minutes(rows: list[tuple[str, str, int]]) -> None:
    days = [(name, who, (TODAY - timedelta(days=back)).isoformat()) for name, who, back in rows]
    table = log(*days)
    found = sittings(table)
    assert len(found) == len(set(days))
    assert found["minutes"].sum() == pytest.approx(table["minutes"].sum())


def test_coverage_counts_people_once_and_hides_small_groups() -> None:
    ids = [f"p-{n}" for n in range(12)]
    people = pd.DataFrame(
        {"person_id": ids, "name": ids, "account_id": "a-1", "plan": ["solo"] * 9 + ["team"] * 3}
    )
    bands = {"p-0": "low", "p-1": "low", "p-2": "low", "p-3": "low", "p-4": "low", "p-5": "high"}
    lines = log(
        *[("Ana", "p-0", "2026-11-02")] * 3, ("Bo", "p-1", "2026-11-03"), ("Bo", "gone", "2026-11-03")
    )
    lines.loc[3, ["how", "source"]] = ["reel", "first"]
    found = coverage(people, lines, bands=bands, order=("low", "middle", "high"), by=["plan"])
    assert (found.heard, found.customers) == (2, 12)
    told = found.table.set_index(["by", "group"])
    assert told.loc[("everybody", "everybody"), ["heard", "spoken"]].tolist() == [2, 1]
    assert told.loc[("score", "low"), ["customers", "heard", "spoken"]].tolist() == [5, 2, 1]
    assert list(told.loc["score"].index) == ["low", "high", "no answer"]
    assert told.loc[("plan", "team"), ["heard", "spoken"]].isna().all()
    assert told.loc[("plan", "team"), "note"] == "fewer than 5 customers"
    assert "3 customers" not in found.sentence
    assert found.half_of_customers == 1
    assert [caveat.split()[0] for caveat in found.caveats] == ["Groups", "1"]
    assert "Ana" not in found.concentration
    found.chart().to_dict()
    assert coverage(people, log()).sentence == "Nobody has listened to any of 12 customers yet."


def test_a_week_of_the_rota_and_the_weeks_before() -> None:
    lines = rota((0, "Bo", "agreed"), (0, "ana", "done"), (1, "Ana", "put off")).assign(name="x", reason="")
    found = weekly(lines, TODAY)
    assert found.table["teammate"].tolist() == ["ana", "Bo"]
    assert found.sentence == "1 of 2 done."
    assert found.of("ANA")["state"].tolist() == ["done"]
    assert (found.before, found.after) == (date(2026, 11, 16), date(2026, 11, 30))
    assert found.history[["agreed", "done", "put_off"]].to_numpy().tolist() == [[1, 1, 0], [0, 0, 1]]
    assert weekly(lines.head(0), TODAY).sentence == "Nothing is agreed for this week yet."


def test_errands_are_a_colleagues() -> None:
    steps = pd.DataFrame(
        {"id": [1, 2], "nonce": ["a", "b"], "title": ["Sign up", "Pay"], "what": "", "stage": [None, None]}
    )
    done = pd.DataFrame(
        [
            (1, "a", "Tom", "2026-10-07", 12.0, "gave up", "x"),
            (2, "gone", "Tom", "2026-10-08", None, "worked", ""),
        ],
        columns=["id", "errand", "teammate", "on_day", "minutes", "outcome", "note"],
    )
    found = errands(steps, done)
    assert found.notes["who"].tolist() == [MARK]
    assert found.steps[["takers", "worked", "gave_up"]].to_numpy().tolist() == [[1, 0, 1], [0, 0, 0]]
    assert found.left_for("TOM")["title"].tolist() == ["Pay"]
    assert "None of it counts" in found.sentence
    assert errands(steps, done.head(0)).sentence == "No colleague has taken an errand yet."


def test_questions_are_open_and_no_more_than_can_be_asked() -> None:
    stages = [(str(n), f"Stage {n}", "How was it?") for n in range(9)]
    found = to_ask(
        stages,
        {"0": {"p-1"}, "1": {"p-2"}},
        "p-1",
        success="Home by six",
        disagreeing=[("claim contradicted", "It is not so: “She wants it cheaper.”")] * 3,
    )
    assert len(found) == MOST
    assert found[-1].question == SHOW
    assert not any("cheaper" in ask.question for ask in found)
    said = to_ask(
        [],
        {},
        "p-1",
        success="Home",
        disagreeing=[("claim contradicted", "It is not so: “She wants it cheaper.”")],
    )
    assert "cheaper" not in said[1].question
    assert said[1].why.endswith("Do not say it to them.")


@settings(max_examples=60, deadline=None)
@given(
    at=st.floats(0, 100),
    words=st.lists(st.tuples(st.floats(0, 98), st.floats(0.05, 1.5)), max_size=60),
)
def test_a_moment_becomes_a_span_of_whole_words(at: float, words: list[tuple[float, float]]) -> None:
    placed = [(start, min(100.0, start + length)) for start, length in words]
    start, end = span_at(at, 100.0, placed)
    assert 0 <= start < end <= 100.0
    if any(one[0] >= at - BEFORE and one[1] <= at + AFTER and one[0] <= at + 4 for one in placed):
        assert start in {one[0] for one in placed}
        assert end in {one[1] for one in placed}
