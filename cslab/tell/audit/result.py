"""What an audit says: shares of a reel beside the interviews and the customers, and what to be warned of."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from cslab.listen.tidy import sheet_of
from cslab.tell.audit.warn import LIMITS
from cslab.timecode import format_time

if TYPE_CHECKING:
    import altair as alt

COLUMNS: Final = (
    *("about", "group", "clips", "seconds", "people", "share", "share_clips", "share_people"),
    *("interviews", "interviews_of", "interviews_share"),
    *("customers", "customers_of", "customers_share", "low", "high", "basis", "note"),
)
"""Columns of an audit's table."""

COUNT, ESTIMATE = "count", "estimate"
"""What a share of customers is: everybody was counted, or some were asked."""

PERSON, PERSONA, STAGE, SENTIMENT = "voice", "persona", "stage", "sentiment"
"""What a row is about, besides the attributes of people."""


@dataclass(frozen=True, slots=True, eq=False)
class ReelAudit:
    """A reel beside the interviews it was made of, and the customers it is to speak for.

    Parameters
    ----------
    name, title : str
        Of the reel.
    audience : str
        Who hears it; for the public, neither personas nor numbers of customers are told.
    clips, people : int
        That are heard.
    seconds : float
        Of clips.
    table : DataFrame
        One row a voice, persona, attribute's value, stage and sentiment: `COLUMNS`. Shares are parts of one.
        ``share``, ``share_clips`` and ``share_people`` are of the reel; ``low`` and ``high`` are the interval
        of the customers' share, where that is an estimate (``basis``).
    warnings : tuple of str
        What a listener should be told, one sentence each.
    left_out : int
        Clips of its script that this audience may not hear.
    interviewed, customers : int
        People who were interviewed, and who are in people.csv.
    notes : tuple of str
        What could not be set beside each other, and why.
    """

    name: str
    title: str
    audience: str
    clips: int
    people: int
    seconds: float
    table: pd.DataFrame
    warnings: tuple[str, ...]
    left_out: int = 0
    interviewed: int = 0
    customers: int = 0
    notes: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """How much of whom it is."""
        clips = "1 clip" if self.clips == 1 else f"{self.clips} clips"
        people = "1 person" if self.people == 1 else f"{self.people} people"
        out = f" {_clips(self.left_out)} left out, as consent asks." if self.left_out else ""
        of = f", of {self.interviewed} interviewed" if self.interviewed else ""
        return f"{format_time(self.seconds)} of voices in {clips} of {people}{of}.{out}"

    def summary(self) -> pd.DataFrame:
        """Return the table; see `COLUMNS`."""
        return self.table

    def of(self, about: str) -> pd.DataFrame:
        """Return the rows about one thing: ``"voice"``, ``"stage"``, ``"plan"``..."""
        return self.table[self.table["about"] == about].reset_index(drop=True)

    @property
    def abouts(self) -> tuple[str, ...]:
        """What it is about, in order."""
        return tuple(dict.fromkeys(self.table["about"]))

    def chart(self, about: str | None = None) -> alt.LayerChart:
        """Draw the reel beside the interviews and the customers.

        Parameters
        ----------
        about : str, optional
            Only these rows; all but single voices when left out.
        """
        from cslab import charts

        rows = self.table[self.table["about"] == about] if about else self.table
        if about is None:
            rows = rows[rows["about"] != PERSON]
        percent = rows.assign(
            label=rows["group"] if about else rows["about"] + ": " + rows["group"],
            **{
                name: rows[name].astype("float64") * 100
                for name in ("share", "interviews_share", "customers_share", "low", "high")
            },
        )
        marks = {
            "share": "this reel",
            "interviews_share": "all interviews",
            "customers_share": "all customers",
        }
        kept = {name: said for name, said in marks.items() if percent[name].notna().any()}
        ends = ("low", "high") if "customers_share" in kept else None
        highest = percent[[*kept, "high"]].astype("float64").max().max() if len(percent) else 100.0
        most = min(100.0, math.ceil((highest + 2) / 10) * 10)
        return charts.compared(
            percent, label="label", marks=kept, ends=ends, title="Share, in %", scale=(0.0, most)
        )

    @property
    def _told(self) -> pd.DataFrame:
        """The table as it leaves the house: how many customers there are is not for the public."""
        if self.audience != "public":
            return self.table
        counted = self.table["basis"] == COUNT
        return self.table.assign(
            customers=pd.Series(pd.NA, index=self.table.index, dtype="Int64"),
            customers_of=self.table["customers_of"].mask(counted),
        )

    def to_html(self) -> str:
        """Return it as a page of its own, for a file beside the reel; it has no script and loads nothing."""
        from cslab.tell.audit.markup import page

        return page(self)

    def to_csv(self) -> str:
        """Return the table as CSV, safe for spreadsheets; the warnings are its first rows."""
        warned: list[dict[str, Any]] = [{"about": "warning", "group": said} for said in self.warnings]
        top = pd.DataFrame(warned, columns=list(COLUMNS)).astype("object")
        return sheet_of(pd.concat([top, self._told.astype("object")], ignore_index=True))

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON; a share that is not known is None."""
        from cslab.tell.audit.markup import HOW

        rows = self._told.astype("object").where(self._told.notna(), None).to_dict("records")
        facts = {name: getattr(self, name) for name in ("name", "title", "audience", "clips", "people")}
        more: dict[str, Any] = {"left_out": self.left_out, "interviewed": self.interviewed}
        more["customers"] = None if self.audience == "public" else self.customers
        said = {"warnings": list(self.warnings), "notes": list(self.notes), "how": HOW, "limits": LIMITS}
        return facts | {"seconds": round(self.seconds, 3)} | more | said | {"rows": rows}

    def __repr__(self) -> str:
        return f"ReelAudit({self.name!r}, {self.sentence!r}, {len(self.warnings)} warnings)"

    def _repr_html_(self) -> str:
        from cslab.tell.audit.markup import audit_html, style

        head = f"<h4>{html.escape(self.title)}</h4><p>{html.escape(self.sentence)}</p>"
        return f"<div class='cslab-audit'><style>{style()}</style>{head}{audit_html(self)}</div>"


def _clips(number: int) -> str:
    return "1 clip is" if number == 1 else f"{number} clips are"
