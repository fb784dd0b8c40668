"""A newer transcription takes over: what people did goes with it, once, and what could not is listed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

import cslab
from cslab import Study
from cslab.listen.textalign import align, bare
from cslab.listen.transcript import Transcript, Word, build_segments
from cslab.study import glance, schema
from cslab.study.transcripts import begin_transcription, finish_transcription
from tests.workbench.heard import hear, new_study

SAID = "we use ledger line for all of our invoices now"


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setattr(glance, "_TICK", 0.0)
    monkeypatch.setattr(glance, "_COARSE", 0.0)
    made = new_study(tmp_path / "study", "int-01", settings='title = "Ours"\n')
    hear(made, "int-01", SAID)
    return made


def outcomes(study: Study, subject: str) -> dict[str, str]:
    table = study.carried("int-01")
    table = table[table["subject"] == subject]
    return dict(zip(table["what"], table["outcome"], strict=True))


def rows(study: Study) -> int:
    with study.store.reading() as connection:
        tables = (schema.correction, schema.carried, schema.log)
        return sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def test_corrections_go_over_once_with_their_authors(study: Study) -> None:
    study.correct("int-01", 2, 4, "Ledgerline", author="Bea", nonce="n")
    study.correct("int-01", 7, 8, "bills", author="Cem")
    undone = study.correct("int-01", 0, 1, "They")
    study.undo_correction(undone)
    hear(study, "int-01", "we use letter lion for all of our bills now", key="better")
    assert study.transcript("int-01").text == "we use Ledgerline for all of our bills now"
    assert outcomes(study, "correction") == {"Ledgerline": "carried", "bills": "already"}
    (row,) = study.corrections().to_dict("records")
    assert (row["author"], row["before"], row["after"]) == ("Bea", "letter lion", "Ledgerline")
    with study.store.reading() as connection:
        nonces = connection.scalars(select(schema.correction.c.nonce)).all()
    assert "n@int-01/better" in nonces
    before = rows(study)
    study.carry()
    cslab.open(study.folder).transcripts()
    assert rows(study) == before, "doing it again changes nothing"


def test_what_has_no_place_is_listed_and_kept(study: Study) -> None:
    study.correct("int-01", 2, 4, "Ledgerline", author="Bea")
    hear(study, "int-01", "nothing of that sort was ever said", key="odd")
    study.carry(["int-01"])
    (row,) = study.carried().to_dict("records")
    assert (row["subject"], row["outcome"], row["what"], row["author"]) == (
        "correction",
        "lost",
        "Ledgerline",
        "Bea",
    )
    assert (row["start"], row["end"]) == (2.0, 3.9)
    assert "not found again" in row["why"]
    with study.store.reading() as connection:
        assert connection.scalars(select(schema.correction.c.after)).all() == ["Ledgerline"]


def test_from_one_to_the_next_and_back_from_the_lost(study: Study) -> None:
    """The third engine hears again what the second did not."""
    study.correct("int-01", 2, 4, "Ledgerline")
    study.correct("int-01", 7, 8, "bills")
    hear(study, "int-01", "we use letter lion for x y z v w", key="second")
    assert outcomes(study, "correction") == {"Ledgerline": "carried", "bills": "lost"}
    hear(study, "int-01", "we use ledger lime for all of our invoices now", key="third")
    assert study.transcript("int-01").text == "we use Ledgerline for all of our bills now"
    assert outcomes(study, "correction") == {"Ledgerline": "carried", "bills": "carried"}
    assert len(study.corrections()) == 2


def test_what_a_person_took_back_stays_back(study: Study) -> None:
    number = study.correct("int-01", 2, 4, "Ledgerline")
    hear(study, "int-01", SAID, key="second")
    study.transcript("int-01")
    study.undo_correction(number)
    assert study.transcript("int-01").text == SAID, "the number that the tab still knows leads to the new one"
    hear(study, "int-01", SAID, key="third")
    assert study.transcript("int-01").text == SAID


def test_a_correction_that_comes_late_goes_over_too(study: Study) -> None:
    """Somebody's tab still shows the old words while the new ones take over."""
    old = cslab.open(study.folder, actor="Bea")
    hear(study, "int-01", SAID.replace("ledger line", "letter lion"), key="better")
    study.transcript("int-01")
    old._key_read = lambda _: "int-01/first"  # type: ignore[method-assign]
    old.correct("int-01", 2, 4, "Ledgerline", before="ledger line")
    assert "use Ledgerline for" in study.transcript("int-01").text


