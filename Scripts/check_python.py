"""Checks the project's Python: style and common mistakes with ruff, types with mypy.

    python3 Scripts/check_python.py

Both come from the cache, and are fetched where they are missing. `ruff.toml` and `mypy.ini`
say what they look for.
"""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from project.cache import NotBuilt, entry, key_of, locked
from project.failure import Failure, run
from project.folders import ROOT
from project.foreign import dependency, download
from project.progress import say

WHEELS = ["ruff", "mypy", "mypy-extensions", "typing-extensions", "pathspec"]

# Folders that are checked together, as a program or the guest has them, and how strictly.
UNTYPED = ["--allow-untyped-defs", "--allow-incomplete-defs", "--allow-untyped-calls"]
PARTS = {
    "Guest/Library": [],
    "Scripts": [*UNTYPED, "--allow-subclassing-any"],
    "Guest/Component": [*UNTYPED, "--allow-subclassing-any"],
    "Benchmarks/Python": ["--allow-untyped-decorators"],
    "Sources/PyGuestCommands/Dependencies": [*UNTYPED, "--allow-subclassing-any"],
    "examples": [],
}


def tools() -> Path:
    """The folder with both tools."""

    def build(folder: Path, work: Path) -> None:
        for name in WHEELS:
            with zipfile.ZipFile(download(name)) as wheel:
                wheel.extractall(folder)
        program = next(folder.glob("ruff-*.data/scripts/ruff"))
        program.chmod(0o755)
        program.rename(folder / "ruff.program")

    key = key_of(*(dependency(name).sha256 for name in WHEELS))
    try:
        return entry("python-tools", key, build)
    except NotBuilt:
        with locked():
            return entry("python-tools", key, build)


def check(name: str, command: list, **variables: str) -> None:
    environment = {**os.environ, **variables}
    if subprocess.run(command, cwd=ROOT, env=environment).returncode != 0:
        raise Failure(f"{name} found what is to be mended.")


def main() -> None:
    folder = tools()
    check("ruff", [folder / "ruff.program", "check", "--quiet", *PARTS])
    mypy = [sys.executable, "-P", "-m", "mypy", "--no-error-summary"]
    for part, options in PARTS.items():
        check("mypy", [*mypy, *options, part], PYTHONPATH=str(folder), MYPYPATH=part)
    say("✓ Python: style and types")


run(main)
