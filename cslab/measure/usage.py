"""What customers do, from a table of events: pandas, DuckDB or Spark gives the same table.

Everything here is imported from `cslab.usage`; the parts stand in modules of their own.
"""

from __future__ import annotations

from cslab.measure.adoption import Adoption, EventList, adoption, list_events
from cslab.measure.breadth import PeopleMeans, breadth, depth
from cslab.measure.dormant import list_dormant
from cslab.measure.events import Every, Unit, read_events
from cslab.measure.footprint import Footprint, footprint
from cslab.measure.lifecycle import Lifecycle, Stickiness, lifecycle, stickiness
from cslab.measure.retention import Retention, retention
from cslab.measure.triggers import Triggers, triggers
from cslab.measure.velocity import TimeToValue, time_to_value

__all__ = [
    "Adoption",
    "EventList",
    "Every",
    "Footprint",
    "Lifecycle",
    "PeopleMeans",
    "Retention",
    "Stickiness",
    "TimeToValue",
    "Triggers",
    "Unit",
    "adoption",
    "breadth",
    "depth",
    "footprint",
    "lifecycle",
    "list_dormant",
    "list_events",
    "read_events",
    "retention",
    "stickiness",
    "time_to_value",
    "triggers",
]
