"""Evidence cards: a claim beside the voices for and against it, to be shared, printed and heard."""

from cslab.challenge.evidence.card import CardSound, EvidenceCard
from cslab.challenge.evidence.glance import PersonaGlance, most_wrong
from cslab.challenge.evidence.searched import Searched, searched
from cslab.challenge.evidence.sides import CodeRule, people_sides, put_on_sides, rules_of

__all__ = [
    "CardSound",
    "CodeRule",
    "EvidenceCard",
    "PersonaGlance",
    "Searched",
    "most_wrong",
    "people_sides",
    "put_on_sides",
    "rules_of",
    "searched",
]
