"""Evidence cards of a study: who is heard on which side, what is never shown, and the sound of a card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import pytest

import cslab
from cslab import Study
from cslab.errors import InputError, NotFoundError
from cslab.study.coders import set_blind
from tests.workbench.witnessed import witnessed

CLAIM = "carla-easy"
IDS = ["nonce", "interview_id", "person_id"]
"""Of a card's clips: what the study needs to find them again, and what no page shows."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """A study that no test changes."""
    study = witnessed(tmp_path_factory.mktemp("witnessed") / "study", sound=True)
    yield study
    study.store.close()


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = witnessed(tmp_path / "study")
    yield made
    made.store.close()


def test_a_card_has_both_sides_and_says_why(kept: Study) -> None:
    card = kept.evidence_card(CLAIM)
    assert card.verdict.verdict == "contradicted"
    assert card.people == 12
    assert card.segment == "plan is solo"
    assert list(card.side("for")["person_id"]) == ["p-1", "p-13"]
    assert list(card.side("for")["inside"]) == [True, False]
    against = card.side("against")
    assert list(against["person_id"]) == ["p-1", "p-2"]
    assert list(against["by"]) == ["coded", "own"]
    assert against.loc[0, "why"] == "Coded “workaround”"
    assert card.none_found("against") == ""
    assert list(card.written("against")["by"]) == ["coded", "coded"]
    assert len(card.written("against", every=True)) == 10
    assert card.written("for")["text"].tolist() == ["Because <i>12</i>", "Because <i>11</i>"]


def test_only_who_agreed_is_heard_and_what_was_searched_is_said(kept: Study) -> None:
    team, company, public = (
        kept.evidence_card(CLAIM, audience=whom) for whom in ("team", "company", "public")
    )
    heard = [set(card.clips["interview_id"]) for card in (team, company, public)]
    assert heard == [{"int-1", "int-2", "int-3"}, {"int-1", "int-2"}, {"int-1"}]
    found = team.searched
    assert (found.claimed, found.others, found.wordless, found.uncoded, found.withheld) == (2, 1, 1, 1, 1)
    assert company.searched.withheld == 2
    assert public.answers.empty
    with pytest.raises(InputError, match="An audience is one of"):
        kept.evidence_card(CLAIM, audience="friends")


def test_a_draft_shows_nothing(kept: Study) -> None:
    with pytest.raises(InputError, match="not locked yet"):
        kept.evidence_card("carla-secret")
    with pytest.raises(InputError, match="not locked yet"):
        kept.mark_clip("carla-secret", 1, "for")
    with pytest.raises(NotFoundError):
        kept.evidence_card("carla-easier")
    with pytest.raises(InputError, match="at least one clip"):
        kept.evidence_card(CLAIM, limit=0)


def test_nobody_speaks_of_a_vague_claim(kept: Study) -> None:
    card = kept.evidence_card("carla-vague")
    assert card.verdict.verdict == "untestable"
    assert card.none_found("against").startswith("None found after searching 3 interviews")
    assert card.none_found("for").endswith("mark clips.")
    assert "<li>" not in card.html()


def test_marks_move_clips_and_are_taken_back(study: Study) -> None:
    first = study.mark_clip(CLAIM, 1, "against", author="Tom", nonce="n-1", note="Twice is not easy.")
    assert study.mark_clip(CLAIM, 1, "against", author="Tom", nonce="n-1") == first
    card = study.evidence_card(CLAIM)
    assert card.side("against").loc[0, ["id", "why"]].tolist() == [1, "Marked by Tom"]
    assert study.clip_marks(CLAIM)[["clip", "side", "author"]].values.tolist() == [[1, "against", "Tom"]]
    study.mark_clip(CLAIM, 3, "neither")
    assert 3 not in set(study.evidence_card(CLAIM).side("against", every=True)["id"])
    assert study.unmark_clip(CLAIM, 1, author="Tom")
    assert study.evidence_card(CLAIM).side("for").loc[0, "id"] == 1
    with pytest.raises(NotFoundError):
        study.mark_clip(CLAIM, 99, "for")
    with pytest.raises(NotFoundError):
        study.mark_clip(CLAIM, 1, "beside")


