"""What became of contradictions: said, said again, never overwritten."""

from __future__ import annotations

import pytest

from cslab.errors import InputError
from cslab.study import contradictions as said
from cslab.study.changes import changed_since, last_change
from cslab.study.store import Store


def test_the_newest_holds_and_the_others_stay(store: Store) -> None:
    before = last_change(store)
    first = said.set_status(store, "theme/trust", "explained", note="We asked", author="Ana", nonce="n-1")
    assert said.set_status(store, "theme/trust", "open", author="Ben", nonce="n-1") == first
    said.set_status(store, "theme/trust", "acted on", note=" Told\x00 them ", author="Ben")
    said.set_status(store, "goodwill/promoters", "open")
    history = said.status_history(store)
    assert history["status"].tolist() == ["explained", "acted on", "open"]
    last = said.statuses(store).query("key == 'theme/trust'").to_dict("records")
    assert [(row["status"], row["author"]) for row in last] == [("acted on", "Ben")]
    assert str(last[0]["note"]).startswith("Told")
    assert changed_since(store, before) == {said.SUBJECT}


def test_what_is_no_status_and_no_key_is_refused(store: Store) -> None:
    with pytest.raises(InputError, match="open, explained or acted on"):
        said.set_status(store, "theme/trust", "closed")
    with pytest.raises(InputError, match="No contradiction is named"):
        said.set_status(store, "  ", "open")
    assert said.statuses(store).empty
