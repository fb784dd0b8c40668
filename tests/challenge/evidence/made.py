"""A claim with a verdict, clips and answers, made by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from cslab.challenge.claims.verdict import Finding, Verdict
from cslab.challenge.evidence import EvidenceCard, Searched, put_on_sides, rules_of
from cslab.challenge.evidence.card import ANSWERS, CLIPS
from cslab.estimate import Estimate
from cslab.study.personas import Claim, Condition, Indicator, LockedClaim, Persona

HOSTILE = "<img src=x onerror=alert(1)></script><b>&"
SURVEY = Indicator("survey", "at_least", 50, question="ease")
USAGE = Indicator("usage", "at_most", 20, feature="lanes")
CLAIM = Claim(
    "they-check",
    "carla",
    f"They check everything {HOSTILE}",
    (SURVEY, USAGE),
    author="Maya",
    written_on=date(2026, 4, 7),
    predicted=70,
    confidence=80,
    heard_in=("trust",),
    denied_in=("workaround",),
)
PERSONA = Persona("carla", f"Carla {HOSTILE}", segment=(Condition("plan", "is", ("solo",)),))
LOCKED = LockedClaim(CLAIM, PERSONA.segment, 1, "Maya", "2026-04-08T09:00:00Z")


def verdict(word: str = "contradicted", **more: Any) -> Verdict:
    """The verdict: the survey refuses it, and usage can't speak to it."""
    found = Estimate(0.31, 0.22, 0.42, 80, "Wilson score interval", unit="%", caveats=(HOSTILE,))
    findings = (
        Finding(
            SURVEY,
            f"People who agree {HOSTILE}",
            word,
            "We said at least 50 %; 31 % do.",
            estimate=found,
            n=80,
            people_for=("p-1",),
            people_against=("p-2", "p-3"),
        ),
        Finding(USAGE, "", "untestable", "Nobody could use it."),
    )
    return Verdict(CLAIM, 1, LOCKED.locked_at, word, f"Refused {HOSTILE}", more.get("findings", findings))


def clips(*rows: tuple[int, str, tuple[str, ...]], juicy: dict[int, int] | None = None) -> pd.DataFrame:
    """Clips, each of an id, a person and codes."""
    return pd.DataFrame(
        [
            {
                "id": number,
                "nonce": f"h-{number}",
                "interview_id": f"int-{person}",
                "start": float(number),
                "end": number + 0.5,
                "person_id": person,
                "person": f"Name of {person} {HOSTILE}",
                "role": "Owner",
                "quote": f"Said {number} {HOSTILE}",
                "speaker": None,
                "codes": codes,
                "stage": None,
                "note": "",
                "juiciness": None,
                "worth": float((juicy or {}).get(number, 0)),
            }
            for number, person, codes in rows
        ]
    )


def card(rows: pd.DataFrame, *, inside: tuple[str, ...] = ("p-1", "p-2"), **more: Any) -> EvidenceCard:
    """A card of some clips."""
    rules = rules_of(CLAIM, lambda _: ())
    marks = more.pop("marks", None)
    own = more.pop("own", {})
    return EvidenceCard(
        claim=CLAIM,
        persona=PERSONA,
        verdict=more.pop("verdict", verdict()),
        segment="plan is solo",
        people=2,
        versions=(LOCKED,),
        clips=put_on_sides(rows, rules, inside=inside, own=own, marks=marks)[list(CLIPS)],
        answers=pd.DataFrame(columns=list(ANSWERS)),
        searched=more.pop("searched", Searched(2, 1, ways=("the code “trust”",))),
        rules=rules,
        study="Ours",
        made_on=date(2026, 10, 1),
        **more,
    )
