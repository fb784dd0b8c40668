"""What a session changed, in words that people know."""

from __future__ import annotations

import pandas as pd

from app.ui.session_after import _taps
from cslab.tell.script import Clip


def test_clips_are_told_by_their_words_and_not_by_their_ids() -> None:
    clip = Clip(
        interview_id="int-03", start=1.0, end=9.0, text="<b>Nine days</b>", person="Leon", highlights=(4,)
    )
    moved = pd.DataFrame(
        {
            "highlight": ["ledgerline/nine-days", "ledgerline/gone"],
            "interview_id": ["int-03", "int-04"],
            "people": [3, 0],
            "of": [8, 8],
            "low": [0.1368, 0.0],
            "high": [0.6943, 0.3244],
            "after": [4.96, None],
        }
    )
    html = _taps(moved, {"ledgerline/nine-days": clip})
    assert "“&lt;b&gt;Nine days&lt;/b&gt;”" in html
    assert "<b>3 of 8</b><small>14 to 69 %; pressed 5 s after it began</small>" in html
    assert "can&#x27;t be heard any more" in html
    assert "ledgerline/" not in html
    assert "int-0" not in html
