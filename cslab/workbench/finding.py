"""Finding: search over everything that was said and written."""

from __future__ import annotations

from cslab.workbench.coding import Coding


class Finding(Coding):
    """Search over everything that was said and written."""
