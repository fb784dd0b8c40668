"""Customers: who they are, and how things stand between them and us."""

from __future__ import annotations

from cslab.measure.customers.account_health import FLAG_WORDS, FLAGS, AccountHealth, account_health
from cslab.measure.customers.anger import ABOUT, Anger, anger
from cslab.measure.customers.calibration import Calibration, calibrate
from cslab.measure.customers.continuum import STEPS, Continuum, continuum
from cslab.measure.customers.flight_risk import FlightRisk, flight_risk, renewing
from cslab.measure.customers.habits import Habits, habits, usage_by_hour
from cslab.measure.customers.happiness import Happiness, happiness, margin
from cslab.measure.customers.loop import Loop, loop
from cslab.measure.customers.loudness import COUNTED, Weighed, weigh
from cslab.measure.customers.moves import QuadrantMoves, quadrant_moves
from cslab.measure.customers.preferences import ASPECTS, WAYS, Preferences, preferences
from cslab.measure.customers.promises import Promises, promises
from cslab.measure.customers.quadrants import QUADRANTS, Quadrants, quadrants
from cslab.measure.customers.relationships import (
    SENTIMENTS,
    STALE_AFTER,
    STRENGTHS,
    Relationships,
    relationships,
)
from cslab.measure.customers.renewal_talks import RenewalTalks, renewal_talks
from cslab.measure.customers.success import Success, success
from cslab.measure.customers.timeline import KINDS, Timeline, timeline

__all__ = [
    "ABOUT",
    "ASPECTS",
    "COUNTED",
    "FLAGS",
    "FLAG_WORDS",
    "KINDS",
    "QUADRANTS",
    "SENTIMENTS",
    "STALE_AFTER",
    "STEPS",
    "STRENGTHS",
    "WAYS",
    "AccountHealth",
    "Anger",
    "Calibration",
    "Continuum",
    "FlightRisk",
    "Habits",
    "Happiness",
    "Loop",
    "Preferences",
    "Promises",
    "QuadrantMoves",
    "Quadrants",
    "Relationships",
    "RenewalTalks",
    "Success",
    "Timeline",
    "Weighed",
    "account_health",
    "anger",
    "calibrate",
    "continuum",
    "flight_risk",
    "habits",
    "happiness",
    "loop",
    "margin",
    "preferences",
    "promises",
    "quadrant_moves",
    "quadrants",
    "relationships",
    "renewal_talks",
    "renewing",
    "success",
    "timeline",
    "usage_by_hour",
    "weigh",
]
