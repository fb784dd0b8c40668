"""Personas: how good they are, how many real people fit them, and which fit worst."""

from __future__ import annotations

from cslab.challenge.personas.check import check
from cslab.challenge.personas.fitting import Fit, fit
from cslab.challenge.personas.persons import Measured, truths
from cslab.challenge.personas.problem import Problem
from cslab.challenge.personas.questioned import Quality, quality

__all__ = ["Fit", "Measured", "Problem", "Quality", "check", "fit", "quality", "truths"]
