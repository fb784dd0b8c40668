"""The card: what it says where nobody speaks on a side, and the one file that it becomes."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from cslab.challenge.claims.verdict import Finding, Verdict
from cslab.challenge.evidence import CardSound, Searched, most_wrong, searched
from cslab.challenge.evidence.glance import PersonaGlance
from cslab.challenge.evidence.words import claimed, picture
from cslab.errors import InputError, NotFoundError
from cslab.estimate import Estimate
from cslab.study.personas import Indicator
from tests.challenge.evidence.made import HOSTILE, LOCKED, PERSONA, card, clips, verdict

BOTH = clips((1, "p-1", ("trust",)), (2, "p-2", ("workaround",)))


def test_a_side_with_nobody_says_where_was_looked() -> None:
    made = card(clips((1, "p-1", ("trust",))))
    assert made.none_found("for") == ""
    assert made.none_found("against").startswith("None found after searching 3 interviews, 2 of them with")
    outsider = card(clips((1, "p-9", ("workaround",))))
    assert outsider.none_found("against").startswith("None of the people it claims, after searching 2 interv")
    unsearched = card(clips((1, "p-1", ("trust",))), searched=Searched(0, 0, wordless=3))
    assert unsearched.none_found("against").startswith("Nobody was searched")
    with pytest.raises(NotFoundError):
        made.side("beside")


def test_a_side_that_no_code_names_says_that_nothing_could_be_found() -> None:
    made = replace(card(clips((1, "p-1", ("trust",)))), rules=())
    assert "name one under denied_in" in made.none_found("against")


def test_only_what_was_really_searched_is_counted() -> None:
    states = ("transcribed", "transcribed", "", "transcribed", "transcribed")
    table = pd.DataFrame(
        {"interview_id": list("abcde"), "person_id": ["p", "q", "p", "p", None], "state": states}
    )
    found = searched(table, {"a", "b", "e"}, {"a", "c", "d", "e"}, {"p"})
    counts = (found.claimed, found.others, found.wordless, found.uncoded, found.withheld)
    assert counts == (1, 1, 1, 1, 1)


def test_the_author_is_told_how_far_off_they_were() -> None:
    said = card(BOTH).prediction
    assert said == "Maya expected 70 % and was 80 % sure that it holds. Found: 31 %, 39 points off."
    assert card(BOTH, audience="public").prediction.startswith("Its author expected")
    assert card(BOTH).lock == "Version 1, locked by Maya on 8 April 2026"
    assert card(BOTH, draft=True).lock.endswith("changed since, and the change is not judged")


def test_the_summary_has_a_row_a_source() -> None:
    rows = card(BOTH).summary()
    assert list(rows["source"]) == ["survey", "usage"]
    assert rows.loc[0, ["value", "low", "high", "n"]].tolist() == [0.31, 0.22, 0.42, 80]
    assert rows["value"].isna().tolist() == [False, True]


def test_the_page_holds_everything_and_asks_for_nothing() -> None:
    page = card(BOTH).html()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src &#x27;none&#x27;" in policy[1]
    assert "connect-src" not in policy[1]
    assert not re.search(r"""(?:src|href)=["'](?!data:)""", page)
    assert "url(" not in page
    assert "@import" not in page
    assert page.count("<script") == 1


def test_words_of_customers_and_teammates_stay_words() -> None:
    page = card(BOTH).html()
    assert HOSTILE not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") >= 8
    assert HOSTILE not in card(BOTH)._repr_html_()


