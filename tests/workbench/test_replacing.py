"""Find and replace over a study, and the terms of its vocabulary that were likely misheard."""

from __future__ import annotations

from pathlib import Path

import pytest

import cslab
from cslab import Study
from cslab.errors import InputError, NotFoundError, StoreError
from tests.workbench.heard import hear, new_study

SETTINGS = 'title = "Ours"\nvocabulary = ["Ledgerline", "Quillbook"]\n'


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = new_study(tmp_path / "study", "int-01", "int-02", "int-03", settings=SETTINGS)
    hear(made, "int-01", "Ledger line is (ledger line), you know Ledgerline")
    hear(made, "int-02", "the ledger. Line two is quill book")
    return made


def test_shown_first_then_done_then_done_no_more(study: Study) -> None:
    found = study.find_replace("ledger line", "Ledgerline")
    assert found.table[["interview_id", "first", "last", "before", "after"]].values.tolist() == [
        ["int-01", 0, 2, "Ledger line", "Ledgerline"],
        ["int-01", 3, 5, "(ledger line),", "(Ledgerline),"],
    ]
    assert found.table.loc[1, ["left", "right"]].tolist() == ["Ledger line is", "you know Ledgerline"]
    assert found.table.loc[1, ["start", "end"]].tolist() == [3.0, 4.9]
    assert study.corrections().empty, "nothing happens before apply"
    done = found.apply(author="Bea")
    assert study.transcript("int-01").text == "Ledgerline is (Ledgerline), you know Ledgerline"
    assert (len(done.corrections), done.missed) == (2, ())
    assert set(study.corrections()["author"]) == {"Bea"}
    assert found.apply() == done
    assert len(study.corrections()) == 2
    assert study.find_replace("ledger line", "Ledgerline").table.empty
    assert found.summary().values.tolist() == [["int-01", 2]]


def test_one_that_was_undone_is_offered_again(study: Study) -> None:
    done = study.find_replace("ledger line", "Ledgerline").apply()
    study.undo_correction(done.corrections[0])
    again = study.find_replace("ledger line", "Ledgerline")
    assert again.table["first"].tolist() == [0]
    again.apply()
    assert study.transcript("int-01").text.startswith("Ledgerline is")


def test_words_that_changed_since_are_left_alone(study: Study) -> None:
    found = study.find_replace("ledger line", "Ledgerline")
    study.correct("int-01", 0, 2, "Our software")
    study.correct("int-01", 2, 2, "oh well")
    done = found.apply()
    assert len(done.corrections) == 1
    assert "changed meanwhile" in done.missed[0]
    assert study.transcript("int-01").text == "Our software oh well is (Ledgerline), you know Ledgerline"


def test_only_where_asked(study: Study) -> None:
    assert study.find_replace("is", "was", interviews=["int-02"]).summary()["interview_id"].tolist() == [
        "int-02"
    ]
    assert study.find_replace("is", "was", interviews=["int-03"]).table.empty
    with pytest.raises(NotFoundError, match="no interview 'int-9'"):
        study.find_replace("is", "was", interviews=["int-9"])
    with pytest.raises(InputError, match="nothing to find"):
        study.find_replace(" ", "was")


def test_a_study_opened_for_reading_shows_and_does_nothing(study: Study) -> None:
    found = cslab.open(study.folder, read_only=True).find_replace("ledger line", "Ledgerline")
    assert len(found.table) == 2
    with pytest.raises(StoreError, match="opened for reading only"):
        found.apply()


def test_hostile_words_are_shown_as_words(study: Study) -> None:
    study.correct("int-01", 0, 1, "<script>alert(1)</script>")
    shown = study.find_replace("<script>alert(1)</script>", "<b>")._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "Nothing would change" in study.find_replace("nowhere", "x")._repr_html_()


def test_misheard_terms_are_listed_until_they_are_right(study: Study) -> None:
    missed = study.vocabulary_misses()
    assert missed[["interview_id", "heard", "term"]].values.tolist() == [
        ["int-01", "Ledger line", "Ledgerline"],
        ["int-01", "(ledger line),", "Ledgerline"],
        ["int-02", "ledger. Line", "Ledgerline"],
        ["int-02", "quill book", "Quillbook"],
    ]
    assert missed.loc[3, ["start", "end", "first", "last"]].tolist() == [5.0, 6.9, 5, 7]
    study.correct("int-02", 5, 7, "Quillbook", before="quill book")
    assert "Quillbook" not in set(study.vocabulary_misses()["term"])


def test_without_a_vocabulary_nothing_is_listed(study: Study) -> None:
    (study.folder / "study.toml").write_text('title = "Ours"\n')
    assert cslab.open(study.folder).vocabulary_misses().empty
