"""Claims: what would show them, measured person by person, and the verdict on each."""

from __future__ import annotations

from cslab.challenge.claims.calibration import Calibration, calibrate
from cslab.challenge.claims.judging import judge
from cslab.challenge.claims.measuring import measure
from cslab.challenge.claims.preview import Preview, Promise, preview
from cslab.challenge.claims.sources import Sources
from cslab.challenge.claims.values import Values
from cslab.challenge.claims.verdict import (
    CONTRADICTED,
    DISAGREE,
    INCONCLUSIVE,
    SUPPORTED,
    UNTESTABLE,
    WORDS,
    Finding,
    Verdict,
)
from cslab.challenge.claims.verdicts import Verdicts

__all__ = [
    "CONTRADICTED",
    "DISAGREE",
    "INCONCLUSIVE",
    "SUPPORTED",
    "UNTESTABLE",
    "WORDS",
    "Calibration",
    "Finding",
    "Preview",
    "Promise",
    "Sources",
    "Values",
    "Verdict",
    "Verdicts",
    "calibrate",
    "judge",
    "measure",
    "preview",
]
