"""Personas and claims written into personas.toml."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cslab.errors import InputError, NotFoundError
from cslab.study.personas import FILE, Claim, Condition, Indicator, Persona
from cslab.study.personas_file import personas_of, read_personas
from cslab.study.personas_write import put_claim, put_persona, remove_claim, remove_persona

MESSY = """\ufeff# Ours, since March.
[[personas]]   # the first
id = "carla" # short
name = 'Careful "Carla"'
story = \"\"\"
She said:
[[claims]]
and went on.\"\"\"
segment = { plan = ["solo", "team"], size = { at_most = 50 } } # small ones

# --- What we believe

[[claims]]
id = "first"
persona = "carla"
says = "Likes it"   # Tom doubts it
shown_by = [
    { source = "usage", feature = "lanes", at_least = 40 }, # from the deck
    { source = "interviews", code = "trust", about = 50, margin = 10 },
]

# --- Nobody else yet

[[personas]]
id = "clive"
name = "Clive"

[personas.scores]
ease = 70 # a guess

[[claims]]
id = "second"
persona = "clive"
says = "Does not"
"""


@pytest.fixture(params=["\n", "\r\n"], ids=["lf", "crlf"])
def messy(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / FILE).write_text(MESSY, "utf-8", newline=request.param)
    return tmp_path


def lines_of(folder: Path) -> list[str]:
    return (folder / FILE).read_bytes().decode("utf-8").splitlines(keepends=True)


def changed_lines(folder: Path, before: list[str]) -> tuple[list[str], list[str]]:
    after = lines_of(folder)
    return [line for line in before if line not in after], [line for line in after if line not in before]


def test_one_changed_word_changes_one_line(messy: Path) -> None:
    before = lines_of(messy)
    claim = read_personas(messy).claim("first")
    put_claim(messy, replace(claim, says='Loves "it"'), instead_of=claim)
    gone, new = changed_lines(messy, before)
    end = "\r\n" if before[0].endswith("\r\n") else "\n"
    assert gone == [f'says = "Likes it"   # Tom doubts it{end}']
    assert new == [f"says = 'Loves \"it\"'   # Tom doubts it{end}"]
    assert len(lines_of(messy)) == len(before)


def test_a_new_claim_stands_after_the_others_of_its_persona(messy: Path) -> None:
    before = lines_of(messy)
    put_claim(messy, Claim("third", "carla", "New", written_on=date(2026, 4, 1), predicted=0.5))
    text = "".join(lines_of(messy)).replace("\r\n", "\n")
    assert 'margin = 10 },\n]\n\n[[claims]]\nid = "third"\n' in text
    assert "predicted = 0.5\n\n# --- Nobody else yet\n" in text
    assert not changed_lines(messy, before)[0]
    assert [claim.id for claim in read_personas(messy).claims] == ["first", "third", "second"]
    ends = {line[-2:] == "\r\n" for line in lines_of(messy)}
    assert len(ends) == 1


def test_a_persona_with_a_section_of_its_own_is_changed_in_place(messy: Path) -> None:
    before = lines_of(messy)
    clive = read_personas(messy).persona("clive")
    assert clive.scores == {"ease": 70.0}
    put_persona(messy, replace(clive, story="He signs.", segment=(Condition("plan", "is_not", ("solo",)),)))
    gone, new = changed_lines(messy, before)
    assert gone == []
    assert [line.strip() for line in new] == ['segment = { plan = { not = "solo" } }', 'story = "He signs."'][
        ::-1
    ]
    assert read_personas(messy).persona("clive").scores == {"ease": 70.0}


def test_what_is_removed_goes_alone(messy: Path) -> None:
    before = lines_of(messy)
    remove_claim(messy, "first")
    gone, new = changed_lines(messy, before)
    assert not new
    assert all("#" not in line or "Tom" in line or "deck" in line for line in gone)
    assert [claim.id for claim in read_personas(messy).claims] == ["second"]
    remove_persona(messy, "clive")
    left = read_personas(messy)
    assert [one.id for one in left.personas] == ["carla"]
    assert left.claims == ()
    assert not left.faults


def test_what_was_added_and_removed_leaves_no_trace(messy: Path) -> None:
    before = (messy / FILE).read_bytes()
    for persona in ("carla", "clive"):
        put_claim(messy, Claim("new", persona, "New"))
        remove_claim(messy, "new")
        assert (messy / FILE).read_bytes() == before


def test_the_last_setting_may_lack_a_line_end(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('[[personas]]\nid = "a"', "utf-8")
    put_persona(tmp_path, Persona("b", "B"))
    put_claim(tmp_path, Claim("c", "a", "Says"))
    found = read_personas(tmp_path)
    assert [one.id for one in found.personas] == ["a", "b"]
    assert not found.faults


@pytest.mark.parametrize("kind", ["claim", "persona"])
def test_what_somebody_else_changed_is_not_overwritten(messy: Path, kind: str) -> None:
    if kind == "claim":
        mine = read_personas(messy).claim("first")
        put_claim(messy, replace(mine, says="Theirs"))
        with pytest.raises(InputError, match="Somebody changed the claim 'first' meanwhile"):
            put_claim(messy, replace(mine, says="Mine"), instead_of=mine)
        assert read_personas(messy).claim("first").says == "Theirs"
        remove_claim(messy, "first")
        with pytest.raises(InputError, match="was removed from"):
            put_claim(messy, mine, instead_of=mine)
    else:
        ours = read_personas(messy).persona("clive")
        put_persona(messy, replace(ours, name="Theirs"))
        with pytest.raises(InputError, match="Somebody changed the persona 'clive' meanwhile"):
            put_persona(messy, replace(ours, name="Mine"), instead_of=ours)


def test_a_new_one_does_not_take_the_place_of_another(messy: Path) -> None:
    with pytest.raises(InputError, match="There is a claim 'first' already"):
        put_claim(messy, Claim("first", "carla", "Another"), instead_of=None)
    with pytest.raises(InputError, match="There is a persona 'carla' already"):
        put_persona(messy, Persona("carla", "Another"), instead_of=None)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (Claim("c", "carla", ""), "claims.says is empty"),
        (Claim("c d", "carla", "x"), "letters, digits, - and _ only"),
        (Claim("c", "nobody", "x"), "the id of a persona"),
        (Claim("c", "carla", "x", confidence=120.0), "a number from 0 to 100"),
        (Claim("c", "carla", "x", predicted=float("nan")), "can't be written as it is"),
        (
            Claim("c", "carla", "x", (Indicator("interviews", "at_least", 140.0, code="trust"),)),
            "a share from 0 to 100 per cent",
        ),
        (Claim("c", "carla", "x", (Indicator("hearsay", "at_least", 1.0),)), "one of survey, answers"),
    ],
)
def test_what_would_not_be_read_again_is_refused(messy: Path, claim: Claim, sentence: str) -> None:
    before = (messy / FILE).read_bytes()
    with pytest.raises(InputError, match="can't be written as it is"):
        put_claim(messy, claim)
    with pytest.raises(InputError, match=sentence):
        put_claim(messy, claim)
    assert (messy / FILE).read_bytes() == before


def test_a_segment_that_asks_one_thing_twice_is_refused(tmp_path: Path) -> None:
    twice = (Condition("plan", "is", ("a",)), Condition("size", "is", (1,)), Condition("plan", "is", ("b",)))
    with pytest.raises(InputError, match="asks twice of plan"):
        put_persona(tmp_path, Persona("a", "A", segment=twice))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[claims]\n", "Nothing can be written before this is mended: personas.toml, line 1"),
        ('claims = [{ id = "a", persona = "p", says = "x" }]\n', "has its claims in one list"),
    ],
)
def test_a_file_that_would_lose_something_is_left_alone(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(InputError, match=sentence):
        put_claim(tmp_path, Claim("b", "p", "y"))
    assert (tmp_path / FILE).read_text("utf-8") == text


def test_what_can_not_be_read_stays_when_something_else_changes(tmp_path: Path) -> None:
    text = '[[personas]]\nid = "p"\n[[claims]]\nid = "c"\npersona = "p"\nsays = "x"\nconfidence = 400\n'
    text += 'shown_by = [{ source = "usage", feature = "lanes", at_leest = 4 }]\n'
    (tmp_path / FILE).write_text(text, "utf-8")
    claim = read_personas(tmp_path).claim("c")
    put_claim(tmp_path, replace(claim, says="y"), instead_of=claim)
    assert (tmp_path / FILE).read_text("utf-8") == text.replace('"x"', '"y"')


def test_nobody_can_remove_what_is_not_there(messy: Path) -> None:
    with pytest.raises(NotFoundError, match="did you mean 'first'"):
        remove_claim(messy, "frist")
    with pytest.raises(NotFoundError):
        remove_persona(messy, "nobody")


HOSTILE = ['"', "'", "\\", "#", "=", "[", "]", "{", "}", "\n", "\r", "\t", "\x00", "\x1b", "\x7f", "\x85"]
HOSTILE += ["\u2028", ",", ".", " ", '"""', "'''", "[[claims]]\n", "\ud800"]
WORDS = st.lists(st.sampled_from(HOSTILE) | st.characters(codec="utf-8"), max_size=12).map("".join)
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,12}", fullmatch=True)
NUMBERS = st.floats(-1e12, 1e12, allow_nan=False)
SHARES = st.floats(0, 100)
NAMES = WORDS.filter(lambda words: bool(words.replace("\x00", "x").strip()))
INDICATORS = st.one_of(
    st.builds(
        Indicator,
        st.just("survey"),
        st.sampled_from(["at_least", "at_most"]),
        SHARES,
        measure=st.just("share"),
        question=NAMES,
        survey=WORDS,
        values=st.lists(NAMES, min_size=1, max_size=3).map(tuple),
    ),
    st.builds(
        Indicator,
        st.just("people"),
        st.just("about"),
        NUMBERS,
        st.floats(0.1, 9),
        measure=st.just("mean"),
        column=NAMES,
    ),
    st.builds(
        Indicator, st.just("usage"), st.just("at_most"), SHARES, feature=NAMES, versus=st.just("others")
    ),
)
VALUES = st.one_of(NAMES, st.integers(-(2**53), 2**53), NUMBERS, st.booleans(), st.dates())
CONDITIONS = st.one_of(
    st.builds(
        Condition,
        WORDS,
        st.sampled_from(["is", "is_not"]),
        st.lists(VALUES, min_size=1, max_size=3).map(tuple),
    ),
    st.builds(
        Condition, WORDS, st.sampled_from(["at_least", "at_most"]), st.tuples(st.one_of(NUMBERS, st.dates()))
    ),
)
CLAIMS = st.builds(
    Claim,
    IDS,
    st.just("carla"),
    NAMES,
    st.lists(INDICATORS, max_size=2).map(tuple),
    WORDS,
    st.none() | st.dates(),
    st.none() | SHARES,
    st.none() | SHARES,
    st.lists(WORDS, max_size=2).map(tuple),
    st.lists(WORDS, max_size=2).map(tuple),
    WORDS,
)
PERSONAS = st.builds(
    Persona,
    IDS,
    WORDS,
    WORDS,
    st.lists(CONDITIONS, max_size=3, unique_by=lambda one: one.column).map(tuple),
    st.dictionaries(WORDS, SHARES, max_size=2),
    WORDS,
)


