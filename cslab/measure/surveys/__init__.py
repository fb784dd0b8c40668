"""Scores of surveys: NPS, CSAT, effort and scales, each with its interval and its whole distribution.

Everything that is asked of a survey's answers, in one place; each name stands in a module of its own.
"""

from __future__ import annotations

from cslab.measure.surveys.calibrated import calibrated_mean, calibrated_total
from cslab.measure.surveys.drivers import Drivers, drivers
from cslab.measure.surveys.levels import level_question, level_scores
from cslab.measure.surveys.moved import Moved, moved_by
from cslab.measure.surveys.nonresponse import Nonresponse, nonresponse
from cslab.measure.surveys.scales import Reliability, cronbach, omega_total, reliability
from cslab.measure.surveys.scored import Score, score
from cslab.measure.surveys.scores import ces, csat, mean_score, nps, top_box
from cslab.measure.surveys.segments import Comparison, compare
from cslab.measure.surveys.trends import Trend, trend
from cslab.measure.surveys.weighting import Weights, rake

__all__ = [
    "Comparison",
    "Drivers",
    "Moved",
    "Nonresponse",
    "Reliability",
    "Score",
    "Trend",
    "Weights",
    "calibrated_mean",
    "calibrated_total",
    "ces",
    "compare",
    "cronbach",
    "csat",
    "drivers",
    "level_question",
    "level_scores",
    "mean_score",
    "moved_by",
    "nonresponse",
    "nps",
    "omega_total",
    "rake",
    "reliability",
    "score",
    "top_box",
    "trend",
]
