"""A study's personas and claims: read, saved, locked, changed and withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import cslab
from cslab.errors import InputError, NotFoundError, StoreError
from cslab.study.personas import Claim, Condition, Indicator, Persona
from cslab.workbench import Study

PEOPLE = "person_id,account_id,name,size\np1,a1,Ana,5\np2,a1,Ben,60\np3,a2,Cy,9\n"
ACCOUNTS = "account_id,plan\na1,solo\na2,team\n"
CARLA = Persona("carla", "Careful Carla", segment=(Condition("size", "at_most", (10,)),), author="Maya")
CLAIM = Claim(
    "lanes", "carla", "Builds lanes", (Indicator("usage", "at_least", 40.0, feature="lanes"),), "Tom"
)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    (tmp_path / "study.toml").write_text('title = "Ours"\n[[features]]\nid = "lanes"\n', "utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, "utf-8")
    opened = cslab.open(tmp_path, actor="Ines")
    opened.save_persona(CARLA)
    opened.save_claim(CLAIM)
    yield opened
    opened.store.close()


def states(study: Study) -> dict[str, tuple[str, int]]:
    return {row.claim: (row.state, row.version) for row in study.claims.itertuples()}


def test_from_draft_to_withdrawn(study: Study) -> None:
    assert states(study) == {"lanes": ("draft", 0)}
    assert study.locked("lanes") == ()
    made = study.lock_claim("lanes", note="Before the wave", nonce="n")
    assert study.lock_claim("lanes", nonce="n") == made
    assert (made.author, made.claim.author, made.note) == ("Ines", "Tom", "Before the wave")
    assert states(study) == {"lanes": ("locked", 1)}
    study.save_claim(replace(CLAIM, says="Builds all lanes"), instead_of=CLAIM)
    assert states(study) == {"lanes": ("changed", 1)}
    assert study.lock_claim("lanes", author="Tom").version == 2
    study.remove_claim("lanes")
    assert states(study) == {"lanes": ("withdrawn", 2)}
    assert study.claim_state("lanes") == "withdrawn"
    row = study.claims.iloc[0]
    assert (row["says"], row["author"], row["locked_by"]) == ("Builds all lanes", "Tom", "Tom")
    assert [one.version for one in study.locked("lanes")] == [1, 2]
    assert study.claims["locked_at"].dt.tz is not None


def test_a_changed_segment_or_a_lost_persona_is_a_change(study: Study) -> None:
    study.lock_claim("lanes")
    study.save_persona(replace(CARLA, story="Other words"))
    assert study.claim_state("lanes") == "locked"
    study.save_persona(replace(CARLA, segment=()))
    assert study.claim_state("lanes") == "changed"
    text = (
        (study.folder / "personas.toml").read_text("utf-8").replace('persona = "carla"', 'persona = "klara"')
    )
    (study.folder / "personas.toml").write_text(text, "utf-8")
    assert study.claim_state("lanes") == "changed"
    with pytest.raises(NotFoundError, match="no persona 'klara'"):
        study.lock_claim("lanes")


def test_the_people_of_a_segment(study: Study) -> None:
    assert list(study.segment("carla")["person_id"]) == ["p1", "p3"]
    study.save_persona(replace(CARLA, segment=(Condition("plan", "is", ("solo",)), *CARLA.segment)))
    assert list(study.segment("carla")["person_id"]) == ["p1"]
    with pytest.raises(NotFoundError, match="did you mean 'carla'"):
        study.segment("karla")


def test_an_unknown_column_is_a_fault_and_an_error(study: Study) -> None:
    study.save_persona(replace(CARLA, segment=(Condition("sise", "is", (3,)),)))
    assert "perhaps 'size'," in study.personas.faults[0].sentence
    assert study.personas.faults[0] in study.faults
    with pytest.raises(NotFoundError):
        study.segment("carla")


def test_removing_a_persona_withdraws_what_was_locked(study: Study) -> None:
    study.save_claim(replace(CLAIM, id="other"))
    study.lock_claim("lanes")
    study.remove_persona("carla")
    assert states(study) == {"lanes": ("withdrawn", 1)}
    assert study.personas.personas == ()


def test_a_withdrawn_claim_keeps_its_card(study: Study) -> None:
    study.lock_claim("lanes")
    study.remove_claim("lanes")
    card = study.evidence_card("lanes")
    assert (card.claim.says, card.persona.name, card.draft) == ("Builds lanes", "Careful Carla", False)
    study.remove_persona("carla")
    card = study.evidence_card("lanes")
    assert (card.persona.name, card.people) == ("carla", 2)
    assert card.verdict.verdict == "untestable"


def test_what_nobody_knows_is_not_found(study: Study) -> None:
    for ask in (study.locked, study.claim_state, study.lock_claim, study.remove_claim):
        with pytest.raises(NotFoundError, match="did you mean 'lanes'"):
            ask("lane")


def test_teammates_are_everybody_who_did_something(study: Study) -> None:
    study.lock_claim("lanes")
    (study.folder / "team.csv").write_text("teammate,item,own,certainty,predicted\nRuth,x,1,2,3\n", "utf-8")
    assert study.teammates() == ["Ines", "Maya", "Ruth", "Tom"]


def test_a_study_for_reading_shows_and_refuses(study: Study) -> None:
    study.lock_claim("lanes")
    read = cslab.open(study.folder, read_only=True)
    assert states(read) == {"lanes": ("locked", 1)}
    for change in (
        lambda: read.save_claim(CLAIM),
        lambda: read.save_persona(CARLA),
        lambda: read.remove_claim("lanes"),
        lambda: read.remove_persona("carla"),
    ):
        with pytest.raises(InputError, match="open for reading only"):
            change()
    study.save_claim(replace(CLAIM, says="Other"))
    with pytest.raises(StoreError):
        read.lock_claim("lanes")
    read.store.close()


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('title = "Ours"\n', "utf-8")
    opened = cslab.open(tmp_path)
    assert opened.claims.empty
    assert opened.personas.personas == ()
    assert list(opened.claims.columns)[:4] == ["claim", "persona", "says", "state"]
    opened.store.close()
