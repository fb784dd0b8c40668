"""One reel of a study: planned from its highlights, rendered to a file, exported to others."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cslab.challenge.evidence.words import who
from cslab.errors import ConsentError, CslabError, NotFoundError
from cslab.player import notebook
from cslab.study import consent, reels, tables
from cslab.study.reelscript import Reel
from cslab.tell import spoken
from cslab.tell.cover import own_cover
from cslab.tell.exports import FORMATS, Exported, Source, export_plan, rendered_as
from cslab.tell.naming import unnamed
from cslab.tell.plan import Options, Plan, plan_reel
from cslab.tell.render import Rendered
from cslab.tell.studio import render_job
from cslab.workbench.reelplaying import ReelHost

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
            are left out, and the plan says so. For the public, everybody's role stands for their name.
        options : Options, optional
            How it is cut.
        """
        study = self.study
        whom = audience or self.script.audience
        wanted = {element.highlight for element in self.script.elements}
        marked = study.highlights()
        marked = marked[marked["id"].isin(wanted)]
        table = study.recordings
        table = table[table["interview_id"].isin(marked["interview_id"]) & table["duration"].notna()]
        rows = {str(row["interview_id"]): row for row in table.to_dict("records")}
        levels = {name: study.levels_of(row["content_hash"]) for name, row in rows.items()}
        plan = plan_reel(
            self.script,
            marked,
            study.transcripts(rows),
            {name: level.level_db for name, level in levels.items() if level is not None},
            {stage.id: stage.name for stage in study.config.stages},
            durations={name: row["duration"] for name, row in rows.items()},
            options=options,
            people={name: row["name"] or row["person_id"] or name for name, row in rows.items()},
            channels=study.customer_channels(),
            refused=_refusals(study.interviews, whom),
            hashes={name: row["content_hash"] for name, row in rows.items()},
            sounds={part.spoken: self._sound(part.spoken) for part in self.script.elements if part.spoken},
        )
        if whom != "public":
            return plan
        return unnamed(plan, {name: who(row, named=False) for name, row in rows.items()})

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
        """Render the reel to a sound file or a video, with captions and its audit beside it.

        Parameters
        ----------
        path : str or Path, optional
            Where to; the study keeps it when left out.
        format : {"m4a", "mp3", "opus", "wav", "mp4", "square"}, optional
            By the file's suffix, else m4a. The last two are videos, wide and square; clips of video
            recordings show their own pictures.
        audience, options
            See `plan`.
        on_progress : callable, optional
            Told the part that is done, from 0 to 1.

        Returns
        -------
        Rendered
            As measured from the file.

        Raises
        ------
        ConsentError
            If somebody's consent ended or was withdrawn while it was rendered.
        NotFoundError
            If there is no such format.
        InputError
            If there is nothing to play.
        AudioError
            If a recording is missing or was replaced, or the file can't be written.
        StoreError
            If another process is rendering the same file.
        """
        study = self.study
        whom = audience or self.script.audience
        kind = rendered_as(Path(path) if path is not None else Path("reel.m4a"), format)
        target = (
            study.derived / "reels" / f"{self.name}{FORMATS[kind].ending}" if path is None else Path(path)
        )
        plan = self.plan(audience=whom, options=options)
        return render_job(
            study.store,
            plan,
            self.files,
            target,
            format=kind,
            artist=study.config.title,
            comment=study.config.note,
            credits=self.script.credits,
            cover=own_cover(study.folder),
            beside=self._audit(whom),
            allowed=partial(self.check_consent, plan, whom),
            audience=whom,
            folder=study.folder,
            actor=study.actor,
            on_progress=on_progress,
        )

    def export(
        self,
        path: str | Path,
        *,
        format: str | None = None,  # noqa: A002 (the word people use)
        audience: str | None = None,
        options: Options | None = None,
    ) -> Exported:
        """Write the reel as captions, a cut list, a playlist or a manifest, with its audit beside it.

        Parameters
        ----------
        path : str or Path
            Where to.
        format : {"vtt", "srt", "otio", "m3u", "csv"}, optional
            By the file's suffix when left out.
        audience, options
            See `plan`.

        Returns
        -------
        Exported
            With remarks on what the format could not carry, and on what was left out of the reel.

        Raises
        ------
        NotFoundError
            If there is no such format; see `cslab.tell.exports.FORMATS`.
        InputError
            If there is nothing to play.
        AudioError
            If the file can't be written.
        """
        whom = audience or self.script.audience
        plan = self.plan(audience=whom, options=options)
        return export_plan(plan, self._sources(), path, format=format, beside=self._audit(whom))

    @property
    def renderings(self) -> pd.DataFrame:
        """One row a file that is there: format, path, duration (s), audience, up_to_date, created_at."""
        made = reels.renders(self.study.store, self.name)
        paths = [self.study.folder / path for path in made["path"]]
        whom = [str(detail.get("audience") or self.script.audience) for detail in made["detail"]]
        current = {one: self.plan(audience=one).fingerprint() for one in set(whom)}
        table = pd.DataFrame(
            {
                "format": made["format"],
                "path": [str(path) for path in paths],
                "duration": [detail.get("duration", float("nan")) for detail in made["detail"]],
                "audience": whom,
                "up_to_date": [
                    made_of == current[one] for made_of, one in zip(made["fingerprint"], whom, strict=True)
                ],
                "created_at": made["created_at"],
            }
        )
        there = pd.Series([path.is_file() for path in paths], dtype=bool)
        return table.loc[there].reset_index(drop=True)

    def player(self, *, audience: str | None = None) -> Any:
        """Return the player of this reel, to be the result of a notebook's cell; see `ReelHost`."""
        return notebook.show(ReelHost(self, audience=audience))

    def _repr_html_(self) -> str:
        return self.plan()._repr_html_()

    # ---- inside ----

    def check_consent(self, plan: Plan, audience: str) -> None:
        """See what interviews.csv says at this moment, whatever was read before.

        Raises
        ------
        ConsentError
            If somebody whose clip is in the plan may no longer be heard.
        """
        now = tables.read_interviews(self.study.folder, self.study.config).frame
        refused, known = _refusals(now, audience), set(now["interview_id"].astype(str))
        whom = "the public" if audience == "public" else f"the {audience}"
        for clip in plan.clips:
            name = clip.interview_id
            reason = refused.get(name) or ("" if name in known else "interviews.csv no longer names it")
            if reason:
                raise ConsentError(
                    f"{name} may not be heard by {whom} any more, because {reason}; "
                    "nothing was written: render the reel again, and it is left out."
                )

    def _sources(self) -> dict[str, Source]:
        """What an export says of each interview's recording."""
        study = self.study
        table = study.recordings
        until = dict(zip(study.interviews["interview_id"], study.interviews["consent_until"], strict=True))
        return {
            str(row["interview_id"]): Source(
                path=study.folder / row["recording"],
                recording=str(row["recording"]),
                duration=float(row["duration"]) if row["duration"] == row["duration"] else 0.0,
                person_id=row["person_id"] if isinstance(row["person_id"], str) else "",
                consent=row["consent"] if isinstance(row["consent"], str) else "",
                consent_until=None if pd.isna(end := until[row["interview_id"]]) else end.date(),
            )
            for row in table.to_dict("records")
        }

    def _audit(self, audience: str) -> dict[str, str]:
        """The reel's audit, as it travels with every file; nothing where it can't be made."""
        ask = getattr(self.study, "reel_audit", None)
        if ask is None:
            return {}
        with suppress(CslabError):
            audit = ask(self.name, audience=audience)
            title = escape(f"Audit of {self.title}")
            head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
            return {
                ".audit.csv": audit.to_csv(),
                ".audit.html": f"{head}<body>{audit.to_html()}</body></html>",
            }
        return {}


def _refusals(interviews: pd.DataFrame, audience: str) -> dict[str, str]:
    """Interviews whose people did not agree that this audience hears them, each with the reason."""
    answers = {
        str(row["interview_id"]): consent.may_use(row["consent"], row["consent_until"], audience=audience)
        for row in interviews.to_dict("records")
    }
    return {name: answer.reason for name, answer in answers.items() if not answer}
