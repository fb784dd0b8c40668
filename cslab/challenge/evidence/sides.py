"""Which clip speaks for a claim and which against it: what people marked, then rules that the card states."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

if TYPE_CHECKING:
    from cslab.challenge.claims.verdict import Finding
    from cslab.study.personas import Claim, Indicator

FOR: Final = "for"
AGAINST: Final = "against"
OPEN: Final = "open"
"""Neither side alone: teammates differ, or its codes stand on both sides; somebody has to judge."""
NEITHER: Final = "neither"
"""Marked as saying nothing of the claim."""
SIDES: Final = (FOR, AGAINST, OPEN, NEITHER)

MARKED, CODED, OWN = "marked", "coded", "own"
"""What put a clip on its side: a person's mark, its codes, or what the person answered and does."""

_ORDER = {MARKED: 0, CODED: 1, OWN: 2}
_OWN = {
    FOR: "One of whom it is true; these words may be about something else",
    AGAINST: "One of whom it is not true; these words may be about something else",
}


@dataclass(frozen=True, slots=True)
class CodeRule:
    """Where clips with some codes belong.

    Parameters
    ----------
    code : str
        As the claim names it.
    codes : frozenset of str
        It and those below it.
    inside, outside : str
        ``"for"``, ``"against"`` or ``""`` (says nothing): a clip of somebody whom the claim is about, and of
        anybody else.
    """

    code: str
    codes: frozenset[str]
    inside: str
    outside: str

    @property
    def words(self) -> str:
        """The rule in words.

        Examples
        --------
        >>> CodeRule("trust", frozenset({"trust"}), "for", "for").words
        'clips coded “trust” speak for it'
        >>> CodeRule("trust", frozenset({"trust"}), "for", "").words
        'clips of people it claims coded “trust” speak for it'
        """
        if self.inside == self.outside:
            return f"clips coded “{self.code}” speak {self.inside} it"
        said = f"clips of people it claims coded “{self.code}” speak {self.inside} it"
        return f"{said}, those of others {self.outside} it" if self.outside else said


def rules_of(claim: Claim, below: Callable[[str], Collection[str]]) -> tuple[CodeRule, ...]:
    """Read a claim's rules: the codes it is heard and denied in, and those of its interview indicators.

    Parameters
    ----------
    claim : Claim
        As it was locked.
    below : callable
        Gives all codes below a code.

    Notes
    -----
    A clip with the code of an indicator speaks for a claim that many do so, and against one that few do; one
    of somebody else speaks of the difference alone (``versus``). Of "about half", a single clip says nothing.

    Examples
    --------
    >>> from cslab.study.personas import Claim, Indicator
    >>> few = Indicator("interviews", "at_most", 20, code="workaround")
    >>> claim = Claim("paper", "carla", "They need no paper", (few,), heard_in=("delight",))
    >>> [(rule.code, rule.inside, rule.outside) for rule in rules_of(claim, lambda code: ())]
    [('delight', 'for', 'for'), ('workaround', 'against', '')]
    """
    given = [CodeRule(code, frozenset({code, *below(code)}), FOR, FOR) for code in claim.heard_in]
    given += [CodeRule(code, frozenset({code, *below(code)}), AGAINST, AGAINST) for code in claim.denied_in]
    named = {*claim.heard_in, *claim.denied_in}
    for indicator in claim.shown_by:
        code = indicator.code
        if indicator.source not in ("interviews", "answers") or not code or code in named:
            continue
        sides = _sides(indicator)
        if sides is not None:
            given.append(CodeRule(code, frozenset({code, *below(code)}), *sides))
            named.add(code)
    return tuple(given)


def people_sides(findings: Iterable[Finding]) -> dict[str, str]:
    """Say of people whose own answers or use stand on one side alone which side that is.

    Codes are left out, of interviews and of answers in writing: who did not say something did not thereby
    deny it.

    Returns
    -------
    dict
        person_id -> ``"for"`` or ``"against"``.
    """
    sides: dict[str, set[str]] = {}
    for finding in findings:
        if finding.indicator.source in ("interviews", "answers"):
            continue
        for side, people in ((FOR, finding.people_for), (AGAINST, finding.people_against)):
            for person in people:
                sides.setdefault(str(person), set()).add(side)
    return {person: next(iter(found)) for person, found in sides.items() if len(found) == 1}


