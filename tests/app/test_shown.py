"""The frame of every result: no number without its interval, n and rows; files that are safe and named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import cslab
from app.ui import shown
from cslab.errors import InputError
from cslab.estimate import Estimate

ROLES = pd.DataFrame(
    {"role": ["Owner", "=1+1"], "value": [0.1, 0.4], "low": [0.0, 0.3], "high": [0.2, 0.6], "n": [10, 40]}
)
SHARE = Estimate(0.62, 0.47, 0.75, 42, "Wilson score interval", unit="%", caveats=("A third answered.",))

SCRIPT = """
import pandas as pd
from app import opened
from app.ui import shown
from cslab import charts
from cslab.estimate import Estimate

study = opened.study()
table = pd.DataFrame({
    "role": ["Owner", "Clerk"], "value": [0.1, 0.4], "low": [0.0, 0.3], "high": [0.2, 0.6], "n": [10, 40],
    "method": "Wilson score interval",
})
chart = charts.intervals(table, label="role", title="Share", percent=True)
shown.figure(study, "By <role>", chart=chart, table=table, key="roles", voices={}, caveats=["Few <b>."])
shown.number(study, "Satisfied", Estimate(0.62, 0.47, 0.75, 42, "made by hand", unit="%"), key="one")
shown.table(study, "Nobody yet", table=table.head(0), key="none")
shown.nothing("Usage", "Put files into <code>usage/</code>.", key="nothing")
"""


def study() -> Any:
    return SimpleNamespace(folder=Path("/somewhere/Ledger line"))


@pytest.mark.parametrize("bare", [0.62, None, "62 %"])
def test_a_bare_number_is_not_shown(bare: Any) -> None:
    with pytest.raises(InputError, match=r"'Satisfied' can't be shown: .* without an interval, n and method"):
        shown.number(study(), "Satisfied", bare, key="k")
    with pytest.raises(InputError, match="no way to its rows"):
        shown.figure(study(), "Satisfied", table=bare, key="k", estimate=SHARE)
    with pytest.raises(InputError, match="no way to its rows"):
        shown.table(study(), "Satisfied", table=bare, key="k")
    if bare is not None:
        with pytest.raises(InputError, match="without an interval"):
            shown.figure(study(), "Satisfied", table=ROLES, key="k", estimate=bare)


@pytest.mark.parametrize("lacking", ["low", "high", "n"])
def test_values_without_interval_or_n_are_not_shown(lacking: str) -> None:
    with pytest.raises(InputError, match=f"its values come without {lacking}; add these columns"):
        shown.figure(study(), "By role", table=ROLES.drop(columns=lacking), key="k")


def test_a_number_below_zero_has_a_minus_and_the_level_stands_under_it() -> None:
    below = Estimate(-1.5, -3.0, 0.5, 12, "by hand", level=0.975, unit="days")
    assert shown.large(below).endswith("<b>−1.5 days</b> <span>−3.0 to 0.5 days</span></p>")


def test_names_of_files_say_what_is_in_them() -> None:
    assert shown.file_name(study(), "Who would recommend us, by role?") == (
        "ledger-line-who-would-recommend-us-by-role"
    )
    assert shown.file_name(study(), "../../etc: Zoë/Ünal") == "ledger-line-etc-zoë-ünal"
    assert len(shown.file_name(study(), "long " * 90)) <= 100


def test_a_result_says_what_it_rests_on(
    serve_study: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cslab.init(tmp_path / "new", title="New voices").store.close()
    serve_study(tmp_path / "new")
    monkeypatch.chdir(Path(__file__).parent.parent.parent)
    at = AppTest.from_string(SCRIPT, default_timeout=30).run()
    assert not at.exception, at.exception
    said = [element.proto.body for element in at.get("html")]
    assert "<h2>By &lt;role&gt;</h2>" in said[0]
    assert "n = 10 to 40 · Wilson score interval · 95 % intervals" in said[1]
    assert "<li>Few &lt;b&gt;.</li>" in said[1]
    assert "<b>62 %</b> <span>47–75 %</span>" in said[2]
    assert "n = 42 · Made by hand · 95 % interval" in said[3]
    assert "Nothing to count yet" in said[5]
    assert "<code>usage/</code>" in said[-1]
    assert [button.label for button in at.button] == ["Hear why", "Rows", "Rows", "Rows"]
    files = [one.proto.label for one in at.get("download_button")]
    assert files == ["CSV", "SVG", "PNG", "CSV", "CSV"]
    at.button(key="hear-roles").click().run()
    assert not at.exception
    assert any("Nobody said it in an interview yet" in one.proto.body for one in at.get("html"))
