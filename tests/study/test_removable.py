from __future__ import annotations

import pytest

from cslab.errors import NotFoundError
from cslab.study import removable, schema
from cslab.study.changes import changed_since, last_change
from cslab.study.promises import add_promise
from cslab.study.store import Store

COLUMNS = {"id": "int64", "what": "str"}


def test_a_row_goes_and_comes_back_and_each_is_logged(store: Store) -> None:
    number = add_promise(store, person_id="p-1", what="A sign", made_by="Tom", made_on="2026-03-04")
    removable.remove(store, schema.promise, number, author="Maya")
    assert removable.listed(store, schema.promise, COLUMNS, by="made_on", removed=False).empty
    with pytest.raises(NotFoundError, match="There is no promise '1'"):
        removable.remove(store, schema.promise, number)
    gone = removable.listed(store, schema.promise, COLUMNS, by="made_on", removed=True)
    assert gone["what"].tolist() == ["A sign"]
    removable.restore(store, schema.promise, number)
    before = last_change(store)
    removable.restore(store, schema.promise, number)
    assert changed_since(store, before) == set(), "what is there already is not brought back again"
    assert removable.listed(store, schema.promise, COLUMNS, by="made_on", removed=False)["id"].tolist() == [1]
