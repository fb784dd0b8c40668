from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from cslab.listen.textalign import align, bare

TEXTS = st.lists(
    st.sampled_from(["a", "A,", "b", "b!", "c", "it's", "it’s", "—", "two-way", "ß"]), max_size=25
)


@given(TEXTS, TEXTS)
def test_blocks_cover_both_texts_and_equal_ones_match(old: list[str], new: list[str]) -> None:
    aligned = align(old, new)
    at = there = 0
    for index, block in enumerate(aligned.blocks):
        assert (block.old_first, block.first) == (at, there)
        at, there = block.old_last, block.last
        assert (block.old_last - block.old_first) + (block.last - block.first) > 0
        if index:
            assert (block.kind == "equal") != (aligned.blocks[index - 1].kind == "equal")
        if block.kind == "equal":
            assert list(map(bare, old[block.old_first : at])) == list(map(bare, new[block.first : there]))
    assert (at, there) == (len(old), len(new))
    found = [place for place in aligned.places if place is not None]
    assert found == sorted(set(found))
    assert all(place is None or bare(old[k]) == bare(new[place]) for k, place in enumerate(aligned.places))


@given(TEXTS, TEXTS, st.data())
def test_a_span_holds_every_word_that_is_found_again(
    old: list[str], new: list[str], data: st.DataObject
) -> None:
    aligned = align(old, new)
    first = data.draw(st.integers(0, len(old)))
    last = data.draw(st.integers(first, len(old)))
    begin, end = aligned.span(first, last)
    assert 0 <= begin <= end <= len(new)
    for place in aligned.places[first:last]:
        assert place is None or begin <= place < end
    assert aligned.found(first, last) <= max(0, end - begin)


@given(TEXTS)
def test_a_text_is_all_found_in_itself(text: list[str]) -> None:
    aligned = align(text, text)
    assert aligned.places == tuple(range(len(text)))
    assert aligned.shared == 1.0
    assert all(aligned.span(k, k + 1) == (k, k + 1) for k in range(len(text)))


def test_edges_next_to_changes() -> None:
    aligned = align(["a", "b", "c", "d", "e"], ["a", "x", "c", "y", "z", "e", "f"])
    assert aligned.span(1, 2) == (1, 2)
    assert aligned.span(3, 4) == (3, 5)
    assert aligned.span(2, 5) == (2, 6)
    assert aligned.span(5, 5) == (6, 6)
    assert align([], ["a"]).span(0, 0) == (0, 0)
    assert align(["a"], []).span(0, 1) == (0, 0)


def test_long_interviews_are_aligned() -> None:
    dice = random.Random(4)
    old = [f"w{dice.randrange(900)}" for _ in range(27_000)]
    new, true = [], []
    for word in old:
        chance = dice.random()
        if chance < 0.04:
            true.append(None)
            continue
        true.append(len(new) if chance < 0.9 else None)
        new.append(word if chance < 0.9 else f"x{dice.randrange(900)}")
    places = align(old, new).places
    right = sum(place == truth for place, truth in zip(places, true, strict=True))
    assert right > 0.98 * len(old)
