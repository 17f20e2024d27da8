"""Snapshots the guest and compiles the snapshot, into `.build/image`.

Beside them lie `worker.py`, the guest's Python modules for interpreters of others, `resolve.py`,
which the command line runs to fetch packages, and the page that `pyguest docs` prints.

    python3 Scripts/image.py PYGUEST-IMAGE

PYGUEST-IMAGE is the program built from Sources/pyguest-image. Debug and release builds of it
make the same image. Only what decides the image's bytes has it made again: the guest, wasmtime
and how it is configured, and the sources that take the snapshot.
"""

import pathlib
import sys

from project import worker
from project.failure import Failure, run
from project.folders import DEPENDENCIES, GUEST_BUILD, ROOT
from project.incremental import build, files

SOURCES = ROOT / "Sources"
PAGE = SOURCES / "PythonGuest" / "PythonGuest.docc" / "WritingFunctions.md"

FILES = ["pyguest.wasm", "pyguest.cwasm", "pyguest-memory.cwasm", "pyguest.sha256"]

# Files, and folders with all Swift and C files in them.
DECISIVE = [
    "CWasmtime", "GuestInterface", "Wasmtime/Configuration.swift", "Wasmtime/Engine.swift",
    "Wasmtime/Module.swift", "Sandbox/TimedEngine.swift", "Sandbox/ThreadStack.swift",
    "Sandbox/Interruption.swift", "PythonGuest/Runtime.swift",
    "PythonGuest/Embedded/ImageBuilder.swift", "PythonGuest/Embedded/Snapshot.swift",
    "PythonGuest/Embedded/WasmSections.swift",
    "PythonGuest/Doors",
]


def decisive():
    """The sources that decide what is made."""
    for name in DECISIVE:
        path = SOURCES / name
        if not path.exists():
            raise Failure(f"{path} has gone: name what has its part now in {__file__}.")
        yield from files(path, "*.swift", "*.h") if path.is_dir() else [path]


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    module, folder = GUEST_BUILD / "guest.wasm", ROOT / ".build" / "image"
    build(
        "Snapshot and compile the image",
        [folder / name for name in FILES],
        [program, module, folder],
        [module, DEPENDENCIES / "wasmtime" / "key", *decisive()],
        key_words=["pyguest-image"],
    )
    (folder / "worker.py").write_text(worker.bundle())
    resolver = SOURCES / "PyGuestCommands" / "Dependencies" / "resolve.py"
    for file in (resolver, PAGE):
        (folder / file.name).write_text(file.read_text())


run(main)
