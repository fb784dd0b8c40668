"""``python -m cslab`` is the command line."""

from cslab.cli import main

main()
