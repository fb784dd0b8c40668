"""What a card says of thresholds, predictions and people, in plain words; and the picture of a figure."""

from __future__ import annotations

import html
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from cslab.challenge.claims.sentences import so_we_said

if TYPE_CHECKING:
    from cslab.challenge.claims.verdict import Finding
    from cslab.estimate import Estimate
    from cslab.study.personas import Indicator

SOURCES: Final = {
    "survey": "Survey",
    "answers": "In writing",
    "usage": "Usage",
    "interviews": "Interviews",
    "people": "What we know of them",
}
"""What a source is called before people."""


def claimed(finding: Finding) -> str:
    """Write what a claim says of one source, as the verdict's sentence does.

    Examples
    --------
    >>> from cslab.challenge.claims.verdict import Finding
    >>> from cslab.study.personas import Indicator
    >>> claimed(Finding(Indicator("interviews", "at_least", 50, code="trust"), "", "untestable", ""))
    'at least 50'
    """
    asked = finding.indicator
    if finding.values is not None:
        return so_we_said(asked, finding.values)
    return f"{asked.comparator.replace('_', ' ')} {asked.threshold:g}"


def predicted(value: float, finding: Finding | None) -> tuple[str, str]:
    """Write what an author expected, and what was found beside it; the latter empty where nothing was.

    Examples
    --------
    >>> predicted(70, None)
    ('70', '')
    """
    if finding is None or finding.estimate is None:
        return f"{value:g}", ""
    found = finding.estimate
    scale, expected = scale_of(found.unit), _figure(value, found.unit)
    inside = found.low * scale <= value <= found.high * scale
    near = f"close enough that {expected} may be true" if inside else f"{_off(value, found)} off"
    return expected, f"Found: {found.format().partition(' (')[0]}, {near}."


def escape(said: object) -> str:
    """Write plain text as HTML; a number stays on one line with its per cent.

    Examples
    --------
    >>> escape("<b>62</b> %") == "&lt;b&gt;62&lt;/b&gt;" + chr(160) + "%"
    True
    """
    return html.escape(str(said)).replace(" %", "\u00a0%")


def sentence(said: str) -> str:
    """Let words begin with a capital, as a sentence does."""
    return said[:1].upper() + said[1:]


def deciding(finding: Finding) -> Estimate | None:
    """Give the figure with the interval that decided: wider where several claims were asked of the data."""
    found = finding.corrected or finding.estimate
    return None if found is None else replace(found, level=round(found.level, 3))


def scale_of(unit: str) -> int:
    """By how much a stored number is multiplied before people read it."""
    return 100 if unit in ("%", "points") else 1


def picture(finding: Finding) -> str:
    """Draw an estimate, its interval and what is claimed, as HTML; empty where there is no estimate.

    Everything that it shows stands in words beside it, so readers of screens pass over it.
    """
    found, asked = deciding(finding), finding.indicator
    if found is None:
        return ""
    scale = scale_of(found.unit)
    value, low, high = (scale * number for number in (found.value, found.low, found.high))
    first, last = _range(found.unit, asked, low, high)

    def at(number: float) -> str:
        return f"{100 * (min(max(number, first), last) - first) / (last - first):.1f}%"

    if asked.comparator == "about":
        edges = (asked.threshold - asked.margin, asked.threshold + asked.margin)
        lines = "".join(f'<i class="ev-claim" style="--at:{at(edge)}"></i>' for edge in edges)
    else:
        lines = f'<i class="ev-claim ev-{asked.comparator}" style="--at:{at(asked.threshold)}"></i>'
    ends = "".join(f"<i>{escape(f'{_plain(end)} {found.unit}'.strip())}</i>" for end in (first, last))
    return (
        f'<div class="ev-picture" aria-hidden="true"><span class="ev-axis">'
        f'<i class="ev-span" style="--low:{at(low)};--high:{at(high)}"></i>{lines}'
        f'<i class="ev-dot" style="--at:{at(value)}"></i></span><span class="ev-ends">{ends}</span></div>'
    )


def who(row: dict[Any, Any], *, named: bool) -> str:
    """Name a person as a card does: name and role, or the role alone.

    Examples
    --------
    >>> who({"person": "Dana Whitlock", "role": "Office manager"}, named=True)
    'Dana Whitlock, office manager'
    >>> who({"person": "Dana Whitlock", "role": None}, named=False)
    'A customer'
    """
    role = row.get("role")
    role = role.strip() if isinstance(role, str) else ""
    if not named:
        return role or "A customer"
    name = str(row.get("person") or "Somebody")
    return f"{name}, {role[0].lower()}{role[1:]}" if role else name


def quoted(row: dict[Any, Any]) -> str:
    """Write what was said in a clip as HTML; where it has no words yet, what a teammate noted, as theirs.

    Examples
    --------
    >>> quoted({"quote": "I'd <b>stay</b>", "note": "Hm"})
    '<q>I&#x27;d &lt;b&gt;stay&lt;/b&gt;</q>'
    >>> quoted({"quote": "", "note": "Hm"})
    '<span>Noted by a teammate: Hm</span>'
    """
    if said := str(row["quote"] or ""):
        return f"<q>{escape(said)}</q>"
    noted = str(row["note"] or "")
    return f"<span>Noted by a teammate: {escape(noted)}</span>" if noted else "<span>No words yet.</span>"


# ----------------------------------------------------------------------------------------------- inside


def _figure(number: float, unit: str) -> str:
    return f"{number:g} {unit}".strip()


def _off(value: float, found: Estimate) -> str:
    distance = abs(found.value * scale_of(found.unit) - value)
    shown = f"{distance:.0f}" if distance >= 2 else f"{distance:.1f}"
    return f"{shown} {'points' if found.unit in ('%', 'points') else found.unit}".strip()


def _range(unit: str, claimed: Indicator, low: float, high: float) -> tuple[float, float]:
    """From where to where the axis runs: the whole of a share, else around what is shown."""
    if unit == "%" and not claimed.versus:
        return 0.0, 100.0
    shown = [
        one for one in (low, high, claimed.threshold, 0.0 if claimed.versus else low) if math.isfinite(one)
    ]
    least, most = min(shown), max(shown)
    room = max(0.15 * (most - least), 0.05 * max(abs(least), abs(most)), 0.1)
    step = 10.0 ** math.floor(math.log10(max(most - least, 0.2)))
    step /= 2 if (most - least) / step < 4 else 1
    first, last = math.floor((least - room) / step) * step, math.ceil((most + room) / step) * step
    return (max(first, -100.0), min(last, 100.0)) if unit in ("%", "points") else (first, last)


def _plain(number: float) -> str:
    return f"{round(number, 6):g}"
