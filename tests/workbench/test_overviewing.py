"""The overview: cards with their figures, and what each says where something is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

import cslab
from cslab import Study
from cslab.workbench.overviewing import ASSUME, DO, SAY, TRUST, WORD, Card
from tests.app.measured import add_surveys


def cards(study: Study, **asked: str) -> dict[str, Card]:
    return {card.key: card for card in study.overview(**asked)}


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("overview") / "study"
    cslab.init(folder, title="Ours").store.close()
    return cslab.open(add_surveys(folder), actor="Ana")


def test_an_empty_study_has_every_card_and_each_says_what_to_add(tmp_path: Path) -> None:
    made = cslab.init(tmp_path / "new", title="Ours").overview()
    assert [card.about for card in made] == [SAY] * 3 + [DO] * 2 + [WORD] * 3 + [ASSUME, TRUST]
    missing = {card.key: card.missing for card in made if card.missing}
    assert set(missing) == {card.key for card in made} - {"rests"}
    assert "surveys/" in missing["recommend"]
    assert "value_event" in missing["retention"]
    assert "contacts.csv" in missing["slowest"]
    assert "Personas" in missing["claims"]
    assert str(made[0]).startswith("Would recommend us: No survey asks this yet")
    assert "<h4>Would recommend us</h4>" in made[0]._repr_html_()


def test_a_card_has_its_estimate_rows_page_and_voices(surveyed: Study) -> None:
    card = cards(surveyed)["recommend"]
    assert card.estimate == surveyed.score("autumn", "recommend", weighted=True).estimate
    assert dict(card.query) == {"survey": "autumn", "view": "scores", "question": "recommend"}
    assert card.voices is not None
    assert card.voices["people"] == surveyed.who_answered("autumn", "recommend", "low")
    change = surveyed.trend("ours", "recommend", weighted=True).changes.iloc[0]
    assert f"against “Spring, 2026”: the two {change['word']}" in card.sentence
    assert card.summary().equals(surveyed.score("autumn", "recommend", weighted=True).summary())


def test_reasons_are_counted_in_people_and_by_a_blind_coder_from_their_own(surveyed: Study) -> None:
    card = cards(surveyed)["reasons"]
    assert set(card.table["code"]) == {"approvals", "trust"}
    assert card.chart is not None
    surveyed.set_blind("Tom")
    assert "0 are coded" in cards(surveyed, blind_for="Tom")["reasons"].missing


def test_what_all_rests_on_counts_what_is_left_out(surveyed: Study) -> None:
    card = cards(surveyed)["rests"]
    rows = card.table.set_index("what")
    assert rows.loc["answered: Autumn, 2026", ["have", "of"]].tolist() == [32, 48]
    assert rows.loc["answered: Autumn, 2026", "note"] == "1 row left out"
    assert rows.loc["people interviewed", ["have", "of"]].tolist() == [0, 48]
    assert "cslab check lists them" in card.sentence


def test_it_is_kept_until_something_changes(surveyed: Study) -> None:
    first, again = surveyed.overview(), surveyed.overview()
    assert all(one is other for one, other in zip(first, again, strict=True))
    surveyed.add_promise("We ring back.", made_by="Maya", person_id="p-01", made_on="2026-05-01")
    card = cards(surveyed)["promises"]
    assert card.sentence.startswith("1 open, 0 of them overdue")
    assert not card.missing
    assert card.estimate is None, "nothing is kept or broken yet"


def test_a_locked_claim_is_counted_by_its_verdict_and_a_draft_shows_nothing(tmp_path: Path) -> None:
    study = cslab.init(tmp_path / "new", title="Ours")
    (study.folder / "personas.toml").write_text(
        "[[personas]]\nid = 'ana'\n[[claims]]\nid = 'vague'\npersona = 'ana'\nsays = 'She likes it'\n"
        "[[claims]]\nid = 'draft'\npersona = 'ana'\nsays = 'She stays'\n",
        encoding="utf-8",
    )
    assert "locked" in cards(study)["claims"].missing
    study.lock_claim("vague")
    card = cards(study)["claims"]
    assert card.table[["what", "have", "of"]].values.tolist() == [["untestable", 1, 1]]
    assert card.sentence == "1 more is a draft: nobody looks at data for it yet."
