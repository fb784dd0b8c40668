"""The room of an interview for more themes: it is found again, and it explains what it should."""

from __future__ import annotations

import numpy as np
import pytest

from cslab.challenge.contradictions.room import Room, room_beside
from cslab.challenge.contradictions.themes import themes
from tests.challenge.contradictions.made import coded

SHARES = np.array([0.3, 0.25, 0.2, 0.15, 0.1, 0.08, 0.05, 0.05])
NAMES = tuple("abcdefgh")


def people(random: np.random.Generator, first: int, many: int, room: float) -> dict[str, set[str]]:
    has = random.random((many, len(SHARES))) < 1 - (1 - SHARES) ** room
    return {f"p-{first + at}": {NAMES[k] for k in row.nonzero()[0]} for at, row in enumerate(has)}


@pytest.mark.parametrize("room", [1.0, 2.5, 6.0])
def test_the_room_of_many_people_is_found(room: float) -> None:
    random = np.random.default_rng(1)
    found = room_beside("a", people(random, 0, 4000, room), people(random, 4000, 4000, 1.0))
    assert found.times == pytest.approx(room, rel=0.08)
    assert abs(np.log(found.times / room)) < 3 * found.error + 1e-9


def test_its_error_is_how_far_it_strays() -> None:
    random = np.random.default_rng(2)
    found = [room_beside("a", people(random, 0, 40, 4), people(random, 40, 200, 1)) for _ in range(150)]
    strays = float(np.std([np.log(one.times) for one in found]))
    assert np.mean([one.error for one in found]) == pytest.approx(strays, rel=0.25)


def test_a_theme_does_not_explain_itself() -> None:
    said = {str(at): {"trust", "price"} for at in range(12)}
    wrote = {str(at): {"price"} for at in range(80)}
    assert room_beside("trust", said, wrote).times < 2
    assert room_beside("price", said, wrote).times > 10


def test_nothing_to_judge_room_by_is_no_room() -> None:
    alone = {str(at): {"a"} for at in range(9)}
    assert room_beside("a", alone, alone) == Room(1.0, 0.0)


def test_room_alone_holds_up_in_few_studies() -> None:
    """With six times the room, a ratio of means found a theme that holds up in half of such studies."""
    random, wrong = np.random.default_rng(3), 0
    for _ in range(60):
        said, wrote = people(random, 0, 30, 6.0), people(random, 30, 300, 1.0)
        found = themes(*(coded(list(some), some.values()) for some in (said, wrote)))
        wrong += min(one.p for one in found) * len(found) < 0.05
    assert wrong <= 8