def test_highlights_move_with_their_words(study: Study) -> None:
    moved = study.add_highlight("int-01", start=2.0, end=3.9, codes=["a"])
    stays = study.add_highlight("int-01", start=7.0, end=8.9, codes=["b"])
    lost = study.add_highlight("int-01", start=9.0, end=9.9, codes=["c"])
    hear(study, "int-01", "we use ledger line for all of our x y", key="better", late=0.5)
    study.carry()
    table = study.highlights().set_index("id")
    assert table.loc[moved, ["start", "end"]].tolist() == [2.5, 4.4]
    assert table.loc[lost, ["start", "end"]].tolist() == [9.0, 9.9]
    assert table.loc[stays, ["start", "end"]].tolist() == [7.5, 8.9], (
        "its last word is gone; so its end stays"
    )
    assert outcomes(study, "highlight") == {
        "ledger line": "carried",
        "our invoices": "carried",
        "now": "lost",
    }
    with study.store.reading() as connection:
        log = schema.log
        query = select(log.c.detail).where(log.c.action == "carry", log.c.subject == "highlight")
        assert {"before": [2.0, 3.9], "after": [2.5, 4.4]} in connection.scalars(query).all()


def test_speakers_of_a_text_that_somebody_brought_stay(study: Study) -> None:
    names = ["Maya"] * 4 + ["Ada"] * 6
    hear(study, "int-01", SAID, key="brought", speakers=names)
    assert study.transcript("int-01").speakers == ("Maya", "Ada")
    hear(study, "int-01", SAID.replace("ledger line", "Ledgerline"), key="whisper")
    assert study.transcript("int-01").speakers == ("Maya", "Ada")
    assert outcomes(study, "speaker") == {"Maya": "carried", "Ada": "carried"}


def test_names_go_over_to_other_labels(study: Study) -> None:
    hear(study, "int-01", SAID, key="a", speakers=["voice 1"] * 4 + ["voice 2"] * 6)
    study.name_speaker("int-01", "voice 2", name="Ada", role="customer")
    study.name_speaker("int-01", "voice 1", name="Maya", role="interviewer")
    hear(study, "int-01", SAID, key="b", speakers=["left"] * 4 + ["right"] * 6)
    assert study.transcript("int-01").speakers == ("Maya", "Ada")
    assert study.interviewers("int-01") == {"Maya"}


def test_reading_only_carries_nothing(study: Study) -> None:
    study.correct("int-01", 2, 4, "Ledgerline")
    hear(study, "int-01", SAID, key="better")
    before = rows(study)
    assert cslab.open(study.folder, read_only=True).transcript("int-01").text == SAID
    assert rows(study) == before


def test_what_real_whisper_misheard_against_what_was_said(heard_sample: Path, tmp_path: Path) -> None:
    """A person mends what tiny.en misheard, and marks every 25th word; then an engine hears the script."""
    study = cslab.open(shutil.copytree(heard_sample, tmp_path / "copy"), actor="Ana")
    edits = planted = 0
    for name in ("int-03", "int-07"):
        true = json.loads((heard_sample / "scripts" / f"{name}.words.json").read_text())["words"]
        true = [Word(w["text"], w["start"], w["end"]) for w in sorted(true, key=lambda w: w["start"])]
        heard = [word.text for word in study.transcript(name).words]
        wrong = [block for block in align(heard, [w.text for w in true]).blocks if block.kind != "equal"]
        near = {at for block in wrong for at in range(block.old_first - 2, block.old_last + 3)}
        mends = [(b.old_first, b.old_last, " ".join(w.text for w in true[b.first : b.last])) for b in wrong]
        marks = [
            (at, at + 1, f"{heard[at]} mark{at}") for at in range(12, len(heard) - 5, 25) if at not in near
        ]
        for first, last, text in sorted(mends + marks, reverse=True):
            edits += bool(study.correct(name, first, last, text))
        content = study._row(name)["content_hash"]
        begin_transcription(
            study.store, key=name, content_hash=content, engine="none", model="script", options={}
        )
        document = Transcript(build_segments(true), duration=true[-1].end)
        finish_transcription(study.store, name, document.to_dict())
        words = [word.text for word in study.transcript(name).words]
        for first, _, text in marks:
            at = words.index(text.split()[1])
            planted += bare(words[at - 1]) == bare(heard[first])
    table = study.carried()
    became = table.loc[table["subject"] == "correction", "outcome"].value_counts()
    assert became.sum() == edits
    assert became["carried"] == planted, "each mark stands behind its word, and nothing else needed carrying"
    assert became.get("lost", 0) <= 0.02 * edits
    assert set(table.loc[table["subject"] == "highlight", "outcome"]) == {"carried"}
