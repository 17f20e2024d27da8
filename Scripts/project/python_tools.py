"""What Python is checked and tested with, from the cache, fetched where it is missing."""

import zipfile
from pathlib import Path

from project.cache import NotBuilt, entry, key_of, locked
from project.foreign import dependency, download

RUFF_AND_MYPY = ["ruff", "mypy", "mypy-extensions", "typing-extensions", "pathspec"]
PYTEST = ["pytest", "pluggy", "iniconfig", "packaging", "pygments"]
PYRIGHT = ["pyright"]


def folder(name: str, wheels: list[str]) -> Path:
    """The folder that Python imports these wheels from."""

    def build(made: Path, work: Path) -> None:
        for wheel in wheels:
            with zipfile.ZipFile(download(wheel)) as archive:
                archive.extractall(made)
        for program in made.glob("ruff-*.data/scripts/ruff"):
            program.chmod(0o755)
            program.rename(made / "ruff.program")

    key = key_of(*(dependency(wheel).sha256 for wheel in wheels))
    try:
        return entry(name, key, build)
    except NotBuilt:
        with locked():
            return entry(name, key, build)
