"""The front door of the room: hold a study's personas against what is known of real people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cslab.challenge.claims.verdicts import Verdicts


class Judges(Protocol):
    """Whatever gives verdicts on its claims: a `cslab.workbench.Study`."""

    def verdicts(self, persona: str | None = None, *, drafts: bool = False) -> Verdicts:
        """Judge the claims of a persona, or of all."""
        ...


def check(study: Judges, persona: str | None = None, *, drafts: bool = False) -> Verdicts:
    """Judge a study's claims as they were locked.

    Parameters
    ----------
    study : Study
        As `cslab.open` gives it.
    persona : str, optional
        Id of the persona whose claims; all personas when left out.
    drafts : bool
        Judge what is not locked, too; whoever sees that verdict can no longer write the claim blindly.

    Returns
    -------
    Verdicts
        See `cslab.challenge.claims`.

    Raises
    ------
    NotFoundError
        If there is no such persona.

    Examples
    --------
    >>> import cslab, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(check(cslab.init(folder + "/study", title="Ours")))
    0
    """
    return study.verdicts(persona, drafts=drafts)
