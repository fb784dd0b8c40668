"""The review of questions: exact flags on a labelled set, and what it does around the wording."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cslab.intervals import proportion
from cslab.measure.questionnaire.review import review, without
from cslab.measure.questionnaire.wording_reasons import NOTES, WHY
from cslab.study.measures import DEFAULT_SCALES, Question

REFERENCE = Path(__file__).parent.parent.parent / "reference"
AROUND = {"no why", *NOTES}
"""What depends on more than the question itself."""


def labelled(name: str, key: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((REFERENCE / name).read_text("utf-8"))[key]
    return rows


def question(row: dict[str, Any]) -> Question:
    role = row.get("role", "csat")
    return Question(
        "q", row["wording"], role, DEFAULT_SCALES.get(role), answers=tuple(row.get("answers", ()))
    )


def flags(row: dict[str, Any]) -> set[str]:
    found = review([question(row)], vocabulary=row.get("vocabulary", ())).findings
    return {one.problem for one in found} - AROUND


TUNED = labelled("questions.toml", "tuned")


@pytest.mark.parametrize("row", TUNED, ids=[row["wording"][:60] for row in TUNED])
def test_exactly_these_problems_are_found(row: dict[str, Any]) -> None:
    assert flags(row) == set(row["flags"])


def test_the_set_is_half_good_and_names_its_sources() -> None:
    assert len(TUNED) >= 60
    clean = sum(not row["flags"] for row in TUNED)
    assert 0.3 <= clean / len(TUNED) <= 0.6
    assert sum("source" in row for row in TUNED) >= 15


def held_out_counts() -> tuple[int, int, int]:
    """Problems found rightly, found wrongly, and missed, on questions that the rules were not made with."""
    right = wrong = missed = 0
    for row in labelled("questions_held_out.toml", "held_out"):
        found, there = flags(row), set(row["flags"])
        right, wrong, missed = (
            right + len(found & there),
            wrong + len(found - there),
            missed + len(there - found),
        )
    return right, wrong, missed


def test_the_documentation_says_how_good_the_review_is() -> None:
    right, wrong, missed = held_out_counts()
    said = (REFERENCE.parent.parent / "docs" / "surveys.md").read_text("utf-8")
    precision, recall = proportion(right, right + wrong), proportion(right, right + missed)
    for share, of in ((precision, right + wrong), (recall, right + missed)):
        words = f"{right} of {of}, {100 * share.value:.0f} % ({100 * share.low:.0f}–{100 * share.high:.0f} %)"
        assert words in said, f"docs/surveys.md must say: {words}"


# ---- around the wording


def ask(id_: str, role: str, wording: str = "How was it?", **more: Any) -> Question:
    return Question(id_, wording, role, DEFAULT_SCALES.get(role), **more)


def found(*questions: Question, **more: Any) -> list[tuple[str, str]]:
    return [(one.question, one.problem) for one in review(questions, **more).findings]


ENDS = {"answers": ("Very bad", "Bad", "Neither", "Good", "Very good")}


def test_a_rating_without_a_why() -> None:
    score = ask("score", "nps", "How likely are you to recommend us to a friend?", **ENDS)
    why = ask("why", "why", "What is the main reason?", why_of="score")
    assert found(score) == [("score", "no why")]
    assert found(score, why) == []
    assert found(score, ask("say", "why", "What else?")) == [], "an open question right after it will do"
    other = ask("say", "why", "What else?", why_of="another")
    assert found(score, other) == [("score", "no why")]
    assert found(ask("pick", "choice")) == []


def test_items_in_a_row_need_one_why() -> None:
    items = [ask(f"i{at}", "scale", "It works.", **ENDS) for at in range(3)]
    assert found(*items) == [("i2", "no why")]
    assert review(items).findings[0].words == "3 items in a row"
    assert found(*items, ask("why", "why", "Why?", why_of="i0")) == []
    bare = [ask(f"i{at}", "scale", "It works.") for at in range(3)]
    notes = [pair for pair in found(*bare) if pair[1] == "unlabelled ends"]
    assert notes == [("i0", "unlabelled ends")], "their scale is spoken of once"


def test_scales_without_a_middle_or_words() -> None:
    even = ask("q", "csat", answers=("Very bad", "Bad", "Good", "Very good"))
    assert ("q", "no middle") in found(even)
    assert ("q", "unbalanced scale") not in found(even)
    four = Question("q", "How was it?", "scale", (1, 4))
    assert [problem for _, problem in found(four)] == ["no middle", "unlabelled ends", "no why"]
    assert all(one.note == (one.problem in NOTES) for one in review([four]).findings)
    said = Question("q", "How was it, from 1 (bad) to 7 (good)?", "scale", (1, 7))
    assert found(said) == [("q", "no why")]
    one_sided = ask("q", "csat", answers=("Not at all satisfied", "Satisfied", "Very satisfied"))
    assert [problem for _, problem in found(one_sided)] == ["no why"], "from nothing to much has one side"


def test_every_finding_has_a_reason_a_source_and_a_better_way() -> None:
    asked = [question(row) for row in TUNED]
    for one in review(asked, vocabulary=["Two Keys"]).findings:
        reason, source = WHY[one.problem]
        assert (one.reason, one.source) == (reason, source)
        assert any(character.isdigit() for character in source), "a year"
        assert one.better
        assert "{" not in one.better
        assert one.wording[one.start : one.end] == one.words or one.problem in AROUND | {
            "too long",
            "unbalanced scale",
        }


def test_two_judgements_are_asked_one_after_the_other() -> None:
    (one,) = [
        one
        for one in review([ask("q", "csat", "How do you rate our speed and accuracy?")]).findings
        if one.problem == "double-barrelled"
    ]
    assert one.better == "Ask twice: “How do you rate our speed?” and “How do you rate our accuracy?”"


def test_another_language_is_said_and_structure_is_still_looked_at() -> None:
    asked = ask("q", "csat", "Finden Sie nicht auch, dass unser Support großartig ist?")
    seen = review([asked], language="de")
    assert [one.problem for one in seen.findings] == ["no why"]
    assert "another language (de)" in seen.caveats[0]


def test_the_review_says_what_it_can_not_see() -> None:
    seen = review([])
    assert seen.findings == ()
    assert "does not make them good" in seen.sentence
    assert len(seen.blind_spots) >= 8
    assert seen.summary().columns.tolist()[:3] == ["question", "wording", "problem"]
    assert seen.summary().empty


def test_hostile_wording_is_escaped_and_read() -> None:
    asked = ask("q", "csat", "<img src=x onerror=alert(1)> How great is our API {without} \\ ((((?")
    seen = review([asked], vocabulary=["(", ""])
    assert "<img" not in seen._repr_html_()
    assert {"leading", "jargon"} <= {one.problem for one in seen.findings}
    assert seen.sentence.startswith("3 problems") or seen.sentence[0].isdigit()


@pytest.mark.parametrize(
    ("words", "start", "end", "expected"),
    [
        ("Our great support helps.", 4, 9, "Our support helps."),
        ("So, right?", 2, 10, "So?"),
        ("", 0, 0, ""),
    ],
)
def test_what_is_left(words: str, start: int, end: int, expected: str) -> None:
    assert without(words, start, end) == expected


@given(st.text(max_size=80), st.sampled_from(["csat", "why", "choice", "nps"]))
def test_any_wording_can_be_looked_at(words: str, role: str) -> None:
    for one in review([ask("q", role, words)]).findings:
        assert 0 <= one.start <= one.end <= len(words)
