"""Before anybody looks: whether a claim can be tested, by how many people, and how many it would take."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from cslab.challenge.claims.figures import MOST_PEOPLE
from cslab.challenge.claims.judging import LEAST, Measured, check_indicator, too_few, without_line
from cslab.challenge.claims.planning import people_to_settle
from cslab.challenge.claims.sentences import SOURCE_NAMES, VAGUE, two_digits
from cslab.challenge.claims.units import bounds, spoken, stored, written
from cslab.challenge.claims.values import Values
from cslab.errors import CslabError

if TYPE_CHECKING:
    import pandas as pd

    from cslab.study.personas import Claim, Condition, Indicator

UNPREDICTED = "Write what you expect, and this says how many it takes."


@dataclass(frozen=True, slots=True)
class Promise:
    """What one source could say of a claim, and nothing of what it does say.

    Parameters
    ----------
    indicator : Indicator
        What would be asked of it.
    words : str
        What would be measured; empty where that can't be said.
    testable : bool
        Whether it could speak at all.
    why : str
        Why not; empty where it could.
    could_speak : int
        People for whom it can be measured.
    in_segment : int
        Those of them whom the claim is about.
    needed : int or None
        How many of them it would take, were the author's prediction true; None where nobody can say.
    sentence : str
        All this in one sentence.
    """

    indicator: Indicator
    words: str
    testable: bool
    why: str = ""
    could_speak: int = 0
    in_segment: int = 0
    needed: int | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Whether a claim can be tested; never what would come out.

    Parameters
    ----------
    claim : Claim
        As it is written.
    testable : bool
        Whether any source could speak to it.
    sentence : str
        In one sentence, for whoever writes it.
    sources : tuple of Promise
        One an indicator.
    level, power : float
        At which level it would be judged, and how often it should then be settled.
    """

    claim: Claim
    testable: bool
    sentence: str
    sources: tuple[Promise, ...] = ()
    level: float = 0.95
    power: float = 0.8

    def summary(self) -> pd.DataFrame:
        """Return one row a source: source, measured, testable, could_speak, in_segment, needed, sentence."""
        import pandas as pd

        rows = [
            {
                "source": one.indicator.source,
                "measured": one.words,
                **{name: value for name, value in asdict(one).items() if name in _SHOWN},
            }
            for one in self.sources
        ]
        return pd.DataFrame(rows, columns=["source", "measured", *_SHOWN]).astype({"needed": "Int64"})

    def _repr_html_(self) -> str:
        listed = "".join(f"<li>{html.escape(one.sentence)}</li>" for one in self.sources)
        return f"<p><b>{html.escape(self.sentence)}</b></p><ul>{listed}</ul>"


_SHOWN = ("testable", "could_speak", "in_segment", "needed", "sentence")


def preview(
    claim: Claim,
    segment: Sequence[Condition],
    measured: Measured,
    *,
    beside: int = 0,
    n_min: int = LEAST,
    level: float = 0.95,
    power: float = 0.8,
) -> Preview:
    """Say whether a claim can be tested, and how many people it would take; look at nobody's answer.

    Parameters
    ----------
    claim : Claim
        As it is being written.
    segment : sequence of Condition
        Of its persona.
    measured : callable
        As for `cslab.challenge.claims.judge`. Of what it gives, people are counted and nothing else is read.
    beside : int
        How many other indicators of the persona will be judged with it.
    n_min, level
        As for `cslab.challenge.claims.judge`.
    power : float
        How often it should be settled, were the prediction true.

    Returns
    -------
    Preview

    Notes
    -----
    See `cslab.challenge.claims.planning.people_to_settle` for how many it takes. The level is the strictest
    that Holm's correction may ask for, that of its first step; so it may take fewer.

    Examples
    --------
    >>> from cslab.study.personas import Claim
    >>> print(preview(Claim("vague", "carla", "They want to grow"), (), lambda *_: None).sentence)
    Nothing is named that would show it, so no data can refuse it: it is vague.
    """
    strict = 1 - (1 - level) / max(1, beside + len(claim.shown_by))
    found = tuple(
        _promise(claim, at, segment, measured, n_min=n_min, level=strict, power=power)
        for at in range(len(claim.shown_by))
    )
    testable = any(one.testable for one in found)
    return Preview(claim, testable, _sentence(found), found, strict, power)


def _promise(
    claim: Claim,
    at: int,
    segment: Sequence[Condition],
    measured: Measured,
    *,
    n_min: int,
    level: float,
    power: float,
) -> Promise:
    indicator = claim.shown_by[at]
    name = SOURCE_NAMES.get(indicator.source, indicator.source)
    name = f"{name[:1].upper()}{name[1:]}"
    try:
        check_indicator(indicator)
        values = measured(indicator, segment)
    except CslabError as error:
        return Promise(indicator, "", False, str(error), sentence=f"{name}: {error}")
    inside, everybody = len(values.inside), len(values.table)
    why = too_few(values, n_min) or without_line(values)
    if why:
        return Promise(indicator, values.words, False, why, everybody, inside, None, f"{name}: {why}")
    whom = f"{inside:,} {'such ' if segment else ''}customers {values.spoke} could speak to it".replace(
        "  ", " "
    )
    # Only the first indicator is what the author's prediction is about.
    predicted = claim.predicted if at == 0 else None
    needed, told = _needed(values, predicted, (level, power), first=at == 0)
    return Promise(indicator, values.words, True, "", everybody, inside, needed, f"{name}: {whom}{told}")


def _needed(
    values: Values, predicted: float | None, sure: tuple[float, float], *, first: bool
) -> tuple[int | None, str]:
    """How many it takes, and that in words."""
    if predicted is None or not math.isfinite(predicted):
        return None, f". {UNPREDICTED}" if first else "."
    indicator, inside = values.indicator, len(values.inside)
    ends, versus = bounds(values), bool(indicator.versus)
    told = spoken(
        stored(predicted, values.kind), values, versus=versus, digits=0 if predicted % 1 == 0 else 1
    )
    if ends and not written(ends[0], values.kind) <= predicted <= written(ends[1], values.kind):
        low, high = (spoken(end, values, versus=versus) for end in ends)
        return None, f"; but {told} can't be: all figures lie from {low} to {high}."
    if values.kind == "mean" and values.scale is None:
        return None, "; how many it takes depends on how far they differ, which nobody may know yet."
    needed = people_to_settle(
        indicator,
        values.kind,
        predicted,
        scale=values.scale,
        others=len(values.outside) / inside,
        level=sure[0],
        power=sure[1],
    )
    if needed is None:
        return (
            None,
            f"; if your {told} is true, not even {MOST_PEOPLE:,} would settle it: it lies on the line.",
        )
    enough = "which there are" if needed <= inside else "more than there are"
    return needed, f"; if your {told} is true, about {two_digits(needed):,} would settle it, {enough}."


def _sentence(found: Sequence[Promise]) -> str:
    if not found:
        return VAGUE
    can = [one for one in found if one.testable]
    if not can:
        return f"As it stands, nothing can test it. {found[0].sentence}"
    if len(found) == 1:
        return f"It can be tested: {can[0].sentence.partition(': ')[2]}"
    if len(can) == len(found):
        return f"It can be tested, by {'both' if len(can) == 2 else 'all'} sources that it names."
    part = "one" if len(can) == 1 else f"{len(can)}"
    return f"It can be tested, by {part} of the {len(found)} sources that it names."
