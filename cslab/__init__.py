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
    from cslab import errors as errors
    from cslab import listen as listen
    from cslab import tell as tell
    from cslab import timecode as timecode
    from cslab.errors import CslabError as CslabError
    from cslab.estimate import Estimate as Estimate
    from cslab.workbench import Study as Study
    from cslab.workbench import init as init
    from cslab.workbench import open as open  # noqa: A004 - cslab.open is the front door

__version__ = "0.1.0"

_HOMES = {
    "CslabError": "cslab.errors",
    "Estimate": "cslab.estimate",
    "Study": "cslab.workbench",
    "errors": "",
    "init": "cslab.workbench",
    "listen": "",
    "open": "cslab.workbench",
    "tell": "",
    "timecode": "",
}
"""Public name -> the module that defines it; an empty home means the name is itself a module of cslab."""

__all__ = [
    "CslabError",
    "Estimate",
    "Study",
    "errors",
    "init",
    "listen",
    "open",
    "tell",
    "timecode",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cslab' has no attribute {name!r}")
    home = _HOMES[name]
    value = getattr(import_module(home), name) if home else import_module(f"cslab.{name}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
