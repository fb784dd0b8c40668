"""What to do about projection, as far as studies support it: by how sure one is of one's own view."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from cslab.challenge.bias.projected import Projection
from cslab.challenge.bias.words import CONTRASTS, LITTLE, PROJECTS
from cslab.errors import InputError

SURE: Final = 60.0
"""From which certainty on somebody counts as sure of their own view."""
ASIDE: Final = "set your view aside"
LOOK: Final = "look at the data first"


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


REFERENCES: Final = (
    Reference(
        "Hattula, J. D., Herzog, W., Dahl, D. W. & Reinecke, S. (2015). Managerial empathy facilitates "
        "egocentric predictions of consumer preferences. Journal of Marketing Research 52, 235-252.",
        "In four studies with 480 marketing managers, taking the customer's perspective made predictions "
        "follow the managers' own preferences more, and made them use market research less; told explicitly "
        "to leave their own preferences aside, they could.",
    ),
    Reference(
        "Herzog, W., Hattula, J. D. & Dahl, D. W. (2021). Marketers project their personal preferences onto "
        "consumers: overcoming the threat of egocentric decision making. Journal of Marketing Research 58.",
        "Trying to ignore one's own preferences lowered projection where people were certain of them, and "
        "raised it where they were not.",
    ),
    Reference(
        'Ross, L., Greene, D. & House, P. (1977). The "false consensus effect": an egocentric bias in social '
        "perception and attribution processes. Journal of Experimental Social Psychology 13, 279-301.",
        "People took their own choices to be more common than people who chose otherwise did.",
    ),
    Reference(
        "Hoch, S. J. (1987). Perceived consensus and predictive accuracy: the pros and cons of projection. "
        "Journal of Personality and Social Psychology 53, 221-234.",
        "One's own view is a cue like others: using it can help, and how much weight it deserves depends on "
        "how like the others one is.",
    ),
    Reference(
        "Dawes, R. M. (1989). Statistical criteria for establishing a truly false consensus effect. Journal "
        "of Experimental Social Psychology 25, 1-17.",
        "One's own answer is a sample of one, so giving it some weight is right; only too much is a bias.",
    ),
    Reference(
        "Krueger, J. & Clement, R. W. (1994). The truly false consensus effect: an ineradicable and "
        "egocentric bias in social perception. Journal of Personality and Social Psychology 67, 596-610.",
        "People kept overusing their own answers even when they had been taught about the bias, had "
        "feedback, or knew the answers of twenty others.",
    ),
)


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


def advise(projection: Projection, *, person: str | None = None, sure: float = SURE) -> Advice:
    """Say what to do about projection, by how sure people are of their own view.

    Parameters
    ----------
    projection : Projection
        What was found.
    person : str, optional
        For one teammate alone, from their own certainty; without it for the team.
    sure : float
        From which certainty on somebody counts as sure of their own view, 0 to 100.

    Returns
    -------
    Advice

    Raises
    ------
    NotFoundError
        If nobody of that name is in the team.
    InputError
        If `sure` is not from 0 to 100.

    Notes
    -----
    Trying to ignore one's own view lowered projection of people who were sure of it, and raised it in people
    who were not (Herzog, Hattula & Dahl 2021); so it is advised for the former only. That the border lies at
    `SURE` is our choice: the studies compared higher with lower certainty. They were of marketing managers in
    experiments; whether it helps here is what a second round measures (`effect`).

    Examples
    --------
    >>> import pandas as pd
    >>> from cslab.challenge.bias import projection
    >>> advise(projection(pd.DataFrame(columns=["teammate", "item", "own", "predicted"]))).sentences[0]
    'No projection is measured yet, so this is what studies say of teams in general.'
    """
    if not 0 <= sure <= 100:
        raise InputError(f"How sure is sure must be from 0 to 100, not {sure}.")
    items = _items(projection, person, sure)
    known = items[items["do"] != ""]
    aside, first = (int((known["do"] == one).sum()) for one in (ASIDE, LOOK))
    who = "you are" if person else "you are, on average,"
    said = [
        _found(projection),
        *(
            [
                f"Where {who} sure of your own view ({_of(aside, len(known))}), write it down and set it "
                "aside before you guess: that helps people who are sure."
            ]
            if aside or known.empty
            else []
        ),
        *(
            [
                f"Where {who} unsure ({_of(first, len(known))}), do not try to ignore your taste, which "
                "backfires: look at what customers answered first, from their lowest to their highest "
                "answers."
            ]
            if first or known.empty
            else []
        ),
        "Don't only imagine the customer: managers asked to do so followed their own taste more and used "
        "market research less. Listen to people instead.",
        "Measure again after listening, the same people and the same questions: whether it helped here is "
        "seen from projection and error before and after, best beside people who did not listen.",
    ]
    return Advice(tuple(said), items, REFERENCES)


def _found(projection: Projection) -> str:
    weight, cost = projection.weight, projection.cost
    if weight is None:
        return "No projection is measured yet, so this is what studies say of teams in general."
    if cost is not None and cost.saved.high < 0:
        return (
            "Your own taste makes your guesses better here, because you like what these customers like: "
            "there is nothing to take out, but it may fail you with other customers."
        )
    if projection.verdict == PROJECTS:
        worth = (
            f" Taking it out would bring your guesses {cost.saved.value:.1f} points nearer to the customers."
            if cost is not None and cost.saved.low > 0
            else ""
        )
        return f"Your own taste leaks into your guesses, so it is worth doing something about it.{worth}"
    if projection.verdict == CONTRASTS:
        return (
            "You expect customers to want the opposite of what you want: look at what they answered before "
            "you correct for your taste once more."
        )
    if projection.verdict.startswith(LITTLE):
        return (
            "Your own taste hardly leaks into your guesses: no need to correct for it, only to keep "
            "listening."
        )
    return "Whether your own taste leaks into your guesses can't be told yet, so take this as a precaution."


def _items(projection: Projection, person: str | None, sure: float) -> pd.DataFrame:
    if person is not None:
        given = projection.person(person).items
    else:
        given = pd.concat(
            [pd.DataFrame(columns=["item", "certainty"]), *(one.items for one in projection.everybody())]
        )
    certainty = given.dropna(subset=["certainty"]).groupby("item")["certainty"].mean()
    rows = projection.items[["item", "wording"]].copy()
    rows["certainty"] = rows["item"].map(certainty).astype(float)
    rows["do"] = ["" if math.isnan(one) else ASIDE if one >= sure else LOOK for one in rows["certainty"]]
    return rows.sort_values("certainty", ascending=False, na_position="last", kind="stable").reset_index(
        drop=True
    )


def _of(many: int, of: int) -> str:
    return f"{many} of {of} questions" if of else "you were not asked how sure"
