"""Questionnaires reviewed: what is wrong with a question, why, and how to ask better."""

from __future__ import annotations

from cslab.measure.questionnaire.review import Finding, Review, review

__all__ = ["Finding", "Review", "review"]
