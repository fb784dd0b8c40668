from __future__ import annotations

from itertools import combinations

from cslab.workbench.study import Study

COMMON = {"__module__", "__doc__", "__dict__", "__weakref__", "__init__", "__annotations__"}


def test_no_two_rooms_of_a_study_give_the_same_name_to_different_things() -> None:
    """A room may change what one below it does, but two that do not know each other would hide each other."""
    rooms = [room for room in Study.__mro__ if room.__module__.startswith("cslab.")]
    clashes = [
        f"{one.__name__} and {other.__name__}: {name}"
        for one, other in combinations(rooms, 2)
        if not issubclass(one, other)
        for name in sorted((set(vars(one)) & set(vars(other))) - COMMON)
    ]
    assert len(rooms) > 10
    assert clashes == []
