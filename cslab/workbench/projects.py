"""Projects and codebooks of other tools: out to REFI-QDA, and back in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from sqlalchemy import select

from cslab.listen.refi.archive import open_archive, pack
from cslab.listen.refi.incoming import highlights_of
from cslab.listen.refi.outgoing import PLACES, Place, Talk, project_of
from cslab.listen.refi.passages import Known
from cslab.listen.refi.read import read_project
from cslab.listen.refi.report import ExportReport, ImportReport, LeftOut
from cslab.listen.refi.write import project_xml
from cslab.study import schema
from cslab.study.codebooks import put_version, read_codebook
from cslab.study.consent import may_use
from cslab.study.export import highlight_records
from cslab.study.plainfiles import HighlightRecord
from cslab.study.readback import put_highlights
from cslab.study.recode import taking_in
from cslab.study.store import Writing, now
from cslab.workbench.coding import Coding

_KEPT = 0.002
"""A file has whole milliseconds; an edge that is this close, in seconds, to the one here was not moved."""


class Projects(Coding):
    """Projects of other tools."""

    def export_qdpx(
        self,
        path: str | Path,
        *,
        sources: bool = False,
        audience: str = "team",
        people: bool = True,
        on: Collection[Place] = PLACES,
    ) -> ExportReport:
        """Write the study as a REFI-QDA project, which NVivo, ATLAS.ti, MAXQDA, QualCoder and others read.

        The file holds what was said and, with `people`, the names of customers and what is known of them:
        keep it as private as the recordings.

        Parameters
        ----------
        path : str or Path
            Usually ends in .qdpx.
        sources : bool
            Put the recordings in too, of those who agreed that the `audience` hears them.
        audience : str
            Who will have the file: ``"team"``, ``"company"`` or ``"public"``.
        people : bool
            Write who is heard as cases, with what people.csv and accounts.csv say of them.
        on : collection of str
            Where passages are marked: on the ``"text"``, on the ``"audio"``, or on both.

        Returns
        -------
        ExportReport
            What stands in the file, and what the standard or consent left no place for. Removed highlights,
            corrections, earlier codebooks and reels are never in it: `export` writes these.
        """
        path, interviews = Path(path), self.interviews.set_index("interview_id", drop=False)
        transcripts = self.transcripts()
        talks, refused = [], []
        for row in self.recordings.to_dict("records"):
            name = row["interview_id"]
            file = self.folder / row["recording"] if row["content_hash"] and row["recording"] else None
            inside = sources and file is not None and file.is_file()
            if inside:
                about = interviews.loc[name]
                allowed = may_use(about["consent"], about["consent_until"], audience=audience)
                if not allowed:
                    refused.append(LeftOut("recording", name, f"{allowed.reason}; only its words are inside"))
                    inside = False
            person = row["person_id"]
            talks.append(
                Talk(
                    name,
                    person if isinstance(person, str) and person else None,
                    _posix(row["recording"]),
                    transcripts.get(name),
                    bool(inside),
                )
            )
        with self.store.reading() as connection:
            records = tuple(highlight_records(connection))
        made = project_of(
            title=self.config.title,
            at=now(),
            by=self.actor or "cslab",
            book=self.codebook,
            stages=[(stage.id, stage.name) for stage in self.config.stages],
            highlights=records,
            talks=talks,
            people=self.people if people else None,
            accounts=self.accounts if people else None,
            on=on,
        )
        media = {name: self.folder / file for name, file in made.media.items()}
        pack(path, project_xml(made.project), made.texts, media)
        return ExportReport(
            str(path),
            sum(record.removed_at is None for record in records),
            len(made.project.media),
            len(made.project.cases),
            len(media),
            (*refused, *made.left_out),
        )

    def import_qdpx(self, path: str | Path, *, interviews: Mapping[str, str] | None = None) -> ImportReport:
        """Read the codes and highlights of a REFI-QDA project, this study's own or any tool's.

        All or nothing, and reading twice adds nothing: a passage is known by its identifier. One that was
        changed in the other tool since is changed here. Codes that are new go into the codebook; those that
        are here stay as they are.

        Parameters
        ----------
        path : str or Path
            A .qdpx file.
        interviews : mapping of str to str, optional
            Name of a source in the project -> interview that it is; without it, a source is the interview
            whose id, or whose recording's name, it has.

        Returns
        -------
        ImportReport
            What came, and each thing that did not, with the reason.

        Raises
        ------
        InputError
            If the file is no REFI-QDA project, or is damaged.
        """
        path = Path(path)
        archive = open_archive(path)
        project = read_project(archive.project, archive.text, what=path.name)
        for name in (interviews or {}).values():
            self._row(name)
        transcripts = self.transcripts()
        known = [
            Known(
                row["interview_id"],
                _posix(row["recording"]),
                transcripts.get(row["interview_id"]),
                row["duration"] if row["duration"] == row["duration"] else None,
            )
            for row in self.recordings.to_dict("records")
        ]
        listed = self.config.codes
        with self.store.writing(self.actor) as write:
            here = {record.nonce: record for record in highlight_records(write.connection)}
            book = read_codebook(write.connection, listed)
            found = highlights_of(
                project,
                known,
                at=write.at,
                stages=[(stage.id, stage.name) for stage in self.config.stages],
                code_names=[code.name for code in (*book.codes, *book.retired)],
                nonces=here,
                interviews=interviews,
            )
            rows = [row for row in found.codes.rows if book.now(row["name"]) == row["name"]]
            there = {code.name for code in (*book.codes, *book.retired)}
            fresh = [row for row in rows if row["name"] not in there]
            if fresh:
                names = {*book.names, *(row["name"] for row in fresh)}
                for row in fresh:
                    above = row["parent"] and book.now(row["parent"])
                    row["parent"] = above if above in names else None
                step = taking_in(fresh, path.name)
                after = step.book(book)
                detail = {"sentence": step.sentence, "codes": [], "moved": []}
                put_version(write, book, after, action=step.action, detail=detail)
                write.log(step.action, "codebook", after.version, {"sentence": step.sentence})
            valued = bool(found.codes.values)
            records = [_over(here.get(record.nonce), record, valued=valued) for record in found.records]
            count = put_highlights(write, records, code=book.now)
            _log(write, records, here)
            report = ImportReport(
                count,
                len(records) - count,
                tuple(row["name"] for row in fresh),
                tuple(dict.fromkeys(record.coder for record in records)),
                found.left_out,
            )
            if count or fresh:
                write.log("import", "study", path.name, {"sentence": report.sentence})
        return report


def _over(here: HighlightRecord | None, brought: HighlightRecord, *, valued: bool) -> HighlightRecord:
    """A highlight as another tool changed it, with what that tool has no place for as it is here."""
    if here is None:
        return brought
    same = abs(here.start - brought.start) < _KEPT and abs(here.end - brought.end) < _KEPT
    return replace(
        brought,
        start=here.start if same else brought.start,
        end=here.end if same else brought.end,
        coder=here.coder,
        created_at=here.created_at,
        stage=brought.stage if valued else here.stage,
        sentiment=brought.sentiment if valued else here.sentiment,
        juiciness=brought.juiciness if valued else here.juiciness,
        juice=here.juice,
        juice_by=here.juice_by,
    )


def _log(write: Writing, records: Iterable[HighlightRecord], before: Mapping[str, HighlightRecord]) -> None:
    table = schema.highlight
    numbers = {row.nonce: row.id for row in write.execute(select(table.c.nonce, table.c.id)).all()}
    for record in records:
        old = before.get(record.nonce)
        detail = {**asdict(record), "id": numbers[record.nonce]}
        if old is None:
            write.log("add", "highlight", numbers[record.nonce], detail)
        elif old.changed_at < record.changed_at:
            write.log("change", "highlight", old.id, {"before": asdict(old), "after": detail})


def _posix(recording: object) -> str:
    return recording.replace("\\", "/") if isinstance(recording, str) else ""
