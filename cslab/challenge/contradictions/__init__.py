"""Contradictions: where what we believe, what customers say and what they do disagree."""
