from __future__ import annotations

from contextlib import suppress

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.challenge.messages import MessageTest, corpus, message_test
from cslab.errors import InputError, NotFoundError
from cslab.intervals import proportion
from cslab.study.codes import Code
from tests.challenge.messages.said import rows

SAID = corpus(rows())
BOOK = (Code("approvals"), Code("sign-off", parent="approvals"), Code("support"))
MESSAGE = "Paperless approvals, at a fair price. Seamless!"


def row(found: MessageTest, word: str) -> dict[str, object]:
    return dict(found.words.set_index("word").loc[word].to_dict())


def test_each_word_is_counted_in_people_and_by_where_they_said_it() -> None:
    found = message_test(MESSAGE, SAID, book=BOOK)
    assert (found.n, found.spoke, found.wrote) == (8, 4, 5)
    approvals = row(found, "approvals")
    assert (approvals["people"], approvals["spoke"], approvals["spoke_of"]) == (2, 2, 4)
    assert approvals["forms"] == ("approve",)
    price = row(found, "price")
    assert (price["people"], price["wrote"], price["wrote_of"], price["spoke"]) == (2, 2, 5, 0)
    assert found.estimate("price") == proportion(2, 8)
    assert price["value"] == 0.25


def test_words_that_nobody_ever_said_are_named() -> None:
    found = message_test(MESSAGE, SAID, book=BOOK)
    assert found.never == ("Paperless", "Seamless")
    assert "None of them ever said “Paperless” or “Seamless”" in found.sentence
    assert "3 of our 5 words" in found.sentence


def test_many_words_that_nobody_said_are_counted_after_the_first() -> None:
    found = message_test("Seamless, Paperless, Frictionless, Robust, Holistic, Agile", SAID, book=BOOK)
    assert "“Robust” or 2 others." in found.sentence


def test_two_words_that_stand_together_are_looked_for_together() -> None:
    found = message_test(MESSAGE, SAID, book=BOOK)
    phrases = found.words[found.words["kind"] == "phrase"].set_index("word")["people"]
    assert phrases.to_dict() == {"Paperless approvals": 0, "fair price": 1}


def test_the_message_is_cut_at_its_words_and_stays_whole() -> None:
    found = message_test(MESSAGE, SAID, book=BOOK)
    assert "".join(piece.text for piece in found.pieces) == MESSAGE
    said = {piece.text: piece.said for piece in found.pieces if piece.said}
    assert said == {
        **{"Paperless": "nobody", "approvals": "few", "fair": "few", "price": "few", "Seamless": "nobody"}
    }


def test_many_is_three_people_and_a_fifth_of_those_interviewed() -> None:
    assert row(message_test("Sign here", SAID), "Sign")["said"] == "many"  # three of eight, two interviewed


def test_what_they_say_instead_leaves_our_words_out() -> None:
    found = message_test(MESSAGE, SAID, book=BOOK)
    assert found.subject.codes == ("approvals",)
    assert found.subject.guessed
    assert set(found.instead["word"]) == {"phone", "signs"}
    assert "approve" not in set(found.instead["word"])
    assert (found.instead["n"] == 4).all()
    assert found.instead["value"].isna().all()  # of fewer than five people
    given = message_test(MESSAGE, SAID, book=BOOK, codes=["support"])
    assert not given.subject.guessed
    assert given.instead.empty  # one person alone spoke of it


def test_codes_below_the_one_given_count_too() -> None:
    table = rows()
    table["marks"] = [tuple(("sign-off", *mark[1:]) for mark in marks) for marks in table["marks"]]
    found = message_test(MESSAGE, table, codes=["approvals"], book=BOOK)
    assert len(found.instead)


def test_quotes_are_of_different_people_and_lead_to_the_moment() -> None:
    found = message_test("Approve it by phone", SAID)
    here = found.quotes[found.quotes["word"] == "phone"]
    assert here["person_id"].is_unique
    assert list(here["source"]) == ["interview", "interview", "answer"]
    assert (here["interview_id"].iloc[0], here["start"].iloc[0]) == ("int-1", 10.0)
    assert here["response_id"].iloc[2] == "r-5"


