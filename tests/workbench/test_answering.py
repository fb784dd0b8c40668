"""Answers, their codes and reasons, the review and response times, asked of a study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cslab
from cslab import Study
from cslab.errors import InputError, NotFoundError, StoreError
from cslab.listen.sentences import SIZE, Vectors
from cslab.listen.vectors import KeptVectors
from tests.workbench.wrote_why import HOSTILE, code, made


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return made(tmp_path / "study")


def test_answers_are_listed_with_the_score_they_explain(study: Study) -> None:
    table = study.answers("q3", "recommend")
    assert len(table) == 24, "who wrote nothing is not listed"
    assert table.columns.tolist() == [
        *("response_id", "person_id", "question", "text", "score", "choice", "answered_at", "codes")
    ]
    assert table["score"].tolist()[:3] == [0, 2, 3]
    assert table["text"][0] == HOSTILE
    assert set(table["question"]) == {"why"}
    assert study.answers("q3", "why").equals(table)
    chosen = study.answers("q3", "way")
    assert chosen["score"].isna().all()
    assert set(chosen["choice"]) == {"Call", "Mail"}
    assert len(study.answers("q3")) == 24 + 26
    assert study.answers("q3", "anything").empty
    with pytest.raises(InputError, match="Nobody was asked why at 'keys'"):
        study.answers("q3", "keys")
    with pytest.raises(NotFoundError):
        study.answers("q4")


def test_codes_are_put_and_taken_off(study: Study) -> None:
    study.code_answer("q3", "r-1", "recommend", "price", coder="Maya", nonce="n")
    study.code_answer("q3", "r-1", "why", ["price", "help"], coder="Tom")
    assert study.answers("q3", "why")["codes"].tolist()[:2] == [(), ("price", "help")]
    assert study.answers("q3", "why", coder="Maya")["codes"][1] == ("price",)
    study.uncode_answer("q3", "r-1", "recommend", "price", coder="Tom")
    study.code_answer("q3", "r-1", "recommend", "price", coder="Maya", nonce="n")
    assert study.answer_codes("q3")["coder"].tolist() == ["Maya", "Tom"]
    with pytest.raises(NotFoundError, match="did you mean 'price'"):
        study.code_answer("q3", "r-1", "why", "prise")
    with pytest.raises(NotFoundError, match="response 'r-99'"):
        study.code_answer("q3", "r-99", "why", "price")
    with pytest.raises(NotFoundError, match="wrote nothing"):
        study.code_answer("q3", "r-24", "why", "price")
    with pytest.raises(InputError, match="Nobody was asked why"):
        study.code_answer("q3", "r-1", "keys", "price")


def test_reasons_are_people_with_their_scores(study: Study) -> None:
    code(study)
    found = study.reasons("q3", "recommend")
    assert found.table[["code", "people", "n"]].to_numpy().tolist() == [["help", 16, 24], ["price", 9, 24]]
    assert (found.answered, found.gave, found.coded, found.uncoded) == (25, 24, 24, 0)
    gap = found.difference("price")
    assert gap.high < 0
    assert found.agreement is not None
    assert 0.5 < found.agreement.value < 1
    assert study.reasons("q3", "why") is not found
    assert study.reasons("q3", "recommend") is found, "kept until something changes"
    study.uncode_answer("q3", "r-8", "why", "price", coder="Tom")
    assert study.reasons("q3", "recommend").table["people"].tolist() == [16, 8]
    chosen = study.reasons("q3", "way")
    assert chosen.table.empty
    assert chosen.gave == 26


def test_the_same_themes_in_interviews(study: Study) -> None:
    code(study)
    rows = "interview_id,person_id\n" + "".join(f"int-{at},p-{at}\n" for at in range(6))
    (study.folder / "interviews.csv").write_text(rows)
    (study.folder / "notes").mkdir()
    from cslab.study.highlights import add_highlight

    for at in range(6):
        add_highlight(study.store, interview_id=f"int-{at}", start=0, end=1, codes=["help"], coder="Maya")
    found = study.reasons("q3", "recommend")
    assert found.table["interviewed"].tolist() == [6, 0]
    assert found.interviews is not None
    both = found.interviews.paired.set_index("code")
    assert both.loc["help", ["interview_only", "n"]].tolist() == [6, 6]


def test_who_codes_blind_sees_their_own(study: Study) -> None:
    code(study)
    study.set_blind("Tom")
    assert set(study.answer_codes(blind_for="Tom")["coder"]) == {"Tom"}
    assert sum(map(bool, study.answers("q3", "why", blind_for="Tom")["codes"])) == 8
    found = study.reasons("q3", "recommend", blind_for="Tom")
    assert found.coded == 8
    assert found.agreement is None, "what others think is not told"


def test_the_codebook_takes_answers_along(study: Study) -> None:
    code(study)
    numbers = study.answer_codes("q3", coder="Maya")["id"].tolist()[:2]
    seen = study.rename_code("price", "cost", preview=True)
    assert seen.answers == 9
    assert "9 answers" in seen._repr_html_()
    study.split_code("price", "discount", [], answers=numbers)
    assert study.answers("q3", "why", coder="Maya")["codes"].tolist()[:3] == [
        ("discount",),
        ("discount",),
        ("price",),
    ]
    study.undo_codebook()
    assert set(study.answer_codes()["code"]) == {"price", "help"}


def test_questions_are_reviewed_with_our_own_names(study: Study) -> None:
    found = study.review("q3")
    problems = {(one.question, one.problem) for one in found.findings if not one.note}
    assert ("keys", "leading") in problems
    assert ("keys", "jargon") in problems, "Two Keys is a name of ours"
    assert not any(question == "recommend" for question, _ in problems), "its own name a customer knows"
    assert study.review().questions == 6


def test_response_times_by_anything_known(study: Study) -> None:
    found = study.response_times("plan", promise=(0.8, 4))
    assert found.groups == ("everybody", "solo", "team")
    assert found.cases["answered"].sum() == 25
    assert found.promise is not None
    assert "It hides" in found.promise.sentence
    assert study.response_times("channel").groups == ("everybody", "email")
    assert study.response_times("account").groups == ("everybody", "a-0", "a-1")
    with pytest.raises(NotFoundError, match="attribute"):
        study.response_times("colour")


def test_a_study_that_can_only_be_read_shows(study: Study) -> None:
    code(study)
    sealed = cslab.open(study.folder, read_only=True)
    assert sealed.reasons("q3", "recommend").coded == 24
    assert isinstance(sealed.answers("q3"), pd.DataFrame)
    with pytest.raises(StoreError):
        sealed.code_answer("q3", "r-1", "why", "help", coder="Ana")


def test_codes_on_answers_go_out_and_in(study: Study, tmp_path: Path) -> None:
    code(study)
    study.export(tmp_path / "out")
    other = made(tmp_path / "other")
    other.rename_code("price", "cost")
    other.import_(tmp_path / "out")
    assert set(other.answer_codes()["code"]) == {"cost", "help"}
    assert other.reasons("q3", "recommend").coded == 24


def bag_of_words(texts: Sequence[str]) -> Vectors:
    """Vectors in which texts that share words are alike."""
    found = np.zeros((len(texts), SIZE), dtype=np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().split():
            found[row, sum(map(ord, word)) % SIZE] += 1
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


def test_codes_are_suggested_by_what_is_coded_and_nothing_is_kept(study: Study, tmp_path: Path) -> None:
    study.__dict__["_vectors"] = KeptVectors(tmp_path / "v.npz", embed=bag_of_words)
    study.code_answer("q3", "r-1", "why", "price", coder="Maya")
    study.code_answer("q3", "r-9", "why", "help", coder="Tom")
    found = study.suggest_answer_codes("q3", "recommend", coder="Maya", limit=50)
    by_response = dict(zip(found["response_id"], found["code"], strict=True))
    assert by_response["r-2"] == "price"
    assert by_response["r-20"] == "help"
    assert "r-1" not in by_response, "it has a code of Maya's"
    assert found["score"].is_monotonic_decreasing
    assert found.loc[found["response_id"] == "r-2", "because"].tolist() == ["Too dear for what it is"]
    assert len(study.answer_codes()) == 2
    study.set_blind("Maya")
    blind = study.suggest_answer_codes("q3", "recommend", coder="Maya", limit=50)
    assert "They answer at once" not in set(blind["because"]), "what Tom coded is not seen"
    assert study.suggest_answer_codes("q3", "anything").empty
