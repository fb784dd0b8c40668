"""Measure: what customers answer, do and are to us, each number with its interval and a way to its rows."""
