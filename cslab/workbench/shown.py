"""What the player shows of one interview, gathered from its study for whoever shows it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from cslab.player import payload
from cslab.study import highlights
from cslab.study.juice import COMPONENTS

if TYPE_CHECKING:
    from cslab.listen.quality import Quality
    from cslab.workbench.study import Study


def words(study: Study, interview_id: str, *, quality: Quality | None = None) -> dict[str, Any]:
    """Return the words of an interview as people now see them, for `cslab.player.payload.words_payload`.

    Corrected words are named with what the engine had heard, and questions of the interviewer that lead or
    close with the reason.

    Parameters
    ----------
    study : Study
        Where it is.
    interview_id : str
        Which interview.
    quality : Quality, optional
        How it was led, where that is known already.

    Raises
    ------
    NotFoundError
        If there is no such interview, or it is not transcribed yet.
    """
    mended = study.mended(interview_id)
    return payload.words_payload(
        mended.transcript,
        study.interviewers(interview_id),
        corrections=payload.corrections_payload(mended),
        flags=payload.flags_payload(quality or study.quality(interview_id)),
        voices=[payload.voice_payload(row) for row in study.speakers(interview_id).to_dict("records")],
        people=_people(study, interview_id),
    )


def data(study: Study, interview_id: str, *, coder: str) -> dict[str, Any]:
    """Return what the player of an interview shows beside its words, its sound and its outline.

    Parameters
    ----------
    study : Study
        Where it is.
    interview_id : str
        Which interview.
    coder : str
        Who looks: one who codes blind is given their own highlights alone.
    """
    marked = highlights.highlights(study.store, interview_id=interview_id, blind_for=coder)
    return {
        "study": hashlib.sha256(str(study.folder).encode()).hexdigest()[:12],
        "interview": interview_id,
        "coder": coder,
        "codes": payload.codes_payload(study.codebook.codes),
        "stages": payload.stages_payload(study.config.stages),
        "juice": [{"name": name, "hint": hint} for name, hint in COMPONENTS.items()],
        "highlights": [payload.highlight_payload(row) for row in marked.to_dict("records")],
        "readonly": study.read_only,
    }


def _people(study: Study, interview_id: str) -> list[dict[str, str]]:
    """Who may speak here: the person interviewed, and those who ask in this study."""
    interviews = study.interviews
    here = interviews.loc[interviews["interview_id"] == interview_id, "person_id"]
    person = "" if here.empty else str(here.iloc[0])
    askers = sorted({str(name) for name in interviews["interviewer"].dropna() if str(name)})
    known = study.people
    names = known.loc[known["person_id"] == person, "name"].dropna()
    folk = [{"id": person, "name": str(name)} for name in names if str(name)]
    return [*folk, *({"id": "", "name": name} for name in askers)]
