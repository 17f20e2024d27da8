"""The error that ends a script with a sentence rather than a stack trace."""

import signal
import sys


class Failure(Exception):
    """What went wrong, and what the user can do."""


def run(main):
    """Runs `main` as a program."""
    if sys.version_info < (3, 11):
        sys.exit(f"error: python3 is {sys.version.split()[0]}; 3.11 or newer is needed.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        main()
    except Failure as failure:
        sys.exit(f"error: {failure}")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The next run goes on from here.")
