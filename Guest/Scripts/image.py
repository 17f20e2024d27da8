"""Snapshots the guest and compiles the snapshot, into `.build/image`.

Beside them lies `worker.py`, the guest's Python modules for interpreters of others.

    python3 Guest/Scripts/image.py PYGUEST-IMAGE

PYGUEST-IMAGE is the program built from Sources/pyguest-image. Debug and release
builds of it make the same image, so its sources decide whether to run it again.
"""

import pathlib
import sys

import worker
from failure import run
from incremental import build, files
from project import DEPENDENCIES, GUEST_BUILD, ROOT

MODULES = ["CWasmtime", "Wasmtime", "GuestInterface", "PythonGuest", "pyguest-image"]


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    module, folder = GUEST_BUILD / "guest.wasm", ROOT / ".build" / "image"
    sources = [f for name in MODULES for f in files(ROOT / "Sources" / name, "*.swift", "*.h")]
    build(
        "Snapshot and compile the image",
        [folder / f"pyguest.{kind}" for kind in ("wasm", "cwasm", "sha256")],
        [program, module, folder],
        [module, DEPENDENCIES / "wasmtime" / "key", *sources],
    )
    (folder / "worker.py").write_text(worker.bundle())


run(main)
