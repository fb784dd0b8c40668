"""Walking in a study: notes that become highlights, errands that count nowhere, briefs that keep quiet."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import cslab
from cslab import Study
from cslab.errors import InputError, NotFoundError, StoreError
from cslab.tell.walk.asking import DO_NOT_CONFIRM
from tests.workbench.heard import hear, new_study
from tests.workbench.witnessed import HOSTILE, witnessed

TOML = """title = "Ours"
[[stages]]
id = "everyday"
name = "Everyday"
question = "What is it like?"
[[stages]]
id = "renewal"
name = "Renewal"
question = "Why do they stay?"
[[codes]]
name = "workaround"
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = new_study(tmp_path / "study", "int-1", "int-2", settings=TOML)
    (made.folder / "people.csv").write_text(
        "person_id,account_id,name,success_means\n"
        f"p-1,a-1,Ann {HOSTILE},Home by six {HOSTILE}\np-2,a-2,Bo,\np-3,a-3,Cy,\n"
    )
    (made.folder / "interviews.csv").write_text(
        "interview_id,person_id,recorded_on,recording,interviewer,consent\n"
        "int-1,p-1,2026-03-01,recordings/int-1.wav,Maya,team\n"
        "int-2,p-2,2026-03-02,recordings/int-2.wav,Tom,none\n"
    )
    hear(made, "int-1", " ".join(f"word{n}" for n in range(60)))
    hear(made, "int-2", " ".join(f"word{n}" for n in range(60)))
    return cslab.open(made.folder, actor="Maya")


def test_a_show_me_note_waits_and_becomes_a_highlight_with_coder_and_codes(study: Study) -> None:
    number = study.add_show_me("petra", "p-1", "A bread bag", codes="workaround", stage="everyday", at=30)
    assert study.show_me()["state"].tolist() == ["waits for its recording"]
    assert study.highlights().empty
    made = study.place_show_me(number, "int-1")
    assert study.place_show_me(number, "int-1") == made
    (row,) = study.highlights(code="workaround").to_dict("records")
    assert (row["coder"], row["codes"], row["stage"]) == ("petra", ("workaround",), "everyday")
    assert row["quote"].split()[0] == "word25"  # five seconds before, on a whole word
    assert study.show_me()[["state", "clip"]].to_numpy().tolist() == [["is a highlight", made]]
    study.unplace_show_me(number)
    assert study.highlights().empty


def test_a_note_can_be_placed_at_once_and_only_where_its_person_speaks(study: Study) -> None:
    study.add_show_me("Petra", "p-1", "A list", interview_id="int-1", at=10)
    assert len(study.highlights()) == 1
    with pytest.raises(InputError, match="speaks in int-2, and not p-1"):
        study.add_show_me("Petra", "p-1", "A list", interview_id="int-2", at=10)
    number = study.add_show_me("Petra", "p-1", "A list")
    with pytest.raises(InputError, match="at which second"):
        study.place_show_me(number, "int-1")
    with pytest.raises(NotFoundError):
        study.place_show_me(number, "int-1", 1000.0)
    for wrong in ({"stage": "nope"}, {"codes": "nope"}):
        with pytest.raises(NotFoundError):
            study.add_show_me("Petra", "p-1", "A list", **wrong)  # type: ignore[arg-type]


def evidence(study: Study) -> dict[str, Any]:
    """Everything that counts what customers said and did."""
    card = study.evidence_card("carla-easy")
    return {
        "highlights": study.highlights(),
        "heard": study.heard(),
        "voices": study.why(people=list(study.people["person_id"])).clips,
        "saturation": study.saturation().summary(),
        "together": study.cooccurrence().summary(),
        "card": card.clips,
        "answers": card.answers,
        "verdicts": study.claims,
        "journey": study.journey().summary(),
        "coverage": study.coverage().table,
        "loop": study.loop().table,
        "listenings": study.heard_by(),
    }


def test_errands_touch_nothing_that_counts_customers(tmp_path: Path) -> None:
    study = witnessed(tmp_path / "study")
    if not study.locked("carla-easy"):
        study.lock_claim("carla-easy", author="Maya")
    before = evidence(study)
    study.begin_errands(author="Tom")
    study.begin_errands(author="Tom")
    steps = study.errands().steps
    assert len(steps) == 4
    for number in steps["id"]:
        study.do_errand(int(number), "Tom", outcome="gave up", minutes=5, note=f"checks workaround {HOSTILE}")
    after = evidence(study)
    for name, table in before.items():
        pd.testing.assert_frame_equal(table, after[name], obj=name)
    assert set(study.errands().notes["who"]) == {"colleague, not customer"}


def test_an_interview_that_was_held_counts_as_listening_once(study: Study) -> None:
    assert study.heard_by().loc["Maya", "p-1"] == 1
    study.listen_to("maya", "p-1", how="interview", source="int-1", on_day="2026-03-01")
    assert study.heard_by().loc["Maya", "p-1"] == 1
    study.listen_to("Maya", ["p-1", "p-3"], how="reel", source="first", on_day="2026-03-05")
    assert study.heard_by().loc["Maya"].to_dict() == {"p-1": 2, "p-2": 0, "p-3": 1}
    assert study.coverage(by=[]).heard == 3
    with pytest.raises(NotFoundError, match="person"):
        study.listen_to("Maya", "p-9", how="call")


