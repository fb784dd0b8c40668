"""What to do about projection, as far as studies support it: by how sure one is of one's own view."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

import pandas as pd

from cslab.challenge.bias.projected import Projection


@dataclass(frozen=True, slots=True)
class Reference:
    """A study that advice rests on.

    Parameters
    ----------
    citation : str
        Who, when, what, where.
    found : str
        What it found, in our words.
    """

    citation: str
    found: str


@dataclass(frozen=True, slots=True, eq=False)
class Advice:
    """What to do next.

    Parameters
    ----------
    sentences : tuple of str
        The advice, the most important first.
    items : DataFrame
        One row an item: item, wording, certainty (mean of the team, or the person's own), do ("set your view
        aside" or "look at the data first").
    references : tuple of Reference
        What it rests on.
    """

    sentences: tuple[str, ...]
    items: pd.DataFrame = field(repr=False)
    references: tuple[Reference, ...] = field(repr=False)

    def summary(self) -> pd.DataFrame:
        """Return what to do, item by item."""
        return self.items

    def _repr_html_(self) -> str:
        said = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in self.sentences)
        rests = "".join(f"<li>{html.escape(one.citation)}</li>" for one in self.references)
        return f"<ul>{said}</ul><small><ul>{rests}</ul></small>"


def advise(projection: Projection, *, person: str | None = None, sure: float = 60.0) -> Advice:
    """Say what to do about projection, by how sure people are of their own view."""
    raise NotImplementedError
