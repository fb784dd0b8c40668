"""What customers do, from a table of events: pandas, DuckDB or Spark gives the same table.

Everything here is imported from `cslab.usage`; the parts stand in modules of their own.
"""

from __future__ import annotations

from cslab.measure.usage.adoption import Adoption, EventList, adoption, list_events
from cslab.measure.usage.breadth import PeopleMeans, breadth, depth
from cslab.measure.usage.dormant import list_dormant
from cslab.measure.usage.events import Every, Unit, read_events
from cslab.measure.usage.footprint import Footprint, footprint
from cslab.measure.usage.lifecycle import Lifecycle, Stickiness, lifecycle, stickiness
from cslab.measure.usage.retention import Retention, retention
from cslab.measure.usage.triggers import Triggers, triggers
from cslab.measure.usage.velocity import TimeToValue, time_to_value

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
