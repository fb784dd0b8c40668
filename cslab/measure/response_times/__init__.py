"""How long customers wait: first answer, solution as they declare it, and exchanges, shown whole."""

from __future__ import annotations

from cslab.measure.response_times.times import Promise, ResponseTimes, response_times

__all__ = ["Promise", "ResponseTimes", "response_times"]
