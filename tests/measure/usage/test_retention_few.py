"""A share of very few customers is refused, in the table and as a single figure alike."""

from __future__ import annotations

import pandas as pd
import pytest

from cslab.errors import InputError
from cslab.measure.usage import retention


def test_the_share_of_few_who_were_watched_that_long_is_refused() -> None:
    rows = [("old", "2026-01-05")]
    rows += [(f"a{at}", day) for at in range(3) for day in ("2026-02-03", "2026-03-05")]
    rows += [(f"b{at}", "2026-03-09") for at in range(3)]
    rows.append(("old", "2026-03-31"))
    table = pd.DataFrame(rows, columns=["account_id", "at"]).assign(person_id=None, event="paid")
    found = retention(table.assign(at=pd.to_datetime(table["at"])), "paid")
    assert found.estimate(0).n == 6
    with pytest.raises(InputError, match="Fewer than 5"):
        found.estimate(1)
