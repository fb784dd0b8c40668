"""Errands: colleagues take the steps that every customer takes, and say how it went.

What they note is a colleague's experience: it is marked so wherever it is shown, and no count of customers
reads it.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Final

import pandas as pd

from cslab.study.errands import OUTCOMES

MARK: Final = "colleague, not customer"
"""Stands beside every note of an errand."""

USUAL: Final = (
    ("Sign up", "With an address that we do not know, from a phone, without asking anybody."),
    ("Send the first invoice", "A real one, from the paper on your desk to its approval."),
    (
        "Call support",
        "With a question that you do not know the answer to. Say no name, and wait as they wait.",
    ),
    ("Answer the survey", "The one that customers get, to the last question."),
)
"""Steps that most customers take, to begin with: title, and what is to be done."""

_STEPS: Final = {
    **{"id": "int64", "title": "str", "what": "str", "stage": "str", "takers": "int64"},
    **{name.replace(" ", "_"): "int64" for name in OUTCOMES},
    **{"least": "float64", "most": "float64"},
}


@dataclass(frozen=True, slots=True, eq=False)
class Errands:
    """The steps, and what colleagues noted of them.

    Parameters
    ----------
    steps : DataFrame
        One row an errand, in order: id, title, what, stage, takers (colleagues who took it), worked,
        worked_with_trouble, gave_up (how often), least and most (minutes; missing where nobody said).
    notes : DataFrame
        One row a note, the newest first: id, errand_id, title, stage, teammate, on_day, minutes, outcome,
        note, who (always ``"colleague, not customer"``).
    """

    steps: pd.DataFrame
    notes: pd.DataFrame

    @property
    def sentence(self) -> str:
        """How much was done."""
        if self.notes.empty:
            return "No colleague has taken an errand yet."
        people = self.notes["teammate"].nunique()
        who = "1 colleague" if people == 1 else f"{people} colleagues"
        times = "once" if len(self.notes) == 1 else f"{len(self.notes)} times"
        return f"{who} ran errands, {times} in all. None of it counts as a customer's experience."

    def summary(self) -> pd.DataFrame:
        """Return the steps."""
        return self.steps

    def left_for(self, teammate: str) -> pd.DataFrame:
        """Errands that a teammate has not taken yet."""
        own = self.notes["teammate"].str.casefold() == teammate.strip().casefold()
        return self.steps[~self.steps["id"].isin(self.notes.loc[own, "errand_id"])].reset_index(drop=True)

    def _repr_html_(self) -> str:
        names = ["title", "teammate", "who", "outcome", "minutes", "note"]
        table = self.notes[names].to_html(index=False, border=0, escape=True, na_rep="")
        return f"<p>{html.escape(self.sentence)}</p>{table}"


def errands(steps: pd.DataFrame, done: pd.DataFrame) -> Errands:
    """Put errands and the notes of them together.

    Parameters
    ----------
    steps : DataFrame
        See `cslab.study.errands.errands`.
    done : DataFrame
        See `cslab.study.errands.errands_done`; notes of an errand that was taken off the list stay out.

    Notes
    -----
    Minutes are given as the least and the most, and no mean: a handful of colleagues who know the product are
    no sample of anybody, and of customers least of all.

    Examples
    --------
    >>> steps = pd.DataFrame({"id": [1], "nonce": ["n"], "title": ["Sign up"], "what": [""], "stage": [None]})
    >>> done = pd.DataFrame({"id": [1], "errand": ["n"], "teammate": ["Tom"], "on_day": ["2026-10-07"],
    ...                      "minutes": [12.0], "outcome": ["gave up"], "note": ["Where is the button?"]})
    >>> errands(steps, done).notes[["teammate", "who", "outcome"]]
      teammate                      who  outcome
    0      Tom  colleague, not customer  gave up
    """
    notes = done.merge(
        steps[["id", "nonce", "title", "stage"]].rename(columns={"id": "errand_id", "nonce": "errand"}),
        on="errand",
    )
    notes = notes.assign(who=MARK).sort_values(["on_day", "id"], ascending=False, kind="stable")
    order = ["id", "errand_id", "title", "stage", "teammate", "on_day", "minutes", "outcome", "note", "who"]
    told = steps[["id", "title", "what", "stage"]].copy()
    by = notes.groupby("errand_id")
    told["takers"] = told["id"].map(by["teammate"].nunique()).fillna(0)
    for outcome in OUTCOMES:
        times = notes.loc[notes["outcome"] == outcome, "errand_id"].value_counts()
        told[outcome.replace(" ", "_")] = told["id"].map(times).fillna(0)
    told["least"], told["most"] = told["id"].map(by["minutes"].min()), told["id"].map(by["minutes"].max())
    return Errands(told.astype(_STEPS), notes[order].reset_index(drop=True))
