"""Fetches and builds what execution models other than the embedded one need, into `.deps/models`.

    python3 Guest/Scripts/setup_models.py [NAME …]

Each model has a module of its name in `models/`, whose function `setup()` does what is missing
and goes on where an interrupted run stopped. Without names all models are set up; one that
fails does not keep the others from being set up.
"""

import importlib
import pathlib
import shutil
import sys
import time

import debian
from cache import locked
from failure import Failure, run
from progress import say, seconds
from project import cache

MODELS = pathlib.Path(__file__).resolve().parent / "models"


def names():
    """The modules that have a function `setup()`; others are parts of theirs."""
    return sorted(file.stem for file in MODELS.glob("*.py") if "\ndef setup():" in file.read_text())


def wanted(arguments):
    known = names()
    for name in arguments:
        if name not in known:
            raise Failure(f"there is no model named {name}; there are {', '.join(known)}.")
    return arguments or known


def set_up(name):
    """Whether a model was set up; says why not."""
    say(f"{name}:")
    try:
        importlib.import_module(f"models.{name}").setup()
        return True
    except Failure as failure:
        say(f"✗ {name}: {failure}")
        return False


def main():
    start = time.monotonic()
    with locked():
        failed = [name for name in wanted(sys.argv[1:]) if not set_up(name)]
        debian.forget()
        shutil.rmtree(cache() / "building", ignore_errors=True)
    if failed:
        raise Failure(f"not set up: {', '.join(failed)}.")
    say(f"Models set up in {seconds(time.monotonic() - start)}.")


if __name__ == "__main__":
    run(main)
