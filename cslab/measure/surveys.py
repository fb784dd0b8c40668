"""Scores of surveys: NPS, CSAT, effort and scales, each with its interval and its whole distribution."""
