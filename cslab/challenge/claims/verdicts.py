"""All verdicts side by side: as sentences, as a table, and as a picture."""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cslab.challenge.claims.units import unit_of, written
from cslab.challenge.claims.verdict import WORDS, Finding, Verdict
from cslab.errors import InputError, NotFoundError

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

COLUMNS = (
    *(
        "claim",
        "persona",
        "says",
        "version",
        "verdict",
        "source",
        "measured",
        "found",
        "value",
        "low",
        "high",
    ),
    *("unit", "comparator", "threshold", "level", "p", "p_holm", "n", "needed", "sentence"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """Verdicts on claims, in the order of personas.toml.

    Parameters
    ----------
    verdicts : tuple of Verdict
        One a claim.
    personas : mapping of str to str
        Name of each persona, by its id.
    unlocked : tuple of str
        Ids of claims that are not locked, and so not judged.
    caveats : tuple of str
        What to doubt about all of them.
    """

    verdicts: tuple[Verdict, ...]
    personas: Mapping[str, str] = field(default_factory=dict)
    unlocked: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Verdict]:
        return iter(self.verdicts)

    def __len__(self) -> int:
        return len(self.verdicts)

    @property
    def counts(self) -> dict[str, int]:
        """How many claims came out as each word, in the order of `WORDS`."""
        return {word: sum(one.verdict == word for one in self.verdicts) for word in WORDS}

    def verdict(self, claim: str) -> Verdict:
        """Give the verdict on a claim.

        Raises
        ------
        NotFoundError
            If there is no such claim.
        InputError
            If it is not locked, so that nobody may know yet.
        """
        found = {one.claim.id: one for one in self.verdicts}
        if claim in self.unlocked:
            raise InputError(f"{claim} is not locked yet, so it is not judged; lock it to see what came out.")
        if claim not in found:
            raise NotFoundError.of("judged claim", claim, found)
        return found[claim]

    def of(self, persona: str) -> Verdicts:
        """Give those of one persona."""
        return Verdicts(
            tuple(one for one in self.verdicts if one.claim.persona == persona),
            {id_: name for id_, name in self.personas.items() if id_ == persona},
            self.unlocked,
            self.caveats,
        )

    def summary(self) -> pd.DataFrame:
        """Return one row a source of a claim; a claim that names none has one row without a source.

        Returns
        -------
        DataFrame
            claim, persona, says, version, verdict (of the claim), source, measured (in words), found (the
            verdict of the source), value, low, high (of the corrected estimate, in the unit that people
            read: per cent, points, or the scale's own), unit, comparator, threshold, level, p, p_holm, n,
            needed, sentence.
        """
        import pandas as pd

        rows = [row for one in self.verdicts for row in _rows(one)]
        table = pd.DataFrame(rows, columns=list(COLUMNS))
        numbers = ["value", "low", "high", "threshold", "level", "p", "p_holm"]
        return table.astype({**dict.fromkeys(numbers, "float64"), "n": "int64", "needed": "Int64"})

    def chart(self) -> alt.VConcatChart:
        """Draw estimates against thresholds, claim by claim, with the verdict in words."""
        from cslab.challenge.claims.verdict_chart import draw_verdicts

        return draw_verdicts(self)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(one.claim.says)}</td><td><b>{html.escape(one.verdict)}</b></td>"
            f"<td>{html.escape(one.sentence)}</td></tr>"
            for one in self.verdicts
        )
        doubts = "".join(f"<li>{html.escape(caveat)}</li>" for caveat in self.caveats)
        head = "<tr><th>We said</th><th>Verdict</th><th>Because</th></tr>"
        return f"<table>{head}{rows}</table><ul>{doubts}</ul>"


def _rows(verdict: Verdict) -> list[dict[str, Any]]:
    claim = verdict.claim
    about = {
        "claim": claim.id,
        "persona": claim.persona,
        "says": claim.says,
        "version": verdict.version,
        "verdict": verdict.verdict,
    }
    if not verdict.findings:
        blank = dict.fromkeys(("source", "measured", "found", "unit", "comparator"), "")
        return [{**about, **blank, "n": 0, "needed": None, "sentence": verdict.sentence}]
    return [{**about, **_row(one)} for one in verdict.findings]


def _row(found: Finding) -> dict[str, Any]:
    values, corrected = found.values, found.corrected
    ends = [math.nan] * 3
    if corrected is not None and values is not None:
        ends = [written(one, values.kind) for one in (corrected.value, corrected.low, corrected.high)]
    return {
        "source": found.indicator.source,
        "measured": found.words,
        "found": found.verdict,
        **dict(zip(("value", "low", "high"), ends, strict=True)),
        "unit": "" if values is None else unit_of(values, versus=bool(found.indicator.versus)),
        "comparator": found.indicator.comparator,
        "threshold": found.indicator.threshold,
        "level": math.nan if corrected is None else corrected.level,
        "p": found.p,
        "p_holm": found.p_holm,
        "n": found.n,
        "needed": found.needed,
        "sentence": found.sentence,
    }
