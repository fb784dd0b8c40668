"""The error tree is as it is drawn, and its messages say what is wrong and what to do."""

from __future__ import annotations

import inspect

import pytest

from cslab import errors
from cslab.errors import CslabError, MissingDependencyError, NotFoundError


def test_the_tree_drawn_at_the_top_is_the_tree_there_is() -> None:
    drawn = {
        line.split()[1] for line in (errors.__doc__ or "").splitlines() if line.strip().startswith(("├", "└"))
    }
    real = {
        name
        for name, thing in inspect.getmembers(errors, inspect.isclass)
        if issubclass(thing, CslabError) and thing is not CslabError
    }
    assert drawn == real


def test_all_can_be_caught_as_one() -> None:
    for name in (
        "InputError",
        "NotFoundError",
        "MissingDependencyError",
        "AudioError",
        "ConsentError",
        "StoreError",
    ):
        with pytest.raises(CslabError, match="why"):
            raise getattr(errors, name)("why")


@pytest.mark.parametrize(
    ("name", "existing", "sentence"),
    [
        (
            "int-3",
            ["int-03", "int-01"],
            "There is no interview 'int-3'; did you mean 'int-03'? There are: int-01, int-03.",
        ),
        ("zebra", ["int-01"], "There is no interview 'zebra'. There are: int-01."),
        ("int-3", [], "There is no interview 'int-3', because there are none yet."),
        ("a\nb", ["c"], "There is no interview 'a\\nb'. There are: c."),
    ],
)
def test_what_is_not_found_names_what_is(name: str, existing: list[str], sentence: str) -> None:
    assert str(NotFoundError.of("interview", name, existing)) == sentence


def test_many_names_are_cut_short() -> None:
    message = str(NotFoundError.of("interview", "x", (f"int-{n:02}" for n in range(20))))
    assert message.endswith("int-11 and 8 more.")


def test_a_missing_package_comes_with_its_install_line() -> None:
    message = str(MissingDependencyError.of("streamlit", "the app", "app"))
    assert message == "The app needs the package streamlit; run: pip install 'cslab[app]'"
