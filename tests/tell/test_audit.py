from __future__ import annotations

import csv
import io
import re

import pandas as pd
import pytest

from cslab.estimate import Estimate
from cslab.intervals import proportion
from cslab.tell.audit import COLUMNS, LIMITS, Felt, ReelAudit, audit_reel
from cslab.tell.audit.markup import audit_html

STAGES = {"discover": "Discover", "use": "Use", "renew": "Renew"}
HOSTILE = "</style><script>alert(1)</script>"


def clips(*rows: tuple[str, float, str, int | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["person_id", "seconds", "stage", "sentiment"]).assign(
        person=[row[0].title() for row in rows]
    )


def audited(voices: pd.DataFrame, marks: pd.DataFrame | None = None, **more: object) -> ReelAudit:
    heard = voices if marks is None else marks
    given: dict[str, object] = {"stages": STAGES, "interviewed": sorted(set(heard["person_id"]))} | more
    return audit_reel(voices, heard, **given)  # type: ignore[arg-type]


EVEN = clips(
    ("ana", 10, "discover", 1), ("ben", 10, "use", -1), ("cy", 10, "renew", 0), ("dee", 10, "use", 1)
)


def test_a_fair_reel_is_warned_of_for_nothing() -> None:
    found = audited(EVEN, customers=["ana", "ben", "cy", "dee"])
    assert found.warnings == ()
    assert found.sentence == "0:40 of voices in 4 clips of 4 people, of 4 interviewed."
    assert tuple(found.table.columns) == COLUMNS
    assert found.table[["share", "share_clips", "share_people"]].max().max() <= 1


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        ((30, 10, 10, 10), "Ana takes 50 % of what is heard; 4 people are heard."),
        ((41, 20, 20, 19), "Ana takes 41 % of what is heard; 4 people are heard."),
        ((40, 20, 20, 20), None),
        ((40, 8, 8, 8, 8, 8, 8, 8), "Ana takes 42 % of what is heard; 8 people are heard."),
        (
            (30, 10, 10, 10, 10, 10, 10, 10),
            "Ana takes 30 % of what is heard, more than twice an equal part of 12 %.",
        ),
        ((25, 10, 10, 10, 10, 10, 10, 15), None),
        ((59, 41), None),
        ((61, 39), "Ana takes 61 % of what is heard; 2 people are heard."),
        ((10,), "All of it is one voice, Ana."),
    ],
)
def test_one_voice_that_dominates_is_named(seconds: tuple[float, ...], said: str | None) -> None:
    names = ["ana", "ben", "cy", "dee", "eve", "fay", "gus", "hal"]
    voices = clips(*((names[at], one, "use", None) for at, one in enumerate(seconds)))
    found = audited(voices, stages={})
    assert list(found.warnings) == ([said] if said else [])


@pytest.mark.parametrize(
    ("felt", "said"),
    [
        ((-1, -1, -1), "It is only negative; no listener would know of anything positive."),
        ((1, 1, 1), "It is only positive; no listener would know of anything negative."),
        ((-1, -1, 1), None),
        ((-1, None, None), None),
        ((None, None, None), None),
    ],
)
def test_a_reel_of_one_sentiment_alone_is_one_sided(felt: tuple[int | None, ...], said: str | None) -> None:
    voices = clips(*((name, 10, "use", one) for name, one in zip(("ana", "ben", "cy"), felt, strict=True)))
    found = audited(voices, stages={})
    assert list(found.warnings) == ([said] if said else [])


def test_what_the_interviews_say_besides_is_told_with_the_warning() -> None:
    voices = clips(("ana", 10, "use", -1), ("ben", 10, "use", -1), ("cy", 10, "use", -1))
    more = clips(("ana", 10, "use", 1), ("dee", 10, "use", 1))
    found = audited(voices, pd.concat([voices, more], ignore_index=True), stages={})
    assert found.warnings == (
        "It is only negative; no listener would know of anything positive. In the interviews 2 people say "
        "something positive.",
    )


def test_a_sentiment_far_from_the_interviews_is_named() -> None:
    voices = clips(("ana", 30, "use", -1), ("ben", 30, "use", -1), ("cy", 15, "use", 1))
    marks = clips(*((name, 10, "use", felt) for name in ("ana", "ben", "cy") for felt in (-1, 1)))
    found = audited(voices, marks, stages={})
    assert "80 % of it is negative, and 50 % of what was pulled aside in the interviews." in found.warnings


def test_stages_without_a_clip_say_whether_anybody_speaks_of_them() -> None:
    voices = clips(("ana", 10, "discover", 1), ("ben", 10, "discover", 0), ("cy", 10, "discover", -1))
    found = audited(voices, pd.concat([voices, clips(("dee", 5, "use", 1), ("eve", 5, "use", -1))]))
    assert found.warnings == (
        "No clip for Use, though 2 people speak of it in the interviews.",
        "No clip for Renew; nobody speaks of it in the interviews.",
    )


def test_groups_of_customers_who_are_not_heard_are_named() -> None:
    customers = [f"p-{at}" for at in range(100)]
    plan = pd.Series(
        {one: "solo" if at < 60 else "team" if at < 92 else "rare" for at, one in enumerate(customers)}
    )
    voices = clips(("p-1", 10, "use", 1), ("p-2", 10, "use", -1), ("p-3", 10, "use", 0))
    found = audited(
        voices,
        stages={},
        customers=customers,
        interviewed=["p-1", "p-2", "p-3", "p-70"],
        groups={"plan": plan},
        personas={"Carla": customers[:2], "Clive": customers[60:]},
    )
    assert found.warnings == (
        "Nobody is heard whom the persona Clive is about (40 % of the customers); 1 of them was interviewed.",
        "Nobody is heard whose plan is team (32 % of the customers); 1 of them was interviewed.",
    )
    rows = found.of("plan").set_index("group")
    assert rows["share"].tolist() == [0, 1, 0]
    assert rows["customers"].tolist() == [8, 60, 32]
    assert rows["customers_share"].tolist() == [0.08, 0.6, 0.32]
    assert rows["people"].tolist() == [0, 3, 0]
    assert rows["interviews"].tolist() == [0, 3, 1]
    assert set(rows["basis"]) == {"count"}
    assert rows["low"].isna().all()


