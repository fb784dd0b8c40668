"""One identity for a highlight here and a passage there: so that reading a project twice doubles nothing."""

from __future__ import annotations

import re
import uuid

from cslab.listen.refi.model import guid_of, tidy_guid


def guid_of_nonce(nonce: str) -> str:
    """Give the identifier that a highlight has in a project.

    Examples
    --------
    >>> guid_of_nonce("0f8a19077e4247398610a676b4d1b69f")
    '0f8a1907-7e42-4739-8610-a676b4d1b69f'
    """
    if re.fullmatch(r"[0-9a-f]{32}", nonce):
        return str(uuid.UUID(nonce))
    return nonce if tidy_guid(nonce) == nonce else guid_of("highlight", nonce)


def nonce_of_guid(guid: str) -> str:
    """Give the nonce that a passage of a project gets here.

    Examples
    --------
    >>> nonce_of_guid(guid_of_nonce("0f8a19077e4247398610a676b4d1b69f"))
    '0f8a19077e4247398610a676b4d1b69f'
    """
    return guid.replace("-", "")