def test_who_codes_blind_sees_their_own_codes_and_marks_alone(study: Study) -> None:
    study.mark_clip(CLAIM, 1, "against", author="Tom")
    set_blind(study.store, "Ruth", True)
    card = study.evidence_card(CLAIM, blind_for="Ruth")
    assert card.clips.empty
    assert card.searched.interviews == 0
    assert card.none_found("for").startswith("Nobody was searched")


def test_a_claim_written_anew_is_judged_as_it_was_locked(study: Study) -> None:
    written = (study.folder / "personas.toml").read_text()
    (study.folder / "personas.toml").write_text(written.replace("at_least = 50", "at_least = 5"))
    again = cslab.open(study.folder)
    card = again.evidence_card(CLAIM)
    assert card.draft
    assert card.claim.shown_by[0].threshold == 50
    again.store.close()


def test_the_file_plays_prints_and_holds_whom_it_may(kept: Study, tmp_path: Path) -> None:
    card = kept.evidence_card(CLAIM, audience="company")
    page = card.save(tmp_path / "card.html").read_text(encoding="utf-8")
    assert page.count('data-from="') == 3
    assert "onerror=alert" not in page.replace("&lt;img src=x onerror=alert(1)&gt;", "")
    assert "Dana &lt;b&gt;Whit&lt;/b&gt;" in page
    sound = card.sounds(card.side("for")) if card.sounds is not None else None
    assert sound is not None
    (tmp_path / "card.m4a").write_bytes(sound.data)
    with av.open(str(tmp_path / "card.m4a")) as file:
        length = float((file.duration or 0) / av.time_base)
    start, end = sound.places[1]
    assert 0 <= start < end <= length + 0.1
    assert 3.5 < end - start < 5.5


def test_the_public_learns_no_names_also_not_from_the_sound(study: Study, kept: Study) -> None:
    study.mark_clip(CLAIM, 1, "for", note="Dana said so", author="Maya")
    card = study.evidence_card(CLAIM, audience="public")
    assert card.side("for").loc[0, "why"] == "Marked by a teammate"
    for shown in (card.html(sound=False), card._repr_html_(), card.clips.drop(columns=IDS).to_json()):
        assert not re.search("Dana|Whit|Maya|p-1|int-1", shown)
    heard = kept.evidence_card(CLAIM, audience="public")
    sound = heard.sounds(heard.side("for")) if heard.sounds is not None else None
    assert sound is not None
    assert not re.search(b"Dana|Whit|int-1", sound.data)


def test_a_clip_without_words_is_not_quoted(kept: Study) -> None:
    card = kept.evidence_card(CLAIM)
    card = replace(card, clips=card.clips.assign(quote="", note="She <b>sighs</b>"))
    for page in (card.html(sound=False), card._repr_html_()):
        assert "Noted by a teammate: She &lt;b&gt;sighs" in page
        assert "<q>She" not in page


def test_without_its_recordings_a_card_is_not_heard(study: Study) -> None:
    for file in (study.folder / "recordings").iterdir():
        file.unlink()
    again = cslab.open(study.folder)
    page = again.evidence_card(CLAIM).html()
    assert "Coded “checks”" in page
    assert 'id="cslab-sound"' not in page
    again.store.close()


def test_personas_at_a_glance(kept: Study) -> None:
    (glance,) = kept.persona_glances()
    assert (glance.people, glance.drafts) == (12, 1)
    assert glance.counts == {"contradicted": 1, "untestable": 1}
    assert glance.worst is not None
    assert glance.worst.claim.id == CLAIM
    assert glance.sentence.endswith("17 %; we said at least 50 %.")


def test_a_persona_whose_segment_can_not_be_read_says_so(study: Study) -> None:
    written = (study.folder / "personas.toml").read_text()
    (study.folder / "personas.toml").write_text(written.replace('plan = "solo"', "plan = { at_least = 5 }"))
    again = cslab.open(study.folder)
    glances = again.persona_glances()
    assert all(one.people is None and one.sentence for one in glances)
    again.store.close()
