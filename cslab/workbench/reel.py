"""One reel of a study: planned from its highlights, rendered to a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cslab.errors import CslabError, NotFoundError
from cslab.study import consent, reels
from cslab.study.reelscript import Reel
from cslab.tell import spoken
from cslab.tell.plan import Options, Plan, plan_reel
from cslab.tell.render import Rendered
from cslab.tell.studio import render_job

if TYPE_CHECKING:
    from cslab.workbench.telling import Telling


class StudyReel:
    """A reel that knows its study; made by `Study.reel`.

    Parameters
    ----------
    study : Study
        Whose highlights and recordings it plays.
    script : Reel
        Its elements in order.
    """

    def __init__(self, study: Telling, script: Reel) -> None:
        self.study = study
        self.script = script

    @property
    def name(self) -> str:
        """Short name, also that of its files."""
        return self.script.name

    @property
    def title(self) -> str:
        """What listeners see."""
        return self.script.title

    def plan(self, *, audience: str | None = None, options: Options | None = None) -> Plan:
        """Plan the reel: order, cuts, whole words, quiet edges; nothing is rendered.

        Parameters
        ----------
        audience : {"team", "company", "public"}, optional
            Who will hear it; whom its script names when left out. Clips of people who did not agree to that
            are left out, and the plan says so.
        options : Options, optional
            How it is cut.
        """
        study = self.study
        wanted = {element.highlight for element in self.script.elements}
        marked = study.highlights()
        marked = marked[marked["id"].isin(wanted)]
        table = study.recordings
        table = table[table["interview_id"].isin(marked["interview_id"]) & table["duration"].notna()]
        rows = {str(row["interview_id"]): row for row in table.to_dict("records")}
        levels = {name: study.levels_of(row["content_hash"]) for name, row in rows.items()}
        return plan_reel(
            self.script,
            marked,
            study.transcripts(rows),
            {name: level.level_db for name, level in levels.items() if level is not None},
            {stage.id: stage.name for stage in study.config.stages},
            durations={name: row["duration"] for name, row in rows.items()},
            options=options,
            people={name: row["name"] or row["person_id"] or name for name, row in rows.items()},
            channels=study.customer_channels(),
            refused=_refusals(study.interviews, audience or self.script.audience),
            hashes={name: row["content_hash"] for name, row in rows.items()},
            sounds={part.spoken: self._sound(part.spoken) for part in self.script.elements if part.spoken},
        )

    @property
    def files(self) -> dict[str, Path]:
        """The file of each interview's recording, and of each spoken heading by its name in the script."""
        study, found = self.study, {}
        for part in self.script.elements:
            if part.spoken:
                with suppress(NotFoundError):
                    found[part.spoken] = spoken.find(study.folder, part.spoken)
        table = study.recordings
        places = (study.folder / name for name in table["recording"])
        return found | dict(zip(table["interview_id"], places, strict=True))

    def _sound(self, name: str) -> spoken.Spoken | str:
        """What is known of the sound of a spoken heading, or why it can't be heard."""
        try:
            return spoken.look_at(self.study.folder, name)
        except CslabError as error:
            return str(error)

    def render(
        self,
        path: str | Path | None = None,
        *,
        format: str | None = None,  # noqa: A002 (the word people use)
        audience: str | None = None,
        options: Options | None = None,
        on_progress: Callable[[float], None] | None = None,
    ) -> Rendered:
        """Render the reel to a sound file with captions beside it.

        Parameters
        ----------
        path : str or Path, optional
            Where to; the study keeps it when left out.
        format : {"m4a", "mp3", "opus", "wav"}, optional
            By the file's suffix, else m4a.
        audience, options
            See `plan`.
        on_progress : callable, optional
            Told the part that is done, from 0 to 1.
        """
        study = self.study
        target = (
            Path(path) if path is not None else study.derived / "reels" / f"{self.name}.{format or 'm4a'}"
        )
        return render_job(
            study.store,
            self.plan(audience=audience, options=options),
            self.files,
            target,
            format=format,
            artist=study.config.title,
            comment=study.config.note,
            folder=study.folder,
            actor=study.actor,
            on_progress=on_progress,
        )

    @property
    def renderings(self) -> pd.DataFrame:
        """One row a file that is there: format, path, duration (seconds), up_to_date, created_at."""
        made = reels.renders(self.study.store, self.name)
        paths = [self.study.folder / path for path in made["path"]]
        current = self.plan().fingerprint() if len(made) else ""
        table = pd.DataFrame(
            {
                "format": made["format"],
                "path": [str(path) for path in paths],
                "duration": [detail.get("duration", float("nan")) for detail in made["detail"]],
                "up_to_date": [fingerprint == current for fingerprint in made["fingerprint"]],
                "created_at": made["created_at"],
            }
        )
        there = pd.Series([path.is_file() for path in paths], dtype=bool)
        return table.loc[there].reset_index(drop=True)

    def _repr_html_(self) -> str:
        return self.plan()._repr_html_()


def _refusals(interviews: pd.DataFrame, audience: str) -> dict[str, str]:
    """Interviews whose people did not agree that this audience hears them, each with the reason."""
    answers = {
        str(row["interview_id"]): consent.may_use(row["consent"], row["consent_until"], audience=audience)
        for row in interviews.to_dict("records")
    }
    return {name: answer.reason for name, answer in answers.items() if not answer}
