"""Using: what customers do in the product, from files of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cslab.study import usagefiles
from cslab.workbench.folder import Folder

if TYPE_CHECKING:
    import duckdb


class Using(Folder):
    """Usage events, features, retention and renewal."""

    @property
    def usage(self) -> duckdb.DuckDBPyRelation:
        """Every usage event: person_id, account_id, event, at (UTC); read only as far as it is asked.

        Each call opens a connection of its own, so that threads don't share one.
        """
        return usagefiles.open_usage(self.folder, self.config, people=self._people(self._look()))
