"""Studies of which it is known what contradicts what: with one thing planted, or with nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from cslab.challenge.contradictions.beliefs import beliefs
from cslab.challenge.contradictions.contradiction import Contradiction
from cslab.challenge.contradictions.falling import falling
from cslab.challenge.contradictions.goodwill import goodwill
from cslab.challenge.contradictions.growth import growth
from cslab.challenge.contradictions.themes import themes

CODES = tuple("abcdefgh")
SHARES = np.linspace(0.03, 0.4, len(CODES))
IDS = tuple(f"p-{at}" for at in range(300))


def coded(ids: Iterable[str], codes: Iterable[Iterable[str]]) -> pd.DataFrame:
    """People and their codes."""
    return pd.DataFrame(
        {"person": list(ids), "codes": pd.Series([tuple(some) for some in codes], dtype=object)}
    )


def some(random: np.random.Generator, ids: Iterable[str], room: float = 1.0) -> pd.DataFrame:
    """People who name each code as often as everybody does; with more room, more of them."""
    ids = list(ids)
    has = random.random((len(ids), len(CODES))) < 1 - (1 - SHARES) ** room
    return coded(
        ids, [[name for name, one in zip(CODES, row, strict=True) if one] or ["other"] for row in has]
    )


def used(random: np.random.Generator, rate: np.ndarray, days: int = 200) -> pd.DataFrame:
    """Value events, so many a day of each person; in the last months everybody has less work."""
    often = rate if rate.ndim == 2 else np.repeat(rate[:, None], days, axis=1)
    counts = random.poisson(often * np.where(np.arange(days) > 110, 0.6, 1.0))
    who, day = counts.nonzero()
    return pd.DataFrame({"person_id": [IDS[at] for at in who], "day": day, "times": counts[who, day]})


def happy(random: np.random.Generator, count: int = 50) -> pd.DataFrame:
    """The first people were happy on some day of the middle weeks."""
    return pd.DataFrame({"person_id": IDS[:count], "day": random.integers(90, 115, count)})


def nothing(seed: int) -> list[Contradiction]:
    """Look at a study of every kind in which nothing contradicts anything, at the edge of what is allowed."""
    random = np.random.default_rng(seed)
    answers = pd.DataFrame(
        {
            "person_id": IDS[:60],
            "account_id": [f"a-{at // 2}" for at in range(60)],
            "high": True,
            "goodwill": np.where(random.random(60) < 0.05, 0.3, 0.8),
        }
    )
    truth = random.uniform(30, 70, 12)
    actual = pd.DataFrame(
        {
            "item": [f"i-{at}" for at in range(12)],
            "wording": "It is so.",
            "value": truth + random.normal(0, 2.5, 12),
            "se": 2.5,
            "n": 100,
        }
    )
    team = predicted({f"i-{at}": one + (10 if at % 2 else -10) for at, one in enumerate(truth)})
    last = some(random, [*IDS[:6], *IDS[120:220]])
    return [
        *themes(some(random, IDS[:12], room=2.5), last),
        *growth(some(random, IDS[60:160]), last),
        *goodwill(answers),
        *falling(happy(random), used(random, random.gamma(3, 0.13, len(IDS)))),
        *beliefs(team, actual),
    ]


def predicted(items: dict[str, float], mates: Iterable[str] = ("Ana", "Ben", "Cy")) -> pd.DataFrame:
    """A team in which everybody predicts the same."""
    rows: list[Any] = [(mate, item, value) for mate in mates for item, value in items.items()]
    return pd.DataFrame(rows, columns=["teammate", "item", "predicted"])