def test_a_rota_from_proposal_to_log(study: Study) -> None:
    proposed = study.rotation(teammates=["Maya", "Tom"], week="2026-11-23")
    row = proposed.of("Maya").iloc[0]
    assert row["person_id"] not in {"p-1"}  # she held that interview, and others wait
    number = study.agree_rota("maya", str(row["person_id"]), week="2026-11-23", note=str(row["why"]))
    assert study.rotation(teammates=["Maya"], week="2026-11-23").proposals.empty
    study.finish_rota(number, how="call", on_day="2026-11-24", minutes=20, note="Rain")
    assert study.rota("2026-11-29").sentence == "1 of 1 done."
    assert study.listenings()[["teammate", "how", "note"]].to_numpy().tolist() == [["Maya", "call", "Rain"]]
    with pytest.raises(NotFoundError):
        study.agree_rota("Maya", "p-9")


def test_in_the_middle_of_a_week_what_happened_in_it_is_known(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Wednesday(date):
        @classmethod
        def today(cls) -> Wednesday:
            return cls(2026, 11, 25)

    monkeypatch.setattr("cslab.workbench.walking.date", Wednesday)
    study.listen_to("Tom", "p-3", how="call", on_day="2026-11-24")
    for week, heard in (("2026-11-23", True), ("2026-11-30", True), ("2026-11-16", False)):
        why = study.rotation(teammates=["Ann", "Bo", "Cy"], week=week).proposals.set_index("person_id")["why"]
        assert ("24 November 2026" in str(why["p-3"])) == heard


def test_a_session_is_proposed_from_those_the_team_may_hear(study: Study) -> None:
    study.add_show_me("Petra", "p-1", "A list", interview_id="int-1", at=10)
    study.add_show_me("Petra", "p-2", "A bag", interview_id="int-2", at=10)
    found = study.session_rotation(customers=3, colleagues=2)
    assert found.proposals["person_id"].tolist() == ["p-1"]
    assert len(found.colleagues) == 2


def test_a_brief_quotes_only_what_the_team_may_hear(study: Study) -> None:
    for person, name in (("p-1", "int-1"), ("p-2", "int-2")):
        study.add_show_me("Petra", person, "A list", interview_id=name, at=10, stage="everyday")
    own = study.walk_brief("Tom", "p-1")
    assert len(own.clips) == 1
    other = study.walk_brief("Tom", "p-2")
    assert other.clips.empty
    assert other.left_out == ("int-2 is left out, because the person did not agree to be heard.",)
    assert "word10" not in other.page().html
    asked = [one.question for one in own.ask]
    assert asked[0] == "Renewal: Why do they stay?"
    assert any("Home by six" in one for one in asked)
    with pytest.raises(NotFoundError):
        study.walk_brief("Tom", "p-9")


def test_a_brief_is_one_closed_page_and_escapes_what_people_wrote(study: Study, tmp_path: Path) -> None:
    study.add_promise(f"A call {HOSTILE}", made_by="Ruth", person_id="p-1", made_on="2026-03-01")
    broken = study.add_promise("An export", made_by="Ruth", person_id="p-1", made_on="2026-03-01")
    study.settle_promise(broken, "broken", on="2026-03-09")
    study.add_feedback("Tell me first", person_id="p-1", heard_on="2026-03-03")
    found = study.walk_brief("Tom", "p-1")
    assert len(found.promises) == len(found.loop) == 1
    assert [(one.what[:9], one.where) for one in found.pains] == [("An export", "broken")]
    page = found.save(tmp_path / "brief.html").read_text(encoding="utf-8")
    assert "<img" not in page
    assert "&lt;img src=x" in page
    assert DO_NOT_CONFIRM in page
    assert "default-src 'none'" in page or "default-src &#x27;none&#x27;" in page
    assert {
        "who they are",
        "promises open",
        "waits for an answer",
        "what to ask",
        "what not to defend",
    } <= set(found.summary()["part"])
    assert "<img" not in found._repr_html_()


def test_a_brief_holds_back_what_a_session_will_play(study: Study) -> None:
    study.add_show_me("Petra", "p-1", "A list", interview_id="int-1", at=10)
    clip = int(study.highlights()["id"].iloc[0])
    study.save_reel("first", title="First", elements=[{"kind": "clip", "highlight": clip}])
    assert len(study.walk_brief("Tom", "p-1").clips) == 1
    closed = cslab.open(study.folder, actor="Maya")
    closed.reel_closed_to = lambda reel, teammate: "Write first." if teammate == "Tom" else ""  # type: ignore[method-assign]
    held = closed.walk_brief("Tom", "p-1")
    assert held.clips.empty
    assert "in a session" in held.left_out[0]
    assert len(closed.walk_brief("Ruth", "p-1").clips) == 1


def test_a_study_that_is_only_read_shows_and_refuses(study: Study) -> None:
    number = study.agree_rota("Maya", "p-3")
    shown = cslab.open(study.folder, read_only=True)
    assert len(shown.rota().table) == 1
    assert shown.errands().steps.empty
    assert shown.walk_brief("Maya", "p-1").name.startswith("Ann")
    with pytest.raises(StoreError):
        shown.finish_rota(number)
