"""Answering: the why behind the scores, how fast we answer, and how good the questions are."""

from __future__ import annotations

from cslab.workbench.coding import Coding
from cslab.workbench.surveying import Surveying


class Answering(Coding, Surveying):
    """Open answers and their codes, response times, and the review of a questionnaire."""