def put_on_sides(
    rows: pd.DataFrame,
    rules: Iterable[CodeRule],
    *,
    inside: Collection[str],
    own: Mapping[str, str],
    marks: pd.DataFrame | None = None,
    about: pd.Series | None = None,
) -> pd.DataFrame:
    """Put clips, or written answers, on the sides of a claim, in the order in which they are shown.

    Parameters
    ----------
    rows : DataFrame
        One row a clip or answer: person_id, codes, worth (the higher, the sooner), and for clips nonce.
    rules : iterable of CodeRule
        Of the claim.
    inside : collection of str
        person_id of those whom the claim is about.
    own : mapping of str to str
        What `people_sides` says of people.
    marks : DataFrame, optional
        What teammates say of clips: highlight (its nonce), side, author; see `cslab.study.claimmarks`.
    about : Series of bool, optional
        For answers in writing: those that explain what `own` rests on, and so are the only ones that it may
        speak of. A code that says otherwise than the person's own answer then leaves the words ``open``.

    Returns
    -------
    DataFrame
        Those that say something of the claim, with the columns side (``"for"``, ``"against"``, ``"open"``, or
        ``"neither"`` where that was marked), by (``"marked"``, ``"coded"`` or ``"own"``), why (in words),
        inside (bool) and marks (tuples of author and side).

    Notes
    -----
    A mark wins over any rule; a clip marked ``neither`` is left out, and one on which teammates differ, or
    whose codes stand on both sides, is ``open``. Order: the marked first, then those of the people it claims,
    the best of each person before anybody's second. What people answered and do puts one clip of theirs, the
    best that no code speaks of, on a side, unless other clips of theirs speak on the other.
    """
    given = _marks_by_clip(marks)
    rules = tuple(rules)
    may = [True] * len(rows) if about is None else list(about)
    made: list[dict[str, Any]] = []
    for at, row in enumerate(rows.to_dict("records")):
        person = str(row["person_id"])
        within = person in inside
        said = given.get(str(row.get("nonce", "")), ())
        side, by, why = _side(said, rules, frozenset(row["codes"] or ()), within=within)
        if within and may[at] and person in own:
            if not by:
                side, by, why = own[person], OWN, _OWN[own[person]]
            elif about is not None and side in (FOR, AGAINST) and side != own[person]:
                side, why = OPEN, f"{why}, but what they answered speaks {own[person]} it"
        made.append({"side": side, "by": by, "why": why, "inside": within, "marks": said})
    added = ["side", "by", "why", "inside", "marks"]
    told = rows.assign(**pd.DataFrame(made, index=rows.index, columns=added))
    return _in_order(told[told["side"] != ""])


# ----------------------------------------------------------------------------------------------- inside


def _sides(indicator: Indicator) -> tuple[str, str] | None:
    if indicator.comparator == "about":
        return None
    inside = FOR if indicator.comparator == "at_least" else AGAINST
    outside = AGAINST if inside == FOR else FOR
    return inside, outside if indicator.versus else ""


def _marks_by_clip(marks: pd.DataFrame | None) -> dict[str, tuple[tuple[str, str], ...]]:
    given: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in () if marks is None else marks.to_dict("records"):
        name = str(row["highlight"])
        given[name] = (*given.get(name, ()), (str(row["author"]), str(row["side"])))
    return given


def _side(
    marks: tuple[tuple[str, str], ...], rules: Iterable[CodeRule], codes: frozenset[str], *, within: bool
) -> tuple[str, str, str]:
    """Side, what decides, and why in words; all empty where neither mark nor code says anything."""
    if marks:
        sides = {side for _, side in marks}
        who = _listed(author for author, _ in marks)
        if len(sides) > 1:
            differ = "; ".join(f"{author}: {side}" for author, side in marks)
            return OPEN, MARKED, f"Teammates differ ({differ})"
        return sides.pop(), MARKED, f"Marked by {who}"
    found: dict[str, list[str]] = {}
    for rule in rules:
        side = rule.inside if within else rule.outside
        if side and codes & rule.codes:
            found.setdefault(side, []).append(rule.code)
    if len(found) > 1:
        both = "; ".join(f"“{_listed(names)}” speaks {side} it" for side, names in found.items())
        return OPEN, CODED, f"Its codes stand on both sides ({both})"
    for side, names in found.items():
        return side, CODED, f"Coded “{_listed(names)}”"
    return "", "", ""


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    ranked = rows.assign(
        _marked=(rows["by"] != MARKED).astype(int),
        _others=(~rows["inside"].astype(bool)).astype(int),
        _by=rows["by"].map(_ORDER),
        _worth=-rows["worth"].astype(float),
    )
    keys = ["_marked", "_others", "_by"]
    ranked = ranked.sort_values([*keys, "_worth"], kind="stable")
    people = ranked["person_id"].astype(str)
    own = ranked["by"] == OWN
    again = own & (own.groupby([ranked["side"], people]).cumsum() > 1)
    said = set(zip(people[~own], ranked["side"][~own], strict=True))
    other = {FOR: AGAINST, AGAINST: FOR}
    split = [
        (person, other.get(side, "")) in said for person, side in zip(people, ranked["side"], strict=True)
    ]
    ranked = ranked[~(again | (own & pd.Series(split, index=ranked.index, dtype=bool)))]
    ranked["_turn"] = ranked.groupby(["side", *keys, ranked["person_id"].astype(str)]).cumcount()
    ranked = ranked.sort_values([*keys, "_turn", "_worth"], kind="stable")
    return ranked.drop(columns=[*keys, "_worth", "_turn"]).reset_index(drop=True)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))
