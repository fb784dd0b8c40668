"""Reels of a study drafted, audited and shared: what is asked for, who agreed, and what is never told."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import cslab
from cslab import Study
from cslab.errors import ConsentError, InputError, NotFoundError
from cslab.study.coders import set_blind
from cslab.study.personas import Condition
from cslab.tell.render import Stopped
from cslab.workbench import sharing
from tests.workbench.drafted import NAMES, drafted, reel

SOUND = re.compile(r'id="cslab-sound">[^<]*')


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The study that all tests begin with; they change copies of it."""
    study = drafted(tmp_path_factory.mktemp("drafted") / "study")
    study.store.close()
    return study.folder


@pytest.fixture(scope="module")
def kept(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    """A study that no test changes: three reels."""
    place = tmp_path_factory.mktemp("kept") / "study"
    study = cslab.open(shutil.copytree(folder, place), actor="Maya")
    reel(study, "loud", 1, 2, 3, 5, audience="company")
    reel(study, "fair", 1, 5, 7, audience="team")
    reel(study, "shut", 8, 1, audience="team")
    yield study
    study.store.close()


@pytest.fixture
def study(folder: Path, tmp_path: Path) -> Iterator[Study]:
    made = cslab.open(shutil.copytree(folder, tmp_path / "study"), actor="Maya")
    yield made
    made.store.close()


# ---- drafts ----


def test_a_draft_lies_along_the_journey_and_saves_nothing(kept: Study) -> None:
    before = kept.reels
    made = kept.draft_reel(length=120)
    assert [one.stage for one in made.elements if one.kind == "heading"] == ["discover", "use"]
    assert made.clips["id"].tolist()[:2] == [5, 1] or made.clips["id"].tolist()[:2] == [1, 5]
    assert made.elements[-1].kind == "note"
    assert made.elements[-1].text == "No clip of Renew fits what was asked for and may be heard."
    assert kept.reels.equals(before)
    assert made.query == "Clips of every stage; for the team."


@pytest.mark.parametrize("audience", ["team", "company", "public"])
@pytest.mark.parametrize("length", [12.0, 30.0, 300.0])
def test_a_draft_plays_nobody_who_did_not_agree_and_never_lasts_longer(
    kept: Study, audience: str, length: float
) -> None:
    made = kept.draft_reel(length=length, audience=audience)
    agreed = {"team": {1, 2, 3, 4, 5, 6, 7}, "company": {1, 2, 3, 4, 5, 6, 7}, "public": {1, 2, 3, 4, 5, 6}}
    assert set(made.clips["id"]) <= agreed[audience]
    assert made.seconds <= length
    refused = made.left_out[made.left_out["why"].str.contains("agree")]
    assert set(refused["id"]) == {8} | ({7} if audience == "public" else set())
    assert set(refused["person"]) == {""}
    assert made.elements == kept.draft_reel(length=length, audience=audience).elements


def test_what_is_drafted_is_an_ordinary_reel(study: Study) -> None:
    made = study.draft_reel(length=40)
    study.save_reel("mine", title="Mine", elements=made.elements)
    plan = study.reel("mine").plan()
    assert [number for clip in plan.clips for number in clip.highlights] == made.clips["id"].tolist()
    assert plan.duration == pytest.approx(made.seconds)


def test_a_draft_asks_for_stage_code_sentiment_juiciness_and_people(kept: Study) -> None:
    assert set(kept.draft_reel(stage="use").clips["id"]) == {3, 4, 6, 7}
    assert set(kept.draft_reel(codes="trust").clips["id"]) == {1, 2, 5, 7}  # fee lies below it
    assert set(kept.draft_reel(codes=["fee"]).clips["id"]) == {2, 7}
    assert set(kept.draft_reel(sentiment=1).clips["id"]) == {4, 5, 7}
    assert set(kept.draft_reel(min_juiciness=4).clips["id"]) == {1, 2, 7}
    solo = (Condition("plan", "is", ("solo",)), Condition("role", "is", ("clerk",)))
    made = kept.draft_reel(segment=solo, sentiment=[0, 1], codes=None)
    assert set(made.clips["id"]) == {5, 6}
    assert made.query == (
        "Clips of every stage, judged neutral or positive, of people whose plan is solo, and role is clerk; "
        "for the team."
    )
    assert kept.draft_reel(stage="use").gaps == ()


def test_a_draft_of_nobody_says_so(kept: Study) -> None:
    made = kept.draft_reel(stage="renew")
    assert made.clips.empty
    assert made.left_out["why"].tolist() == ["the person did not agree to be heard"]
    assert "No clip fits" in made.caveats[0]


def test_who_codes_blind_drafts_of_their_own_highlights(study: Study) -> None:
    set_blind(study.store, "Ruth", True)
    assert study.draft_reel(blind_for="Ruth").clips.empty


def test_what_can_not_be_drafted_is_refused(kept: Study) -> None:
    with pytest.raises(InputError, match="An audience is one of"):
        kept.draft_reel(audience="friends")
    with pytest.raises(NotFoundError, match="stage"):
        kept.draft_reel(stage="nowhere")
    with pytest.raises(NotFoundError):
        kept.draft_reel(segment=(Condition("shoe", "is", ("9",)),))
    with pytest.raises(InputError):
        kept.draft_reel(sentiment=7)


def test_a_missing_recording_is_left_out(study: Study) -> None:
    (study.folder / "recordings" / "int-2.wav").unlink()
    made = cslab.open(study.folder).draft_reel()
    assert set(
        made.left_out.loc[made.left_out["why"] == "its recording is missing or not transcribed yet", "id"]
    ) == {5, 6}


# ---- audits ----


def test_an_audit_sees_the_loud_voice_the_gap_the_stranger_and_the_colleague(kept: Study) -> None:
    audit = kept.reel_audit("loud")
    assert audit.audience == "company"
    assert audit.people == 2
    voices = audit.of("voice").set_index("group")
    assert voices.loc[NAMES[0], "share"] == pytest.approx(24 / 29, abs=0.03)
    assert any(
        "takes 8" in said and "of what is heard; 2 people are heard." in said for said in audit.warnings
    )
    assert "No clip for Renew, though 1 person speaks of it in the interviews." in audit.warnings
    assert (
        "Nobody is heard whose plan is team (25 % of the customers); 1 of them was interviewed."
        not in audit.warnings
    )
    assert audit.of("role")["customers"].sum() == 40 - 2  # an owner and a driver are too few to be told
    fair = kept.reel_audit("fair")
    assert (
        "1 voice belongs to nobody in people.csv, so nothing is known of them; add them there."
        in fair.warnings
    )
    assert any(said.startswith("Colleagues say 1") for said in fair.warnings)


def test_an_audit_by_an_attribute_and_of_personas(kept: Study) -> None:
    audit = kept.reel_audit("loud", by=["plan"])
    assert audit.of("plan")["customers"].tolist() == [30, 10, 0]
    assert audit.of("persona")[["group", "interviews", "customers"]].values.tolist() == [["Carla", 2, 30]]
    assert (
        "Nobody is heard whose plan is team (25 % of the customers); 1 of them was interviewed."
        in audit.warnings
    )
    with pytest.raises(NotFoundError, match="attribute"):
        kept.reel_audit("loud", by=["shoe"])
    with pytest.raises(NotFoundError, match="reel"):
        kept.reel_audit("lost")


def test_without_a_survey_customers_feel_as_the_team_judged_them(kept: Study) -> None:
    rows = kept.reel_audit("fair").of("sentiment").set_index("group")
    assert rows["customers_of"].tolist() == [40, 40, 40]
    assert rows.loc["negative", "note"] == "as the team judged them"


def test_an_audit_for_the_public_names_nobody_and_counts_who_is_left_out(kept: Study) -> None:
    audit = kept.reel_audit("fair", audience="public")
    assert audit.of("voice")["group"].tolist() == ["Owner", "Clerk"]
    assert audit.left_out == 1
    assert audit.of("persona").empty
    written = audit.to_csv() + audit.to_html() + json.dumps(audit.to_dict())
    assert not any(name.split()[0] in written for name in NAMES)
    assert kept.reel_audit("shut").left_out == 1


# ---- pages ----


def test_a_shared_page_names_nobody_quotes_only_who_agreed_and_holds_no_code(kept: Study) -> None:
    page = kept.share_reel("fair")
    text = SOUND.sub("", page.html)
    assert page.chapters[:3] == ("stage-discover", "stage-use", "stage-renew")
    assert (page.clips, page.people, page.audience) == (2, 2, "public")
    assert page.left_out == ("1 person is left out, who did not agree to be heard by them.",)
    assert not any(name.split()[0] in text for name in NAMES)
    assert "w0-0" in text
    assert "w2-0" not in text  # Imogen's words
    assert not re.search(r"\bint-\d|\bp-\d", text)
    assert text.count("<script") == 3
    assert "onerror=alert(1)&gt;" in text
    assert page.seconds == pytest.approx(kept.reel("fair").plan(audience="public").duration, abs=0.01)


def test_a_page_for_the_company_names_people_and_its_captions_do_too(kept: Study) -> None:
    page = kept.share_reel("fair", audience="company")
    island = re.search(r'id="cslab-page">(.*?)</script>', page.html)
    assert island
    cues = json.loads(island[1])["cues"]
    assert {cue[2] for cue in cues if cue[2]} >= {NAMES[0], NAMES[2]}
    assert "w2-0" in page.html


def test_a_page_without_sound_is_read(kept: Study, tmp_path: Path) -> None:
    page = kept.share_reel("fair", tmp_path / "fair.html", sound=False)
    assert 'id="cslab-sound"' not in page.html
    assert (tmp_path / "fair.html").read_text(encoding="utf-8") == page.html


def test_a_reel_that_no_one_may_hear_is_a_page_of_gaps(kept: Study, study: Study) -> None:
    reel(study, "none", 8)
    page = study.share_reel("none", audience="team")
    assert page.clips == 0
    assert "Nobody is heard in it." in page.html


def test_what_can_not_be_shared_is_said(kept: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotFoundError, match="reel"):
        kept.share_reel("lost")
    with pytest.raises(InputError, match="An audience is one of"):
        kept.share_reel("fair", audience="friends")
    with pytest.raises(InputError):
        kept.share_reel("fair", tmp_path / "no" / "page.html", sound=False)
    with pytest.raises(Stopped):
        kept.share_reel("fair", should_stop=lambda: True)
    monkeypatch.setattr(sharing, "BYTES_A_SECOND", 64 * 2**20)
    with pytest.raises(InputError, match="but a page holds about 0:01; share a part of it"):
        kept.share_reel("fair")


def test_a_consent_that_is_withdrawn_meanwhile_makes_no_page(study: Study, tmp_path: Path) -> None:
    reel(study, "mine", 1, 5)
    listed = study.folder / "interviews.csv"
    done: list[float] = []

    def withdraw(part: float) -> None:
        if not done:
            listed.write_text(listed.read_text().replace("int-1.wav,Maya,public", "int-1.wav,Maya,none"))
        done.append(part)

    with pytest.raises(ConsentError):
        study.share_reel("mine", tmp_path / "page.html", on_progress=withdraw)
    assert done
    assert not (tmp_path / "page.html").exists()


def test_a_recording_that_is_gone_or_was_replaced_is_left_out(study: Study) -> None:
    reel(study, "mine", 1, 5)
    recording = study.folder / "recordings" / "int-1.wav"
    recording.unlink()
    assert cslab.open(study.folder).share_reel("mine", audience="team", sound=False).clips == 1
    recording.write_bytes((study.folder / "recordings" / "int-2.wav").read_bytes()[:-2000])
    page = cslab.open(study.folder).share_reel("mine", audience="team", sound=False)
    assert page.clips == 1
    assert "w0-" not in page.html
