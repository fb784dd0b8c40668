"""Every fault of every input of a study, at once."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from cslab.errors import CslabError
from cslab.study.config import FILE, StudyConfig, read_config
from cslab.study.databases import locate
from cslab.study.faults import Fault
from cslab.study.loosecodes import code_names
from cslab.study.personas import FILE as PERSONAS
from cslab.study.personas_file import read_personas
from cslab.study.settings import line_numbers
from cslab.study.store import open_store
from cslab.study.surveys.check import survey_faults
from cslab.study.tables import read_accounts, read_contacts, read_interviews, read_people
from cslab.study.teamfile import read_team
from cslab.study.usage.check import usage_faults


def check(folder: str | Path, *, codes: Collection[str] | None = None) -> tuple[Fault, ...]:
    r"""List what is wrong with a study's files.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    codes : collection of str, optional
        Names of the codes there are, for personas.toml; looked up in the study's store when not given.

    Returns
    -------
    tuple of Fault
        By file, then in the order of the file; empty when all is well. Settings of study.toml that cslab
        does not know are listed too, though they do no harm.

    Raises
    ------
    InputError
        If there is no study in that folder.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "study.toml").write_text("title = 'Ours'\nlangage = 'en'")
    ...     for fault in check(folder):
    ...         print(fault.sentence)
    study.toml, line 2: a setting is 'langage', but a setting that cslab knows, perhaps 'language', was
    expected.
    """
    folder = Path(folder)
    config, faults, remarks = read_config(folder)
    found = [*faults, *remarks]
    if config is not None:
        try:
            locate(config.store_url, folder=folder)
        except CslabError:
            row = line_numbers((folder / FILE).read_text("utf-8-sig")).get(("store",))
            expected = "sqlite:///FILE, or postgresql://HOST/NAME with its driver installed,"
            found.append(Fault(FILE, row, "store", config.store_url, expected))
    for read in (read_interviews, read_people, read_accounts, read_contacts, read_team):
        try:
            found += read(folder, config).faults
        except CslabError as error:
            found.append(
                Fault(
                    f"{read.__name__.removeprefix('read_')}.csv",
                    None,
                    "the file",
                    str(error),
                    "a readable file",
                )
            )
    found += _persona_faults(folder, config, codes)
    found += survey_faults(folder, config)
    found += usage_faults(folder, config)
    return tuple(found)


def _persona_faults(
    folder: Path, config: StudyConfig | None, codes: Collection[str] | None
) -> tuple[Fault, ...]:
    if not (folder / PERSONAS).exists():
        return ()
    if codes is None and config is not None:
        try:
            with open_store(folder, read_only=True) as store:
                codes = code_names(store, config.codes)
        except CslabError:  # told elsewhere
            codes = None
    read = read_personas(folder, config, codes=codes)
    return (*read.faults, *read.remarks)