def test_names_of_people_are_nobodys_language() -> None:
    table = pd.DataFrame({"person_id": list("abc"), "source": "answer", "text": "Maya Lanter rang"})
    table["marks"] = [(("support", 0, 3),)] * 3
    assert set(message_test("Support", table, codes=["support"]).instead["word"]) >= {"maya", "rang"}
    named = message_test("Support", table, codes=["support"], names=["Maya Lanter"])
    assert set(named.instead["word"]) == {"rang"}


def test_a_message_for_some_is_held_against_their_words() -> None:
    found = message_test("Approve it", SAID, people={"p-1", "p-4"}, whom="Carla")
    assert (found.n, row(found, "Approve")["people"]) == (2, 1)
    assert found.sentence.startswith("2 people of Carla were heard or read")
    assert found.words["value"].isna().all()
    assert "no share is shown" in found.caveats[0]
    with pytest.raises(InputError, match="Only 2 people"):
        found.estimate("Approve")


def test_where_nobody_of_them_was_heard_all_others_are() -> None:
    found = message_test("Approve it", SAID, people={"p-99"}, whom="Carla")
    assert (
        found.note == "Nobody of Carla was heard or read yet, so these are the words of all other customers."
    )
    assert found.n == 8


def test_where_nobody_at_all_was_heard_it_says_so() -> None:
    found = message_test("Approve it", pd.DataFrame(columns=["person_id", "text", "source"]), book=BOOK)
    assert found.sentence.startswith("No customer was heard or read yet")
    assert found.words["said"].tolist() == ["nobody"]
    assert found.instead.empty
    assert found.caveats == ()


def test_where_nobody_spoke_of_it_what_they_say_is_not_known() -> None:
    found = message_test("Approve it", corpus(rows(codes=False)), book=BOOK, codes=["approvals"])
    assert "Nobody spoke or wrote of approvals yet, so what they say instead is not known." in found.caveats


def test_without_interviews_it_says_how_little_room_there_was() -> None:
    table = rows()
    found = message_test("Fair price", table[table["source"] == "answer"])
    assert any("Nobody was interviewed" in caveat for caveat in found.caveats)
    assert "tells little" in found.caveats[0]


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("", "no word in the message"),
        ("  \n ", "no word in the message"),
        ("🎉🎉 !!! --", "no word in the message"),
        ("We are the ones who do it for you", "only words that everybody says"),
        ("word " * 10_000, "has 10,000 words; paste at most 2,000"),
    ],
)
def test_what_can_not_be_looked_for_is_said(message: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        message_test(message, SAID)


def test_a_word_of_another_message_is_not_found() -> None:
    with pytest.raises(NotFoundError, match="did you mean 'price'"):
        message_test(MESSAGE, SAID).estimate("prices")


def test_emoji_and_markup_beside_words_stay_as_they_are() -> None:
    message = "🎉 <b>Paperless</b> & fair — ½ price ²"
    found = message_test(message, SAID)
    assert "".join(piece.text for piece in found.pieces) == message
    assert "&lt;b&gt;" in found._repr_html_()
    assert "<s>Paperless</s>" in found._repr_html_()


def test_the_result_is_a_table_and_a_picture() -> None:
    found = message_test(MESSAGE, SAID, book=BOOK)
    assert list(found.summary()["word"]) == list(found.words["word"])
    assert "price" in found.chart().to_json()


@settings(deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_any_message_is_tested_or_refused_in_a_sentence(message: str) -> None:
    found: MessageTest | None = None
    with suppress(InputError):
        found = message_test(message, SAID, book=BOOK)
    if found is not None:
        assert "".join(piece.text for piece in found.pieces) == message
        assert found.sentence
