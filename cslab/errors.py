"""Every error that cslab raises on purpose.

    CslabError
    ├── InputError               what was given can't be used: a file, a row, a setting, an option
    ├── NotFoundError            a name that does not exist; says what does, and the nearest
    ├── MissingDependencyError   an optional package is not installed; gives the exact install line
    ├── AudioError               a sound file that can't be read, measured or written
    ├── ConsentError             the person did not agree to this use of their voice
    └── StoreError               the study's store can't be opened, read or written

The message of each is one plain sentence: what is wrong, where, and what to do.
The command line and the app print it as it stands; nothing else is needed to act on it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class CslabError(Exception):
    """Root of every error that cslab raises on purpose."""


class InputError(CslabError):
    """What was given can't be used."""


class NotFoundError(CslabError):
    """A name that does not exist."""

    @classmethod
    def of(cls, kind: str, name: str, existing: Iterable[str]) -> NotFoundError:
        """Build the message: the nearest name first, then what exists.

        Parameters
        ----------
        kind : str
            What was looked for, as people call it: ``"interview"``.
        name : str
            The name that was asked for.
        existing : iterable of str
            The names that exist.

        Examples
        --------
        >>> print(NotFoundError.of("interview", "int-3", ["int-01", "int-03"]))
        There is no interview 'int-3'; did you mean 'int-03'? There are: int-01, int-03.
        """
        names = sorted(existing)
        if not names:
            return cls(f"There is no {kind} {name!r}, because there are none yet.")
        near = difflib.get_close_matches(name, names, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "."
        shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
        return cls(f"There is no {kind} {name!r}{hint} There are: {shown}.")


class MissingDependencyError(CslabError):
    """An optional package is not installed."""

    @classmethod
    def of(cls, package: str, purpose: str, extra: str) -> MissingDependencyError:
        """Build the message with the exact install line.

        Examples
        --------
        >>> print(MissingDependencyError.of("faster-whisper", "the fast engine", "fast"))
        The fast engine needs the package faster-whisper; run: pip install 'cslab[fast]'
        """
        subject = purpose[:1].upper() + purpose[1:]
        return cls(f"{subject} needs the package {package}; run: pip install 'cslab[{extra}]'")


class AudioError(CslabError):
    """A sound file that can't be read, measured or written."""


class ConsentError(CslabError):
    """The person did not agree to this use of their voice."""


class StoreError(CslabError):
    """The study's store can't be opened, read or written."""
