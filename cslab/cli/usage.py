"""Commands for usage: adoption, retention and renewal as tables, and what is wrong with the files."""

from __future__ import annotations

import json
import math
from datetime import datetime
from typing import Annotated, Any

import pandas as pd
import typer

import cslab
from cslab.cli.printing import FAULTS, AsJson, StudyFolder, emit, say, show
from cslab.estimate import Estimate

app = typer.Typer(help="What customers do in the product.", no_args_is_help=True)

By = Annotated[str | None, typer.Option(help="A column of accounts.csv or people.csv to group by.")]
Since = Annotated[datetime | None, typer.Option(help="Only from here on (UTC).", formats=["%Y-%m-%d"])]
Until = Annotated[datetime | None, typer.Option(help="Only up to here (UTC).", formats=["%Y-%m-%d"])]


@app.command("adoption", epilog="Example: cslab usage adoption my-study --by plan")
def adoption(
    folder: StudyFolder, by: By = None, since: Since = None, until: Until = None, as_json: AsJson = False
) -> None:
    """Say how many of those who could use each feature do."""
    study = cslab.open(folder, read_only=True)
    found = study.adoption(by=by, since=since, until=until)
    table = _worded(found.table).assign(of_accounts=_shares(found.table, "account_", "n_accounts"))
    columns = {"name": "feature", "group": "group", "share": "of people", "of_accounts": "of accounts"}
    show(
        found.table if as_json else table,
        as_json=as_json,
        columns=columns if by else {key: name for key, name in columns.items() if key != "group"},
        empty="No feature is described in study.toml.",
    )
    if not as_json:
        unnamed = study.list_events().unnamed
        _say(*found.caveats, f"no feature names: {', '.join(unnamed[:12])}" if unnamed else "")


@app.command("retention", epilog="Example: cslab usage retention my-study --every week --unit person")
def retention(
    folder: StudyFolder,
    unit: Annotated[str, typer.Option(help="Who is counted: account or person.")] = "account",
    every: Annotated[str, typer.Option(help="How time is cut: day, week or month.")] = "month",
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
) -> None:
    """Say how many come back for the value event, over all new cohorts."""
    asked: dict[str, Any] = {"unit": unit, "every": every, "since": since, "until": until}
    found = cslab.open(folder, read_only=True).retention(**asked)
    if as_json:
        emit({"curve": _records(found.curve), "cohorts": _records(found.table), "caveats": found.caveats})
        return
    table = _worded(found.curve).assign(then_or_later=_shares(found.curve, "later_"))
    columns = {"period": f"{every}s after", "share": "in that period", "then_or_later": "then or later"}
    show(table, as_json=False, columns=columns, empty=f"Nobody had the event {found.value_event}.")
    _say(*found.caveats)


@app.command("renewal", epilog="Example: cslab usage renewal my-study --by plan --since 2025-01-01")
def renewal(
    folder: StudyFolder,
    by: By = None,
    since: Annotated[
        datetime | None,
        typer.Option(help="The day from which departures are recorded.", formats=["%Y-%m-%d"]),
    ] = None,
    term: Annotated[int, typer.Option(min=1, help="Months of a contract.")] = 12,
    as_json: AsJson = False,
) -> None:
    """Say how many customers stay: after each year, and at the end of each term."""
    found = cslab.open(folder, read_only=True).renewal_curve(by=by, since=since, term=term)
    if as_json:
        emit(
            {
                "curve": _records(found.curve.table),
                "renewals": _records(found.renewals),
                "as_of": str(found.as_of.date()),
                "caveats": found.caveats,
            }
        )
        return
    columns = {"group": "group", "term": "term", "reached": "reached", "share": "renewed"}
    show(_worded(found.renewals), as_json=False, columns=columns, empty="Nobody reached the end of a term.")
    if found.at_renewal is not None:
        say(f"Left at the end of a term, of those who left: {found.at_renewal}.")
    _say(*found.caveats)


@app.command("check", epilog="Example: cslab usage check my-study")
def check(folder: StudyFolder, as_json: AsJson = False) -> None:
    """List what is wrong with the files of usage, and the events that no feature names."""
    from cslab.study.usage.check import usage_faults

    study = cslab.open(folder, read_only=True)
    faults = usage_faults(study.folder, study.config)
    events = study.list_events()
    if as_json:
        emit(
            {
                "faults": [fault.to_dict() for fault in faults],
                "events": _records(events.table),
                "unseen": list(events.unseen),
            }
        )
    else:
        for fault in faults:
            say(fault.sentence)
        columns = {"event": "event", "features": "features", "events": "how often"}
        show(events.table, as_json=False, columns=columns, empty="No usage yet: put files into usage/.")
        _say(f"no event was seen of: {', '.join(events.unseen)}" if events.unseen else "")
    if faults:
        raise typer.Exit(FAULTS)


def _worded(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(share=_shares(table, ""))


def _shares(table: pd.DataFrame, prefix: str, n: str = "n") -> list[str]:
    """Each share with its interval, in words; too few where it is missing."""
    written = []
    for row in table.to_dict("records"):
        value, low, high = (float(row[f"{prefix}{name}"]) for name in ("value", "low", "high"))
        count = int(row[n])
        if math.isnan(value):
            written.append(f"too few (n = {count})" if count else "nobody has it")
        else:
            written.append(Estimate(value, low, high, count, "Wilson", unit="%").format(digits=0))
    return written


def _records(table: pd.DataFrame) -> Any:
    return json.loads(table.to_json(orient="records", date_format="iso"))


def _say(*lines: str) -> None:
    for line in filter(None, lines):
        say(f"{line[0].upper()}{line[1:]}.")
