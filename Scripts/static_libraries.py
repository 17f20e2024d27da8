"""Names the static forms of the system's libraries for the linker, in `.build/static`.

    python3 Scripts/static_libraries.py

Each library that a program finds when it starts costs it a third of a millisecond. The folder
comes first where the linker looks; what has no static form here is linked as it is.
"""

import pathlib
import shutil
import subprocess

from project import toolchain
from project.failure import run
from project.folders import ROOT

LIBRARIES = ["libstdc++.a", "libsqlite3.a", "libz.a"]


def find(name: str) -> pathlib.Path | None:
    """Where the compiler would find a library; it answers with the bare name where it would not."""
    command = [toolchain.tool("clang"), f"-print-file-name={name}"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    path = pathlib.Path(answer)
    return path.resolve() if path.is_absolute() and path.exists() else None


def main() -> None:
    folder = ROOT / ".build" / "static"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in LIBRARIES:
        if found := find(name):
            (folder / name).symlink_to(found)


run(main)