@settings(max_examples=30, deadline=None)
@given(claim=CLAIMS, change=CLAIMS)
def test_any_claim_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, claim: Claim, change: Claim
) -> None:
    folder = tmp_path_factory.mktemp("claims")
    (folder / FILE).write_text(MESSY, "utf-8")
    there = personas_of(MESSY[1:])
    written = put_claim(folder, claim)
    others = [one for one in there.claims if one.id != claim.id]
    found = read_personas(folder)
    assert found.claim(written.id) == written
    assert [one for one in found.claims if one.id != claim.id] == others
    again = put_claim(folder, replace(change, id=claim.id), instead_of=written)
    assert read_personas(folder).claim(again.id) == again
    text = (folder / FILE).read_bytes()
    put_claim(folder, again)
    assert (folder / FILE).read_bytes() == text
    remove_claim(folder, again.id)
    assert list(read_personas(folder).claims) == others
    assert list(read_personas(folder).personas) == list(there.personas)


@settings(max_examples=30, deadline=None)
@given(persona=PERSONAS, change=PERSONAS)
def test_any_persona_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, persona: Persona, change: Persona
) -> None:
    folder = tmp_path_factory.mktemp("personas")
    (folder / FILE).write_text(MESSY, "utf-8")
    there = personas_of(MESSY[1:])
    written = put_persona(folder, persona)
    assert read_personas(folder).persona(written.id) == written
    again = put_persona(folder, replace(change, id=persona.id))
    found = read_personas(folder)
    assert found.persona(again.id) == again
    assert list(found.claims) == list(there.claims)
    remove_persona(folder, again.id)
    left = [one for one in there.personas if one.id != persona.id]
    assert list(read_personas(folder).personas) == left
