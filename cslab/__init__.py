"""cslab: listen to customers, measure what they do, challenge what we assume, tell it in their voice.

Names are loaded on first use, so ``import cslab`` stays quick and loads no torch, altair or streamlit.

Examples
--------
>>> import cslab
>>> "open" in cslab.__all__
True
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cslab import challenge as challenge
    from cslab import errors as errors
    from cslab import listen as listen
    from cslab import measure as measure
    from cslab import tell as tell
    from cslab import timecode as timecode
    from cslab.challenge import bias as bias
    from cslab.challenge import personas as personas
    from cslab.errors import CslabError as CslabError
    from cslab.estimate import Estimate as Estimate
    from cslab.measure import customers as customers
    from cslab.measure import surveys as surveys
    from cslab.measure import survival as survival
    from cslab.measure import usage as usage
    from cslab.workbench import Study as Study
    from cslab.workbench import init as init
    from cslab.workbench import open as open  # noqa: A004 - cslab.open is the front door

__version__ = "0.1.0"

_HOMES = {
    "CslabError": "cslab.errors",
    "Estimate": "cslab.estimate",
    "Study": "cslab.workbench",
    "bias": "cslab.challenge.",
    "challenge": "cslab.",
    "customers": "cslab.measure.",
    "errors": "cslab.",
    "init": "cslab.workbench",
    "listen": "cslab.",
    "measure": "cslab.",
    "open": "cslab.workbench",
    "personas": "cslab.challenge.",
    "surveys": "cslab.measure.",
    "survival": "cslab.measure.",
    "tell": "cslab.",
    "timecode": "cslab.",
    "usage": "cslab.measure.",
}
"""Public name -> the module that defines it; where a dot ends it, the name is itself a module in there."""

__all__ = [
    "CslabError",
    "Estimate",
    "Study",
    "bias",
    "challenge",
    "customers",
    "errors",
    "init",
    "listen",
    "measure",
    "open",
    "personas",
    "surveys",
    "survival",
    "tell",
    "timecode",
    "usage",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cslab' has no attribute {name!r}")
    home = _HOMES[name]
    value = import_module(home + name) if home.endswith(".") else getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