def test_sound_is_in_the_page_and_each_clip_knows_its_place() -> None:
    asked: list[list[int]] = []

    def sounds(rows: pd.DataFrame) -> CardSound:
        asked.append(list(rows["id"]))
        return CardSound(b"sound", "m4a", {1: (0.0, 2.5)})

    page = card(BOTH, sounds=sounds).html()
    assert asked == [[1, 2]]
    assert base64.b64encode(b"sound").decode() in page
    assert page.count('data-from="0.000" data-to="2.500"') == 1
    assert page.count("<button") == 2
    assert "cslab-sound" not in card(BOTH, sounds=sounds).html(sound=False).partition("<script")[0]
    with pytest.raises(InputError, match="can't hold sound"):
        card(BOTH, sounds=lambda _: CardSound(b"", "midi", {})).html()
    with pytest.raises(InputError, match="show fewer clips"):
        card(BOTH, sounds=lambda _: CardSound(b"0" * (64 * 2**20 + 1), "wav", {})).html()


def test_a_public_card_names_nobody() -> None:
    page = card(BOTH, audience="public", marks=_marked()).html()
    for name in ("Name of", "Maya", "Tom", "p-1", "int-p-1"):
        assert name not in page
    assert "Owner" in page
    assert "Marked by a teammate" in page


def test_a_card_is_saved_whole(tmp_path: Path) -> None:
    path = card(BOTH).save(tmp_path / "card.html")
    assert path.read_text(encoding="utf-8") == card(BOTH).html()
    with pytest.raises(InputError, match="no folder"):
        card(BOTH).save(tmp_path / "gone" / "card.html")


def test_a_long_quote_is_cut_between_words_and_says_so() -> None:
    rows = clips((1, "p-1", ("trust",))).assign(quote="word " * 200)
    page = card(rows).html()
    assert "word […]" in page
    assert "word " * 100 not in page


@pytest.mark.parametrize("unit", ["%", "points", "days", ""])
@pytest.mark.parametrize("comparator", ["at_least", "at_most", "about"])
def test_a_picture_stays_on_its_axis(unit: str, comparator: str) -> None:
    asked = Indicator("survey", comparator, -20 if unit == "points" else 120, margin=5, versus="others")
    found = Estimate(0.4, -0.2, float("inf"), 9, "by hand", unit=unit)
    drawn = picture(Finding(asked, "", "inconclusive", "", estimate=found))
    ends = [float(one) for one in re.findall(r"--\w+:([-\d.]+)%", drawn)]
    assert len(ends) >= 4
    assert all(0 <= end <= 100 for end in ends)
    assert picture(Finding(asked, "", "untestable", "")) == ""
    assert claimed(Finding(asked, "", "untestable", "")).startswith(comparator.replace("_", " "))


def test_what_is_most_wrong_is_what_is_refused_most_clearly() -> None:
    def judged(name: str, word: str, value: float) -> Verdict:
        found = Estimate(value, value - 0.05, value + 0.05, 50, "by hand", unit="%")
        asked = Indicator("survey", "at_least", 50)
        claim = replace(LOCKED.claim, id=name)
        return Verdict(claim, 1, "", word, "Said.", (Finding(asked, "", word, "Said.", estimate=found),))

    near, far = judged("near", "contradicted", 0.4), judged("far", "contradicted", 0.1)
    held = judged("held", "supported", 0.9)
    assert most_wrong((held, near, far)) is far
    assert most_wrong((held,)) is None
    glance = PersonaGlance(PERSONA, "plan is solo", 4, (held, near, far), drafts=1)
    assert glance.counts == {"supported": 1, "contradicted": 2}
    assert glance.sentence.startswith("“They check everything")
    assert PersonaGlance(PERSONA, "", 4, (held,)).sentence == "Data refuses none of its claims."
    assert PersonaGlance(PERSONA, "", 4, (), drafts=2).sentence == "None of its claims is locked yet."
    assert PersonaGlance(PERSONA, "", None, (), trouble="No such column.").sentence == "No such column."


def _marked() -> pd.DataFrame:
    rows = [{"highlight": "h-1", "side": "for", "author": "Tom"}]
    return pd.DataFrame(rows)


def test_the_joint_sentence_is_not_said_twice() -> None:
    alone = verdict().findings[0]
    once = verdict(findings=(replace(alone, sentence=f"Refused {HOSTILE}"),))
    assert card(BOTH, verdict=once).html().count("Refused &lt;img") == 1
