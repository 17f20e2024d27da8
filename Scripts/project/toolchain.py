"""The Swift toolchain: its compilers, and how they are called for the guest."""

import functools
import json
import pathlib
import shutil
import subprocess

from project.failure import Failure
from project.folders import DEPENDENCIES

# WebAssembly features that every supported engine has.
FEATURES = ["-msimd128", "-mbulk-memory", "-mnontrapping-fptoint", "-msign-ext"]

# What CPython's own build defines to get wasi-libc's stand-ins.
EMULATED = ["SIGNAL", "GETPID", "PROCESS_CLOCKS"]


@functools.cache
def information():
    """What `swiftc` says about itself."""
    if shutil.which("swiftc") is None:
        raise Failure("No swiftc in PATH. Install Swift 6.3 or newer, then run this again.")
    command = ["swiftc", "-print-target-info"]
    answer = subprocess.run(command, capture_output=True, text=True)
    if answer.returncode != 0:
        raise Failure(f"`{' '.join(command)}` failed:\n{answer.stderr.strip()}")
    return json.loads(answer.stdout)


def version():
    """The compiler's version: part of every key in the cache."""
    return information()["compilerVersion"]


def folder():
    """The folder of the toolchain's programs, whatever stands before it in PATH."""
    return pathlib.Path(information()["paths"]["runtimeResourcePath"]).parents[1] / "bin"


def tool(name):
    """The path of one of the toolchain's programs."""
    path = folder() / name
    if not path.exists():
        raise Failure(f"The Swift toolchain in {folder()} has no {name}.")
    return str(path)


def clang_headers():
    """The folder of the compiler's own C headers."""
    answer = subprocess.run(
        [tool("clang"), "-print-resource-dir"], capture_output=True, text=True, check=True
    )
    return pathlib.Path(answer.stdout.strip()) / "include"


def target_flags(sysroot=DEPENDENCIES / "sysroot", resources=DEPENDENCIES / "clang-resource"):
    """clang's flags to compile and link C for the guest."""
    return ["--target=wasm32-wasip1", f"--sysroot={sysroot}", f"-resource-dir={resources}"]
