"""Every fault of every input of a study, at once."""

from __future__ import annotations

from pathlib import Path

from cslab.errors import CslabError
from cslab.study.config import FILE, read_config
from cslab.study.databases import locate
from cslab.study.faults import Fault
from cslab.study.settings import line_numbers
from cslab.study.surveys.check import survey_faults
from cslab.study.tables import read_accounts, read_contacts, read_interviews, read_people
from cslab.study.teamfile import read_team
from cslab.study.usage.check import usage_faults


def check(folder: str | Path) -> tuple[Fault, ...]:
    r"""List what is wrong with a study's files.

    Parameters
    ----------
    folder : str or Path
        The study's folder.

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
    found += survey_faults(folder, config)
    found += usage_faults(folder, config)
    return tuple(found)
