"""The index finds what a plain reading of every passage finds, whatever is asked and however it changed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError, NotFoundError
from cslab.listen.search.engine import Search
from cslab.listen.search.fields import Attributes
from cslab.listen.search.folding import folded
from cslab.listen.search.marks import Mark
from cslab.listen.search.matching import Codebook
from cslab.listen.search.query import And, Field, Not, Or, Query, Words
from cslab.listen.search.refresh import Heard, Material
from cslab.listen.transcript import Transcript
from cslab.listen.words import Segment, Word

BOOK = Codebook({"trust": None, "support": "trust", "pricing": None}, {"onboarding": "Onboarding"})
TODAY = date(2026, 11, 24)


@dataclass
class Corpus:
    """A little study: per interview its turns (speaker and words), and its highlights."""

    turns: dict[str, list[tuple[str, str]]]
    marks: list[Mark] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)

    def material(self) -> Material:
        def read(some: Sequence[str]) -> Iterator[Heard]:
            for name in some:
                self.reads.append(name)
                yield name, transcript(self.turns[name]), {"Maya"}

        def marked(some: Iterable[str]) -> Iterator[Mark]:
            return iter([mark for mark in self.marks if mark.interview_id in set(some)])

        own = {name: repr([m for m in self.marks if m.interview_id == name]) for name in self.turns}
        words = {name: repr(turns) for name, turns in self.turns.items()}
        codes = (("trust", "A reason to believe us."),)
        return Material(words, own, codes, read, marked)

    @cached_property
    def attributes(self) -> Attributes:
        names = list(self.turns)
        people = [f"p-{1 + at % 2}" for at in range(len(names))]
        interviews = pd.DataFrame(
            {
                "interview_id": names,
                "person_id": people,
                "recorded_on": pd.to_datetime([f"2026-{7 + at % 5:02}-15" for at in range(len(names))]),
            }
        )
        table = pd.DataFrame(
            {"person_id": ["p-1", "p-2"], "account_id": "a-1", "name": ["Ada", "Bea"], "size": [10.0, 60.0]}
        )
        accounts = pd.DataFrame({"account_id": ["a-1"], "name": ["Acme"], "plan": ["Team"]})
        return Attributes.of(interviews, table, accounts, today=TODAY)


def transcript(turns: list[tuple[str, str]]) -> Transcript:
    """Turns of one word a second, five seconds apart so that each is a passage."""
    at, segments = 0.0, []
    for speaker, text in turns:
        words = []
        for word in text.split():
            words.append(Word(word, at, at + 0.9, speaker))
            at += 1.0
        segments.append(Segment(tuple(words), speaker))
        at += 5.0
    return Transcript(tuple(segments))


def spans(turns: list[tuple[str, str]]) -> list[tuple[float, float]]:
    return [(segment.start, segment.end) for segment in transcript(turns).segments]


def mark(number: int, interview: str, span: tuple[float, float], *codes: str, **more: object) -> Mark:
    plain = {"stage": None, "coder": "ana", "sentiment": None, "juiciness": None, "note": ""} | more
    return Mark(number, interview, *span, codes=codes, **plain)


def said_in(corpus: Corpus, search: Search, query: Query | str, **how: object) -> list[tuple[str, str]]:
    """Refresh, search, and give the interview and the text of every passage that somebody said."""
    found = search.search(query, corpus.material(), corpus.attributes, BOOK, limit=500, **how)
    assert found.total == len(found.table)
    table = found.table[found.table["kind"] == "said"]
    return sorted(zip(table["interview_id"], table["text"], strict=True))


@pytest.fixture
def search(tmp_path: Path) -> Iterator[Search]:
    made = Search(tmp_path / ".cslab")
    yield made
    made.database.close()


# ---- against a plain reading -------------------------------------------------------------------------

VOCABULARY = ["fee", "fees", "Don't", "dont", "two", "keys", "the", "$49", "49", "naïve", "month-end"]
TURN = st.tuples(
    st.sampled_from(["Maya", "Ada"]), st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=6)
)
CORPUS = st.lists(st.lists(TURN, min_size=1, max_size=4), min_size=1, max_size=3).map(
    lambda all_: Corpus(
        {f"int-{at}": [(who, " ".join(words)) for who, words in turns] for at, turns in enumerate(all_)}
    )
)
LEAF = st.one_of(
    st.builds(Words, st.sampled_from(VOCABULARY), prefix=st.booleans()),
    st.lists(st.sampled_from(VOCABULARY), min_size=2, max_size=2).map(
        lambda w: Words(" ".join(w), quoted=True)
    ),
    st.sampled_from(["customer", "interviewer", "Maya"]).map(lambda who: Field("speaker", who)),
    st.sampled_from(["int-0", "int-*"]).map(lambda name: Field("interview", name)),
    st.sampled_from(["trust", "support", "pricing"]).map(lambda code: Field("code", code)),
    st.sampled_from([Field("size", "50", ">"), Field("date", "2026-07"), Field("plan", "team")]),
)
QUERY = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
    ),
    max_leaves=6,
)


def holds(part: object, corpus: Corpus, name: str, turn: int) -> bool:
    """Read one passage plainly."""
    who, text = corpus.turns[name][turn]
    if isinstance(part, Not):
        return not holds(part.part, corpus, name, turn)
    if isinstance(part, Or):
        return any(holds(inner, corpus, name, turn) for inner in part.parts)
    if isinstance(part, And):
        return all(holds(inner, corpus, name, turn) for inner in part.parts)
    if isinstance(part, Words):
        words, said = folded(part.text), f" {folded(text)} "
        return f" {words}" in said if part.prefix else f" {words} " in said
    at = list(corpus.turns).index(name)
    if part.name == "code":
        start, codes = spans(corpus.turns[name])[turn][0], set(BOOK.family(part.value))
        return any(m.interview_id == name and m.start == start and codes & set(m.codes) for m in corpus.marks)
    return {
        "speaker": who == {"customer": "Ada", "interviewer": "Maya"}.get(part.value, part.value),
        "interview": part.value == "int-*" or name == part.value,
        "size": at % 2 == 1,
        "date": at % 5 == 0,
        "plan": True,
    }[part.name]


def single_codes(part: object) -> bool:
    """Whether no two codes stand side by side, which would ask for one highlight that has both."""
    if isinstance(part, And):
        codes = [inner for inner in part.parts if isinstance(inner, Field) and inner.name == "code"]
        if len(codes) > 1:
            return False
    inner = part.parts if isinstance(part, And | Or) else (part.part,) if isinstance(part, Not) else ()
    return all(map(single_codes, inner))


PLACE = st.tuples(st.integers(0, 2), st.integers(0, 3), st.sampled_from(list(BOOK.parents)))


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    """One index for all examples, so that each finds what the one before left."""
    made = Search(tmp_path_factory.mktemp("lasting"))
    yield made
    made.database.close()


@settings(max_examples=25, deadline=None)
@given(CORPUS, st.lists(QUERY.filter(single_codes), min_size=1, max_size=4), st.lists(PLACE, max_size=3))
def test_it_finds_what_a_plain_reading_finds(
    lasting: Search, corpus: Corpus, parts: list[object], coded: list[tuple[int, int, str]]
) -> None:
    corpus.turns["int-0"].append(("Maya", "Well"))  # somebody of whom a query may speak
    corpus.marks = [
        mark(number, f"int-{at}", spans(corpus.turns[f"int-{at}"])[turn], code)
        for number, (at, turn, code) in enumerate(coded, start=1)
        if turn < len(corpus.turns.get(f"int-{at}", ()))
    ]
    for part in parts:
        wanted = sorted(
            (name, text)
            for name, turns in corpus.turns.items()
            for turn, (_, text) in enumerate(turns)
            if holds(part, corpus, name, turn)
        )
        assert said_in(corpus, lasting, Query(part)) == wanted, str(Query(part))


# ---- what changes ------------------------------------------------------------------------------------


def study() -> Corpus:
    one = [("Maya", "What about the fee?"), ("Ada", "The fee was a surprise, honestly.")]
    two = [("Maya", "And you?"), ("Bea", "I don't mind the fee. Support answered at once.")]
    return Corpus({"int-01": one, "int-02": two})


def test_only_what_changed_is_read_again(search: Search) -> None:
    corpus = study()
    assert len(said_in(corpus, search, "fee")) == 3
    assert corpus.reads == ["int-01", "int-02"]
    said_in(corpus, search, "fee")
    corpus.turns["int-02"][1] = ("Bea", "I don't mind the charge.")
    assert len(said_in(corpus, search, "fee")) == 2
    assert said_in(corpus, search, "charge") == [("int-02", "I don't mind the charge.")]
    assert corpus.reads == ["int-01", "int-02", "int-02"]


def test_a_speaker_who_is_renamed_is_found_under_the_new_name(search: Search) -> None:
    corpus = study()
    assert said_in(corpus, search, "speaker:Bea") != []
    corpus.turns["int-02"] = [(who.replace("Bea", "Cleo"), text) for who, text in corpus.turns["int-02"]]
    assert said_in(corpus, search, "speaker:Cleo") == [("int-02", corpus.turns["int-02"][1][1])]
    assert said_in(corpus, search, "speaker:Bea") == []


def test_highlights_that_change_cost_no_reading(search: Search) -> None:
    corpus = study()
    answer = spans(corpus.turns["int-01"])[1]
    corpus.marks = [mark(1, "int-01", answer, "support", note="Ask again", juiciness=4, sentiment=-1)]
    assert said_in(corpus, search, "code:trust") == [("int-01", corpus.turns["int-01"][1][1])]
    assert len(said_in(corpus, search, "juiciness:>=4 sentiment:-1 code:support")) == 1
    assert said_in(corpus, search, "juiciness:5") == []
    assert len(said_in(corpus, search, 'note:"ask again" coder:ana')) == 1
    found = search.search("again", corpus.material(), corpus.attributes, BOOK).table
    assert (found["kind"].tolist(), found["speaker"].tolist()) == (["note"], ["ana"])
    corpus.marks = []
    assert said_in(corpus, search, "code:trust") == []
    assert search.search("again", corpus.material(), corpus.attributes, BOOK).total == 0
    assert corpus.reads == ["int-01", "int-02"]


def test_fields_of_highlights_side_by_side_are_about_one_highlight(search: Search) -> None:
    corpus = study()
    answer = spans(corpus.turns["int-01"])[1]
    corpus.marks = [
        mark(1, "int-01", answer, "trust", sentiment=1),
        mark(2, "int-01", answer, "pricing", sentiment=-1),
    ]
    assert said_in(corpus, search, "code:trust sentiment:-1") == []
    assert len(said_in(corpus, search, "code:pricing sentiment:-1")) == 1


def test_a_blind_coder_finds_nothing_of_others(search: Search) -> None:
    corpus = study()
    answer = spans(corpus.turns["int-01"])[1]
    corpus.marks = [
        mark(1, "int-01", answer, "trust", note="Secret"),
        mark(2, "int-02", answer, "pricing", coder="tom"),
    ]
    for query in ("secret", "code:trust", "note:secret", "coder:ana"):
        assert search.search(query, corpus.material(), corpus.attributes, BOOK).total > 0
        assert search.search(query, corpus.material(), corpus.attributes, BOOK, only_by="tom").total == 0
    seen = search.search("surprise", corpus.material(), corpus.attributes, BOOK, only_by="tom").table
    assert seen["codes"].tolist() == [()]


def test_an_interview_that_is_gone_is_not_found(search: Search) -> None:
    corpus = study()
    corpus.marks = [mark(1, "int-02", (0.0, 9.0), "trust", note="gone")]
    said_in(corpus, search, "fee")
    del corpus.turns["int-02"]
    corpus.marks = []
    assert {name for name, _ in said_in(corpus, search, "fee")} == {"int-01"}
    assert search.search("gone", corpus.material(), corpus.attributes, BOOK).total == 0


def test_codes_are_found_by_their_definition(search: Search) -> None:
    corpus = study()
    found = search.search("believe", corpus.material(), corpus.attributes, BOOK).table
    assert found["kind"].tolist() == ["code"]
    assert found["text"].tolist() == ["trust: A reason to believe us."]


# ---- what is given -----------------------------------------------------------------------------------


def test_what_stands_in_a_row(search: Search) -> None:
    corpus = study()
    answer = spans(corpus.turns["int-01"])[1]
    corpus.marks = [mark(1, "int-01", answer, "support", stage="onboarding")]
    found = search.search("surprise", corpus.material(), corpus.attributes, BOOK)
    row = found.table.iloc[0]
    assert (row["interview_id"], row["person_id"], row["person"], row["speaker"]) == (
        "int-01",
        "p-1",
        "Ada",
        "Ada",
    )
    assert [row["text"][a:b] for a, b in row["matches"]] == ["surprise"]
    assert (row["start"], row["at"], row["codes"], row["stage"]) == (
        answer[0],
        answer[0] + 4,
        ("support",),
        "onboarding",
    )
    assert (found.total, found.people, found.interviews, found.unread) == (1, 1, 1, 0)


def test_interviewers_are_found_and_marked_and_count_as_nobody(search: Search) -> None:
    corpus = study()
    found = search.search("fee", corpus.material(), corpus.attributes, BOOK)
    assert (found.total, found.people) == (3, 2)
    assert found.table["interviewer"].tolist()[-1] is True
    assert search.search("what", corpus.material(), corpus.attributes, BOOK).people == 0


def test_a_phrase_goes_over_the_seam_of_segments_and_not_over_a_change_of_speaker(search: Search) -> None:
    words = [
        Word(text, at / 2, at / 2 + 0.4, "Ada") for at, text in enumerate(["we", "pay.", "Monthly,", "yes"])
    ]
    heard = Transcript((Segment(tuple(words[:2]), "Ada"), Segment(tuple(words[2:]), "Ada")))
    material = Material({"int-01": "1"}, {}, (), lambda _: [("int-01", heard, set())], lambda _: [])
    assert search.search('"pay monthly"', material, study().attributes, BOOK).total == 1
    corpus = Corpus({"int-01": [("Maya", "you pay"), ("Ada", "monthly yes")], "int-02": [("Ada", "x")]})
    assert said_in(corpus, search, '"pay monthly"') == []


def test_people_who_said_it(search: Search) -> None:
    corpus = study()
    corpus.turns["int-03"] = [("Ada", "Again a fee, a second fee."), ("Maya", "A fee?")]
    found = search.people_who("fee", corpus.material(), corpus.attributes, BOOK)
    assert found["name"].tolist() == ["Ada", "Bea"]
    assert found["passages"].tolist() == [2, 1]
    assert found["interviews"].tolist() == [2, 1]
    assert found["account_plan"].tolist() == ["Team", "Team"]
    assert found["quote"].tolist()[0] == "The fee was a surprise, honestly."
    assert search.people_who("what", corpus.material(), corpus.attributes, BOOK).empty
    larger = search.people_who("about:support size:>50", corpus.material(), corpus.attributes, BOOK)
    assert larger["name"].tolist() == ["Bea"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("fee siez:5", "There is no field 'siez' (character 5 of the query); did you mean 'size'?"),
        ("code:truts", "There is no code 'truts'; did you mean 'trust'?"),
        ("stage:onbording", "did you mean 'onboarding'?"),
        ("speaker:Zoe", "There is no speaker 'Zoe'"),
        ("person:Aba", "did you mean 'Ada'?"),
        ("interview:int-99", "There is no interview 'int-99'"),
        ("size:big", "size: takes a number (character 1 of the query)"),
        ("name:>Ada", "name: holds words"),
        ("date:soon", "'soon' is no time that a query knows"),
        ("coder:Zoe", "There is no coder 'Zoe'"),
    ],
)
def test_what_does_not_exist_is_one_sentence(search: Search, query: str, sentence: str) -> None:
    corpus = study()
    corpus.marks = [mark(1, "int-01", (0.0, 9.0), "trust")]
    with pytest.raises((InputError, NotFoundError)) as error:
        search.search(query, corpus.material(), corpus.attributes, BOOK)
    assert sentence in str(error.value)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=30), st.sampled_from(["", "code:", "note:", "speaker:", "about:", "name:", "size:"]))
def test_no_text_breaks_out_of_the_question(lasting: Search, text: str, name: str) -> None:
    corpus = study()
    for query in (f"{name}{text}", str(Field(name[:-1], text or "x")) if name else f'"{text}'):
        try:
            lasting.search(query, corpus.material(), corpus.attributes, BOOK)
        except (InputError, NotFoundError) as error:
            assert str(error).endswith((".", "!", "?", ")", "e"))  # noqa: PT017 - most texts are no error
    assert lasting.search("fee", corpus.material(), corpus.attributes, BOOK).total == 3


@pytest.mark.parametrize(
    "query",
    ["fee" + " OR a" * 390, "-x " * 600 + "fee", "(" * 40 + "fee" + ")" * 40, "-(" * 20 + "fee" + ")" * 20],
)
def test_the_longest_and_the_deepest_query_are_answered(lasting: Search, query: str) -> None:
    corpus = study()
    assert lasting.search(query, corpus.material(), corpus.attributes, BOOK).total > 0


# ---- the file ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("harm", [b"this is no database at all " * 400, b"", None])
def test_a_broken_file_is_made_anew(search: Search, harm: bytes | None) -> None:
    corpus = study()
    assert len(said_in(corpus, search, "fee")) == 3
    search.database.close()
    if harm is None:
        with sqlite3.connect(search.database.path) as connection:
            connection.execute("DROP TABLE words")
        connection.close()
    else:
        search.database.path.write_bytes(harm)
    assert len(said_in(corpus, search, "fee")) == 3
    assert len(said_in(corpus, Search(search.database.path.parent), "fee")) == 3


def test_a_folder_that_can_not_be_written_to_has_a_temporary_index(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    search = Search(tmp_path / "file" / ".cslab")
    assert len(said_in(study(), search, "fee")) == 3
    assert tmp_path not in search.database.path.parents
    search.database.close()


def test_patience_that_runs_out_leaves_the_rest_for_later(search: Search) -> None:
    corpus = Corpus({f"int-{at:02}": [("Ada", "a fee")] for at in range(20)})
    assert search.refresh(corpus.material(), patience=0.0) == 20
    assert search.refresh(corpus.material()) == 0
    assert search.search("fee", corpus.material(), corpus.attributes, BOOK).total == 20


def test_many_write_and_read_at_once(tmp_path: Path) -> None:
    corpora = [study() for _ in range(4)]
    failures: list[BaseException] = []

    def work(corpus: Corpus) -> None:
        try:
            search = Search(tmp_path)  # as other processes would
            for turn in range(5):
                corpus.turns["int-01"][0] = ("Maya", f"What about the fee {turn}?")
                found = search.search("surprise", corpus.material(), corpus.attributes, BOOK)
                assert found.total == 1
            search.database.close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(corpus,)) for corpus in corpora]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
