"""What we promised and did: shares of people, what became of each, the same ones together."""

from __future__ import annotations

import pandas as pd

from cslab.tell.journey.kept import NONE, promised

COLUMNS = ["person_id", "what", "state", "overdue", "stands", "stage", "highlight"]


def rows(*made: tuple[str | None, str, str, bool, str, str, int | None]) -> pd.DataFrame:
    table = pd.DataFrame(list(made), columns=COLUMNS).assign(account_id=None)
    return table.astype({"highlight": "Int64", "overdue": "bool"})


NOTHING = rows()
MADE = rows(
    ("p-1", "A call", "made", True, "", "use", None),
    ("p-2", "A call", "made", True, "", "use", 7),
    ("p-3", "A page", "kept", False, "", "use", 3),
    ("p-4", "A list", "broken", False, "", "use", None),
    ("p-5", "A fix", "made", False, "", "use", None),
    ("p-6", "Elsewhere", "kept", False, "", "find", None),
)


def test_each_is_named_with_what_became_of_it_those_with_a_voice_first() -> None:
    cell = promised(MADE, NOTHING, "use")
    assert [(one.label, one.state, one.people, one.highlights) for one in cell.points] == [
        ("A call", "overdue", 2, (7,)),
        ("A page", "kept", 1, (3,)),
        ("A list", "broken", 1, ()),
        ("A fix", "open", 1, ()),
    ]
    assert cell.clips == (7, 3)
    assert cell.figures == ()
    assert cell.note == "Too few for a share: promises kept."


def test_shares_rest_on_people_and_need_five() -> None:
    settled = rows(*[(f"p-{at}", "A", "kept" if at else "broken", False, "", "use", None) for at in range(5)])
    told = rows(*[("p-1", "B", "", False, "told", "use", None) for _ in range(9)])
    cell = promised(settled, told, "use")
    (figure,) = cell.figures
    assert (figure.label, figure.estimate.value, figure.estimate.n) == ("Promises kept", 0.8, 5)
    assert cell.behind[0].voices == {"people": [f"p-{at}" for at in range(5)]}
    assert cell.note == "Too few for a share: were told what became of it."


def test_feedback_stands_below_promises_in_words() -> None:
    heard = rows(
        ("p-1", "Cheaper", "", False, "answered", "use", None),
        (None, "Faster", "", False, "told", "use", None),
    )
    assert [one.state for one in promised(NOTHING, heard, "use").points] == [
        "decided against, not told yet",
        "told",
    ]


def test_without_words_only_what_can_be_heard_is_named() -> None:
    cell = promised(MADE, NOTHING, "use", words=False)
    assert [one.label for one in cell.points] == ["A call", "A page"]


def test_nothing_promised_says_what_to_do() -> None:
    cell = promised(MADE, NOTHING, "leave")
    assert cell.empty
    assert cell.note == NONE
