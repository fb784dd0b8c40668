"""Scores of surveys: NPS, CSAT, effort and scales, each with its interval and its whole distribution.

Everything that is asked of a survey's answers, in one place; each name stands in a module of its own.
"""

from __future__ import annotations

from cslab.measure.calibrated import calibrated_mean, calibrated_total
from cslab.measure.levels import level_question, level_scores
from cslab.measure.moved import Moved, moved_by
from cslab.measure.nonresponse import Nonresponse, nonresponse
from cslab.measure.scored import Score, score
from cslab.measure.scores import ces, csat, mean_score, nps, top_box
from cslab.measure.segments import Comparison, compare
from cslab.measure.trends import Trend, trend
from cslab.measure.weighting import Weights, rake

__all__ = [
    "Comparison",
    "Moved",
    "Nonresponse",
    "Score",
    "Trend",
    "Weights",
    "calibrated_mean",
    "calibrated_total",
    "ces",
    "compare",
    "csat",
    "level_question",
    "level_scores",
    "mean_score",
    "moved_by",
    "nonresponse",
    "nps",
    "rake",
    "score",
    "top_box",
    "trend",
]
