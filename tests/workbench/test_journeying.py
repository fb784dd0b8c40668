"""The journey map of a study: who is counted, who is withheld, and what is known of the sample."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import cslab
from cslab import Study
from cslab.errors import InputError
from cslab.tell.journey import JourneyMap
from tests.workbench.journeyed import journeyed

SAMPLE = Path(__file__).parent.parent.parent / "data" / "samples" / "ledgerline"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """A study that no test changes."""
    study = journeyed(tmp_path_factory.mktemp("journey") / "study", sound=True)
    yield study
    study.store.close()


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = journeyed(tmp_path / "study")
    yield made
    made.store.close()


def heard(journey: JourneyMap, stage: str = "use") -> list[str]:
    return sorted(set(journey.played(stage, "say")["person_id"]))


def test_who_did_not_agree_is_neither_heard_nor_counted(kept: Study) -> None:
    maps = {whom: kept.journey(audience=whom) for whom in ("team", "company", "public")}
    assert [len(heard(made)) for made in maps.values()] == [7, 6, 5]
    assert [made.cell("pains", "use").points[0].of for made in maps.values()] == [7, 6, 5]
    assert [len(made.left_out) for made in maps.values()] == [1, 2, 3]
    assert maps["company"].left_out == (
        "int-7 is left out, because the person agreed to be heard by the team only.",
        "int-8 is left out, because the person did not agree to be heard.",
    )
    assert maps["team"].people == 7
    with pytest.raises(InputError, match="An audience is one of"):
        kept.journey(audience="friends")


def test_the_public_learns_no_name(kept: Study) -> None:
    public = kept.journey(audience="public")
    assert set(public.clips["person"]) == {"A customer"}
    assert "Person" not in public.html()
    assert "Dana" not in public.html()
    assert "Dana" in kept.journey().html()
    assert "<img" not in kept.journey().html()


def test_a_person_with_two_clips_counts_once(kept: Study) -> None:
    cell = kept.journey().cell("feel", "use")
    (figure,) = cell.figures
    assert figure.estimate.n == 7
    assert figure.estimate.value == pytest.approx((-1 - 1 - 1 + 0 + 1 + 1 + 1) / 7)
    pain = kept.journey().cell("pains", "use").points[0]
    assert (pain.label, pain.people, pain.of, len(pain.highlights)) == ("checks", 3, 7, 4)


def test_what_people_do_and_score_comes_from_the_other_methods(kept: Study) -> None:
    journey = kept.journey()
    do, score = journey.cell("do", "use"), journey.cell("score", "use")
    assert do.figures[0] == ("Used Lanes", kept.adoption().estimate("lanes"))
    assert do.behind[0].page == "usage"
    assert score.figures[0].estimate == kept.score("spring", "ease").estimate
    assert score.figures[0].label == "It is easy (mean, from 1 to 7)"
    assert score.behind[0].voices == {
        "people": kept.who_answered("spring", "ease", "low"),
        "survey": "spring",
    }


def test_accounts_that_contacted_us_about_a_stage_are_counted(kept: Study) -> None:
    cell = kept.journey().cell("do", "leave")
    (figure,) = cell.figures
    assert figure.label == "Wrote or called about it"
    assert (figure.estimate.n, figure.estimate.value) == (12, pytest.approx(2 / 12))
    assert cell.behind[0].voices == {"people": ["p-1", "p-2", "p-3", "p-4"], "stage": "leave"}


def test_empty_cells_say_why_and_what_to_do(kept: Study) -> None:
    journey = kept.journey()
    assert journey.gaps() == ("leave",)
    assert journey.cell("say", "leave").note == (
        "Nobody speaks of this stage yet. Ask in the next interview: Why do they leave?"
    )
    assert 'under [journey.find] in study.toml, such as do = ["lanes"]' in journey.cell("do", "find").note
    assert 'such as score = ["ease"]' in journey.cell("score", "find").note
    assert journey.cell("feel", "find").note == "1 person, too few for a figure."
    assert "page Customers" in journey.cell("promises", "find").note


def test_a_study_with_nothing_has_a_map(tmp_path: Path) -> None:
    made = cslab.init(tmp_path / "new", title="Ours")
    journey = made.journey()
    assert all(cell.note for cell in journey.cells.values())
    assert journey.clips.empty
    assert isinstance(journey.html(), str)
    made.store.close()


def test_promises_stand_at_the_stage_of_the_clip_or_the_contact_they_rest_on(study: Study) -> None:
    clips = study.highlights().set_index("interview_id")["id"]
    silent = int(clips["int-8"])
    study.add_promise("A call", made_by="Maya", highlight=int(clips["int-3"]))
    study.add_promise("A quiet call", made_by="Maya", highlight=silent)
    study.add_feedback("A list", contact="c-1")
    journey = study.journey()
    points = {one.label: one for one in journey.cell("promises", "use").points}
    assert points["A call"].highlights == (int(clips["int-3"]),)
    assert points["A quiet call"].highlights == (), "nobody may hear it"
    assert [one.label for one in journey.cell("promises", "leave").points] == ["A list"]
    public = study.journey(audience="public").cell("promises", "use")
    assert [one.label for one in public.points] == ["A call"]


def test_a_new_clip_is_on_it_at_once(study: Study) -> None:
    assert study.journey().gaps() == ("leave",)
    study.add_highlight("int-2", start=8.0, end=9.0, stage="leave", note="Why she left.", coder="Maya")
    assert study.journey().gaps() == ()


def test_it_is_kept_while_nothing_changes(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "cslab.study.glance._settled", lambda _changed: True
    )  # as if it were written long ago
    study.journey()  # the first reading of a survey keeps what its people were like then
    assert study.journey() is study.journey()
    study.listen_to("Maya", ["p-1"], how="call")
    first = study.journey()
    study.listen_to("Tom", ["p-2"], how="call")
    assert study.journey() is first, "who listened changes nothing on it"
    assert study.journey(audience="public") is not first


def test_a_blind_coder_sees_their_own_alone(study: Study) -> None:
    study.set_blind("Tom")
    journey = study.journey(blind_for="Tom")
    assert set(journey.clips["quote"]) == set(study.highlights(blind_for="Tom")["quote"])
    assert journey.people == 1, "int-2 was coded, but on no stage"


def test_every_cell_with_clips_can_be_heard(kept: Study) -> None:
    journey = kept.journey()
    sounds = journey.sounds
    assert sounds is not None
    clips = journey.played("find")
    made = sounds(clips)
    assert made is not None
    assert set(made.places) == set(clips["id"])
    assert len(made.data) > 1000


def test_the_stage_of_the_sample_that_nobody_speaks_of_is_seen(heard_sample: Path) -> None:
    study = cslab.open(heard_sample)
    journey = study.journey()
    assert journey.gaps() == ("renewal",)
    assert (journey.people, len(journey.clips)) == (8, 24)
    told = journey.cell("pains", "trouble").points
    assert {one.label: one.people for one in told} == {"support": 1, "trust": 1}
    kept = {one.label: one.state for one in journey.cell("promises", "trouble").points}
    assert kept["Somebody calls you about the concrete"] == "broken"
    figures = dict(journey.cell("do", "onboarding").figures)
    until = next(one for label, one in figures.items() if label.startswith("Until the first"))
    assert 6 <= until.value <= 15, "6 days with help and 15 without it were planted"
    everyday = journey.cell("feel", "everyday")
    assert everyday.figures[0].estimate.n == 6
