"""Fetches what tests need of others, into the shared cache, and offers it in `.deps`.

    python3 Scripts/setup_tests.py

That is pyarrow, for the tests of Arrow's C Data Interface, which are skipped without it: what keeps
it from being had is told, and is no failure.
"""

import sys
import zipfile
from pathlib import Path

from project.cache import NotBuilt, entry, key_of, locked, offer
from project.failure import Failure, run
from project.folders import DEPENDENCIES
from project.foreign import dependency, download
from project.progress import say


def pyarrow() -> Path:
    """The folder that Python imports it from."""
    wanted = dependency("pyarrow")
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}"
    if f"-{tag}-" not in wanted.file:
        raise Failure(f"{wanted.file} is not for this Python ({tag}).")

    def build(folder: Path, work: Path) -> None:
        with zipfile.ZipFile(download("pyarrow")) as wheel:
            wheel.extractall(folder)

    key = key_of(wanted.sha256)
    try:
        return entry("pyarrow", key, build)
    except NotBuilt:
        with locked():
            return entry("pyarrow", key, build)


def main() -> None:
    try:
        offer("pyarrow", pyarrow())
    except Failure as failure:
        (DEPENDENCIES / "pyarrow").unlink(missing_ok=True)
        say(f"  Tests with pyarrow are skipped: {failure}")


run(main)
