"""The error that ends a script with a sentence rather than a stack trace."""

import sys


class Failure(Exception):
    """What went wrong, and what the user can do."""


def run(main):
    """Runs `main` as a program."""
    try:
        main()
    except Failure as failure:
        sys.exit(f"error: {failure}")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The next run goes on from here.")
