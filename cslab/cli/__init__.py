"""The command line: parse, call, print. Every command takes ``--json`` for machines."""

from __future__ import annotations

import typer

from cslab.cli import (
    answers,
    codes,
    comparing,
    contradictions,
    corrections,
    customers,
    evidence,
    exchange,
    finding,
    highlights,
    journey,
    messages,
    mirror,
    models,
    personas,
    poster,
    promises,
    quality,
    reel_files,
    reel_script,
    reel_telling,
    reels,
    sessions,
    speakers,
    study,
    surveys,
    transcripts,
    usage,
    verdicts,
    walk,
)
from cslab.cli.printing import FAILED, say
from cslab.errors import CslabError

app = typer.Typer(
    name="cslab",
    help="Listen to customers, measure what they do, challenge what we assume, tell it in their voice.",
    epilog="Exit codes: 0 done, 1 could not be done, 2 wrong usage, 3 done but some input has faults.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(study.app)
app.add_typer(exchange.app)
app.add_typer(models.app, name="models")
app.add_typer(transcripts.app, name="transcript")
app.add_typer(highlights.app, name="highlight")
app.add_typer(codes.app, name="code")
app.add_typer(reels.app, name="reel")
reels.app.add_typer(reel_script.app)
reels.app.add_typer(reel_files.app)
reels.app.add_typer(reel_telling.app)
app.add_typer(speakers.app, name="speakers")
app.add_typer(quality.app)
app.add_typer(comparing.app)
app.add_typer(finding.app)
app.add_typer(corrections.app, name="correct")
app.add_typer(corrections.whole)
app.add_typer(customers.app, name="customers")
customers.app.add_typer(promises.app)
app.add_typer(surveys.app, name="surveys")
app.add_typer(answers.app)
app.add_typer(usage.app, name="usage")
app.add_typer(personas.app, name="personas")
personas.app.add_typer(verdicts.app)
personas.app.add_typer(evidence.app)
personas.app.add_typer(messages.app)
app.add_typer(mirror.app, name="mirror")
app.add_typer(contradictions.app, name="contradictions")
app.add_typer(journey.app, name="journey")
journey.app.add_typer(poster.app)
app.add_typer(sessions.app, name="session")
app.add_typer(walk.app, name="walk")


def main() -> None:
    """Run the command line; a CslabError is one plain sentence and exit code 1."""
    try:
        app()
    except CslabError as error:
        say(str(error))
        raise SystemExit(FAILED) from None
    except KeyboardInterrupt:
        say("Stopped. What was finished is kept, and the same command goes on from there.")
        raise SystemExit(130) from None
