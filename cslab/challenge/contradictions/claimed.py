"""Claims that data contradict, and claims on which sources disagree."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from cslab.challenge.claims.verdict import CONTRADICTED, DISAGREE, SUPPORTED, Finding, Verdict
from cslab.challenge.contradictions.contradiction import CLAIM, FEW, SOURCES, Contradiction, Side
from cslab.errors import InputError
from cslab.estimate import Estimate

EVEN = 50.0
"""Per cent; whose confidence in a claim lies below it believes the opposite."""

NAMES: Mapping[str, str] = {
    "survey": "The survey",
    "answers": "What they write",
    "usage": "What they do",
    "interviews": "Interviews",
    "people": "What we know of them",
}


def claimed(verdicts: Iterable[Verdict], *, codes: Collection[str] | None = None) -> list[Contradiction]:
    """Set each locked claim against what was found.

    Parameters
    ----------
    verdicts : iterable of Verdict
        On locked claims; drafts are passed over, because nobody may know yet.
    codes : collection of str, optional
        Codes that there are: clips are heard under these alone.

    Returns
    -------
    list of Contradiction
        One a claim that could be tested, listed or not: where sources disagree, that; else how far the
        figures lie on the other side of what was claimed.

    Notes
    -----
    Of a claim with several sources, the p of the source that lies farthest on the other side is taken, times
    their number. Where sources disagree, the larger p of the two that do: both must be more than chance. A
    claim whose own author thought it less likely than not is no belief: it is a contradiction where data
    support it.
    Verdicts are corrected within each persona; the feed corrects for everything that it looked at, so that a
    claim can be contradicted there and a hint here.
    """
    found = []
    for verdict in verdicts:
        tested = [one for one in verdict.findings if _tested(one)]
        if not verdict.version or not tested:
            continue
        doubted = verdict.claim.confidence is not None and verdict.claim.confidence < EVEN
        against = [one for one in tested if _other_side(one) is not doubted]
        for_it = [one for one in tested if one.verdict == SUPPORTED]
        no = [one for one in tested if one.verdict == CONTRADICTED]
        if verdict.verdict == DISAGREE and for_it and no:
            found.append(_disagree(verdict, min(for_it, key=_p), min(no, key=_p), codes))
        elif against:
            worst = min(against, key=_p)
            found.append(_against(verdict, worst, min(1.0, worst.p * len(tested)), codes))
        else:
            found.append(_against(verdict, tested[0], 1.0, codes))
    return found


def _against(verdict: Verdict, finding: Finding, p: float, codes: Collection[str] | None) -> Contradiction:
    claim, estimate = verdict.claim, _of(finding)
    doubted = claim.confidence is not None and claim.confidence < EVEN
    who = f"{claim.author}: " if claim.author else ""
    yes = _voices(finding.people_for, claim.heard_in, codes)
    no = _voices(finding.people_against, claim.denied_in, codes)
    if doubted:
        title = "It is so" if verdict.verdict == SUPPORTED else "It may be so"
        title, ours = f"{title}, though we doubted it: “{claim.says}”", "What we doubt"
        who = f"{claim.author or 'Its author'}, {claim.confidence:g} % sure: "
    else:
        title = "It is not so" if verdict.verdict == CONTRADICTED else "It may not be so"
        title, ours = f"{title}: “{claim.says}”", "What we claim"
    source = NAMES.get(finding.indicator.source, finding.indicator.source)
    return Contradiction(
        key=f"claim/{claim.id}",
        kind=CLAIM,
        title=title,
        sides=(
            Side(ours, f"{who}“{claim.says}”", no if doubted else yes),
            Side(source, finding.sentence, yes if doubted else no),
        ),
        estimate=estimate,
        null=_null(finding, estimate),
        against=f"what was claimed: {_threshold(finding, estimate)}",
        p=p,
        n=finding.n,
        person_ids=finding.people_for if doubted else finding.people_against,
        caveats=(*finding.caveats, *verdict.caveats),
        page=("personas", {"persona": claim.persona, "claim": claim.id}),
    )


def _disagree(verdict: Verdict, yes: Finding, no: Finding, codes: Collection[str] | None) -> Contradiction:
    claim, estimate = verdict.claim, _of(no)
    names = [NAMES.get(one.indicator.source, one.indicator.source) for one in (yes, no)]
    second = names[1][:1].lower() + names[1][1:]
    return Contradiction(
        key=f"sources/{claim.id}",
        kind=SOURCES,
        title=f"{names[0]} and {second} disagree on “{claim.says}”",
        sides=(
            Side(names[0], yes.sentence, _voices(yes.people_for, claim.heard_in, codes)),
            Side(names[1], no.sentence, _voices(no.people_against, claim.denied_in, codes)),
        ),
        estimate=estimate,
        null=_null(no, estimate),
        against=f"what was claimed: {_threshold(no, estimate)}",
        p=max(_p(yes), _p(no)),
        n=no.n,
        person_ids=no.people_against,
        also=((yes.words, _of(yes)),),
        caveats=(*yes.caveats, *no.caveats, *verdict.caveats),
        page=("personas", {"persona": claim.persona, "claim": claim.id}),
    )


def _of(finding: Finding) -> Estimate:
    """Give the estimate that decides the verdict: its interval is that of the finding's sentence."""
    found = finding.corrected or finding.estimate
    if found is None:
        raise InputError(
            f"The finding {finding.words!r} has no estimate, so it can't be set against a claim."
        )
    return found


def _tested(finding: Finding) -> bool:
    return finding.estimate is not None and finding.n >= FEW and not math.isnan(finding.p)


def _other_side(finding: Finding) -> bool:
    """Whether the figure lies on the other side of what was claimed."""
    estimate, asked = _of(finding), finding.indicator
    value = estimate.value * _scale(estimate)
    if asked.comparator == "at_least":
        return value < asked.threshold
    if asked.comparator == "at_most":
        return value > asked.threshold
    return abs(value - asked.threshold) > asked.margin


def _p(finding: Finding) -> float:
    return max(finding.p, 1e-12)


def _scale(estimate: Estimate) -> float:
    """How often the number that is stored goes into the one that people read."""
    return 100.0 if estimate.unit in ("%", "points") else 1.0


def _null(finding: Finding, estimate: Estimate) -> float:
    return finding.indicator.threshold / _scale(estimate)


def _threshold(finding: Finding, estimate: Estimate) -> str:
    asked, unit = finding.indicator, f" {estimate.unit}" if estimate.unit else ""
    words = {"at_least": "at least", "at_most": "at most", "about": "about"}[asked.comparator]
    more = f", give or take {asked.margin:g}" if asked.comparator == "about" else ""
    return f"{words} {asked.threshold:g}{unit}{more}"


def _voices(who: tuple[str, ...], codes: tuple[str, ...], known: Collection[str] | None) -> dict[str, Any]:
    here = [code for code in codes if known is None or code in known]
    return {"people": who, **({"codes": here} if here else {})}