def test_colleagues_and_strangers_are_named() -> None:
    voices = EVEN.assign(said=[5.0, 5, 5, 5], said_by_colleagues=[0.0, 0, 3, 0])
    found = audited(voices, customers=["ana", "ben", "cy"], colleagues=["Ben"])
    assert found.warnings == (
        "Colleagues say 15 % of what is said; trim their questions where the answer stands by itself.",
        "Ben is a colleague, not a customer.",
        "1 voice belongs to nobody in people.csv, so nothing is known of them; add them there.",
    )


def test_everybody_counts_alike_in_the_interviews_and_people_are_counted() -> None:
    marks = clips(*(("ana", 10, "discover", -1) for _ in range(9)), ("ben", 10, "use", 1))
    found = audited(EVEN, marks, interviewed=["ana", "ben", "zoe"])
    rows = found.of("stage").set_index("group")
    assert rows["interviews_share"].tolist() == [0.5, 0.5, 0.0]
    assert rows["interviews"].tolist() == [1, 1, 0]
    assert rows["interviews_of"].tolist() == [2, 2, 2]
    voices = found.of("voice").set_index("group")
    assert voices.loc["Ana", "interviews_share"] == 0.9


def test_few_customers_are_not_told_and_an_estimate_keeps_its_interval() -> None:
    customers = [f"p-{at}" for at in range(20)]
    plan = pd.Series({one: "rare" if at < 4 else "solo" for at, one in enumerate(customers)})
    asked = proportion(6, 20)
    felt = {-1: Felt(asked, note="answered 0 to 6"), 0: Felt(9, 20), 1: Felt(3, 20)}
    found = audited(EVEN, customers=customers, groups={"plan": plan}, felt=felt)
    rare = found.of("plan").set_index("group").loc["rare"]
    assert pd.isna(rare["customers"])
    assert pd.isna(rare["customers_share"])
    assert "fewer than 5" in rare["note"]
    sentiment = found.of("sentiment").set_index("group")
    assert sentiment.loc["negative", ["customers_share", "low", "high"]].tolist() == [
        0.3,
        asked.low,
        asked.high,
    ]
    assert sentiment.loc["negative", "customers_of"] == 20
    assert sentiment["basis"].tolist()[:3] == ["estimate", "count", "count"]
    assert sentiment.loc["neutral", "customers_share"] == 0.45
    assert pd.isna(sentiment.loc["positive", "customers_share"])


def test_many_values_of_an_attribute_are_put_together() -> None:
    customers = [f"p-{at}" for at in range(120)]
    role = pd.Series({one: f"role {at % 20:02}" if at < 114 else None for at, one in enumerate(customers)})
    found = audited(EVEN, customers=customers, groups={"role": role})
    groups = found.of("role")["group"].tolist()
    assert len(groups) == 9
    assert groups[-2:] == ["others", "not known"]
    assert found.of("role")["customers"].sum() == 120


def test_the_public_is_told_shares_and_not_how_many_there_are() -> None:
    customers = [f"p-{at}" for at in range(20)]
    plan = pd.Series(dict.fromkeys(customers, "solo"))
    found = audited(EVEN, audience="public", customers=customers, groups={"plan": plan})
    assert "20 of 20" not in audit_html(found)
    assert "20 of 20" in audit_html(audited(EVEN, customers=customers, groups={"plan": plan}))
    row = next(row for row in found.to_dict()["rows"] if row["about"] == "plan")
    assert (row["customers"], row["customers_of"], row["customers_share"]) == (None, None, 1.0)
    assert found.to_dict()["customers"] is None


def test_an_empty_reel_is_audited_too() -> None:
    found = audited(clips(), EVEN)
    assert found.warnings[0] == "Nobody is heard in it."
    assert found.clips == 0
    assert found.table["share"].max() == 0
    assert found.chart("stage").to_dict()


def test_it_is_written_as_a_sheet_as_a_page_and_as_a_picture() -> None:
    voices = clips(("ana", 30, "discover", -1), ("ben", 10, "use", -1)).assign(person=["=cmd()", HOSTILE])
    felt = {-1: Felt(Estimate(0.3, 0.2, 0.4, 20, "asked", unit="%"))}
    found = audited(voices, title=f"Reel {HOSTILE}", felt=felt, personas={HOSTILE: ["ana"]})
    sheet = list(csv.reader(io.StringIO(found.to_csv())))
    assert sheet[0] == list(COLUMNS)
    assert [row[1] for row in sheet if row[0] == "warning"][1:] == list(found.warnings)[1:]
    assert "'=cmd()" in [row[1] for row in sheet]
    page = found.to_html()
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert "default-src &#x27;none&#x27;" in page
    assert LIMITS.replace(" %", "\u00a0%") in page
    assert "<script" not in found._repr_html_()
    drawn = found.chart().to_dict()
    assert "all interviews" in str(drawn)
    assert found.chart("sentiment").to_dict() != drawn
    assert re.search(r"ReelAudit\('', .* 7 warnings\)|ReelAudit\(", repr(found))
    assert found.abouts == ("voice", "persona", "stage", "sentiment")
