"""The error that ends a script with a sentence rather than a stack trace."""

import os
import signal
import sys


class Failure(Exception):
    """What went wrong, and what the user can do."""


def run(main):
    """Runs `main` as a program."""
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(f"error: python3 is {sys.version.split()[0]}; 3.11 or newer is needed.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # Programs come from absolute places alone, not from the working folder; and what is made can
    # be written to by nobody else, or it would not be used.
    places = os.environ.get("PATH", os.defpath).split(os.pathsep)
    os.environ["PATH"] = os.pathsep.join(place for place in places if os.path.isabs(place))
    os.umask(os.umask(0o022) | 0o022)
    try:
        main()
    except Failure as failure:
        sys.exit(f"error: {failure}")
    except KeyboardInterrupt:
        sys.exit("\nInterrupted. The next run goes on from here.")
