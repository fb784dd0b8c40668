"""The mirror: how far a team's own taste leaks into what it believes of customers."""

from __future__ import annotations

from cslab.challenge.bias.advice import Advice, Reference, advise
from cslab.challenge.bias.consensus import false_consensus
from cslab.challenge.bias.effects import Effect, effect
from cslab.challenge.bias.persona import PersonaPull, persona_to_us
from cslab.challenge.bias.projected import Cost, Person, Projection, Sureness
from cslab.challenge.bias.projection import projection

__all__ = [
    "Advice",
    "Cost",
    "Effect",
    "Person",
    "PersonaPull",
    "Projection",
    "Reference",
    "Sureness",
    "advise",
    "effect",
    "false_consensus",
    "persona_to_us",
    "projection",
]
