"""What a comparison of coders gives: figures with intervals, each with its unit, and what they differ on."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from cslab.estimate import Estimate

if TYPE_CHECKING:
    import altair as alt

ALL = "all codes"
"""The figures of the whole codebook: the disagreements of all codes, added up."""
ANY = "anything marked"
"""Whether a unit carries any code at all, whichever."""

MEASURES = {
    "percent": "Agreement, all units",
    "percent_of_coded": "Agreement where anyone coded",
    "cohen": "Cohen's kappa",
    "fleiss": "Fleiss' kappa",
    "alpha": "Krippendorff's alpha",
    "alpha_u": "Krippendorff's alpha, over time",
}
"""Each measure, and its name for people."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measure of one code.

    Parameters
    ----------
    code : str
        A code, or `ALL` or `ANY`.
    measure : str
        One of `MEASURES`.
    unit : str
        What was compared, in words.
    estimate : Estimate or None
        None where nothing can be told.
    why : str
        Then, why not.
    """

    code: str
    measure: str
    unit: str
    estimate: Estimate | None
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """How far coders agree who coded the same interviews on their own.

    Parameters
    ----------
    unit : str
        What they are compared on, in words.
    coders, interviews, codes : tuple of str
        Who is compared, on which interviews, over which codes.
    figures : tuple of Figure
        Every measure, of the codebook as a whole and of each code.
    disagreements : DataFrame
        One row a stretch on which they differ: interview_id, start, end (seconds), code, coded_by, not_by
        (tuples of str), kind ("edge" where it adjoins a stretch that all coded, else "whole").
    caveats : tuple of str
        What to doubt about all figures.
    pairs : tuple of (str, str)
        Every two coders who coded an interview both.
    """

    unit: str
    coders: tuple[str, ...]
    interviews: tuple[str, ...]
    codes: tuple[str, ...]
    figures: tuple[Figure, ...]
    disagreements: pd.DataFrame
    caveats: tuple[str, ...] = field(default=())
    pairs: tuple[tuple[str, str], ...] = field(default=())

    def estimate(self, measure: str = "alpha", code: str = ALL) -> Estimate | None:
        """Return one figure; None where nothing can be told, or it was not worked out."""
        found = (one for one in self.figures if (one.measure, one.code) == (measure, code))
        return next((one.estimate for one in found), None)

    def summary(self) -> pd.DataFrame:
        """Return one row a figure.

        Returns
        -------
        DataFrame
            Columns ``code``, ``measure``, ``value``, ``low``, ``high`` (shares and coefficients as parts
            of one; missing where nothing can be told), ``n``, ``unit``, ``method``, ``caveats``.
        """
        return pd.DataFrame([_row(figure) for figure in self.figures])

    def table(self) -> pd.DataFrame:
        """Return one row a code and one column a measure that can be told, written as they are read aloud."""
        written = pd.DataFrame(
            {
                "code": figure.code,
                "measure": MEASURES[figure.measure],
                "figure": figure.estimate.format(digits=_digits(figure)) if figure.estimate else "",
            }
            for figure in self.figures
        )
        told = written.groupby("measure")["figure"].transform(lambda column: column.ne("").any())
        wide = written[told].pivot_table(
            index="code", columns="measure", values="figure", aggfunc="first", sort=False
        )
        return wide.rename_axis(columns=None).reset_index()

    def chart(self, measure: str = "alpha") -> alt.LayerChart:
        """Draw one measure of every code with its interval."""
        from cslab import charts

        rows = self.summary()
        rows = rows[(rows["measure"] == measure) & rows["value"].notna()]
        return charts.intervals(rows, label="code", title=f"{MEASURES[measure]}, by {self.unit}")

    def __str__(self) -> str:
        alpha = self.estimate() or "can't be told"
        return (
            f"{' and '.join(self.coders)} on {len(self.interviews)} interviews, by {self.unit}: alpha {alpha}"
        )

    def _repr_html_(self) -> str:
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        about = f"{', '.join(self.coders)} on {len(self.interviews)} interviews. Unit: {self.unit}."
        table = self.table().to_html(index=False, escape=True, border=0)
        return f"<div class='cslab-agreement'><p>{html.escape(about)}</p>{table}<ul>{doubts}</ul></div>"


def _row(figure: Figure) -> dict[str, Any]:
    known = figure.estimate
    return {
        "code": figure.code,
        "measure": figure.measure,
        "value": known.value if known else float("nan"),
        "low": known.low if known else float("nan"),
        "high": known.high if known else float("nan"),
        "n": known.n if known else 0,
        "unit": figure.unit,
        "method": known.method if known else MEASURES[figure.measure],
        "caveats": "; ".join(known.caveats) if known else figure.why,
    }


def _digits(figure: Figure) -> int:
    return 0 if figure.measure.startswith("percent") else 2
