"""Compiles the guest and links it into one WebAssembly module.

    python3 Scripts/link.py [--strip-names]

Swift, C and the frozen library meet as LLVM bitcode, CPython as the one object
that set-up has already optimised across all its files. Each step runs only when
its inputs changed. The result is `.build/guest/guest.wasm`.
"""

import argparse
import os
import sys

from project import toolchain
from project.failure import run
from project.folders import DEPENDENCIES, GUEST_BUILD, ROOT
from project.incremental import build, files
from project.progress import say

GUEST = ROOT / "Guest"
PYTHON = DEPENDENCIES / "cpython-wasi"
HEADERS = PYTHON / "include" / "python3.13"
NATIVE = DEPENDENCIES / "cpython-native"

# Holds what the deepest recursion puts there: a sort within a sort's comparison, 1,850 times.
# The snapshot is only fast to instantiate when less emptiness than data is in it.
STACK_BYTES = 5 << 20

OPTIMISATION = ["-O3", "-flto"]
C_FLAGS = [
    *OPTIMISATION, "-std=c23", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter",
    "-Wno-nullability-completeness",
]


def c_target():
    definitions = [f"-D_WASI_EMULATED_{name}" for name in toolchain.EMULATED]
    return [*toolchain.FEATURES, *definitions, "-DNDEBUG", f"-I{HEADERS}"]


def freeze():
    """The standard library and our own as compiled bytecode in a C file."""
    script = ROOT / "Scripts" / "freeze.py"
    own = [GUEST / "Library", GUEST / "StandardLibrary"]
    command = [
        NATIVE / "bin" / "python3.13", "-S", script, "--library", NATIVE / "lib" / "python3.13",
        *(word for folder in own for word in ("--package", folder)), "--output", GUEST_BUILD,
    ]
    sources = (f for folder in own for f in files(folder, "*.py"))
    inputs = [script, script.with_name("library.py"), NATIVE / "key", *sources]
    outputs = [GUEST_BUILD / "frozen.c", GUEST_BUILD / "frozen.bin"]
    build("Freeze the standard library", outputs, command, inputs, {"PYTHONHASHSEED": "0"})
    return outputs


def zones():
    """The time zones as a table in C."""
    script, folder = ROOT / "Scripts" / "zones.py", DEPENDENCIES / "zones"
    outputs = [GUEST_BUILD / "zones.c", GUEST_BUILD / "zones.bin"]
    command = [sys.executable, script, folder / "tzdata", GUEST_BUILD]
    build("List the time zones", outputs, command, [script, folder / "key"])
    return outputs


def named(path):
    """A path as compilers may record it: the same in every checkout."""
    return path.relative_to(ROOT)


def compile_c(source, included):
    output = GUEST_BUILD / f"{source.stem}.o"
    command = [
        toolchain.tool("clang"), *toolchain.target_flags(), *c_target(), *C_FLAGS,
        f"-I{named(GUEST / 'CPython')}", "-c", named(source), "-o", output,
    ]
    inputs = [source, PYTHON / "key", *included]
    build(f"Compile {source.name}", [output], command, inputs)
    return output


def compile_swift(headers):
    """Host and guest share an interface: both are one module here."""
    sources = files(ROOT / "Sources" / "GuestInterface", "*.swift")
    sources += files(GUEST / "Sources", "*.swift")
    imported = [
        *c_target(), "-D__wasi__", "-Wno-nullability-completeness",
        "-isystem", DEPENDENCIES / "sysroot" / "include" / "wasm32-wasip1",
    ]
    output = GUEST_BUILD / "guest.o"
    command = [
        toolchain.tool("swiftc"), "-target", "wasm32-unknown-none-wasm", "-swift-version", "6",
        "-module-name", "Guest", "-parse-as-library", "-wmo", "-O", "-warnings-as-errors",
        "-enable-experimental-feature", "Embedded", "-enable-experimental-feature", "Extern",
        "-module-cache-path", GUEST_BUILD / "modules",
        "-I", GUEST / "CPython", *(word for flag in imported for word in ("-Xcc", flag)),
        "-lto=llvm-full", "-c", *map(named, sources), "-o", named(output),
    ]
    build("Compile the guest's Swift", [output], command, [*sources, PYTHON / "key", *headers])
    return output


def link(objects, strip_names):
    output = GUEST_BUILD / "guest.wasm"
    emulated = [f"-lwasi-emulated-{name.lower().replace('_', '-')}" for name in toolchain.EMULATED]
    command = [
        toolchain.tool("clang"), *toolchain.target_flags(), *OPTIMISATION, "--no-wasm-opt",
        "-mexec-model=reactor", "-Wl,--lto-O3", "-Wl,--gc-sections",
        "-Wl,--wrap=sbrk,--wrap=malloc,--wrap=calloc,--wrap=realloc", "-Wl,--stack-first",
        f"-Wl,-z,stack-size={STACK_BYTES}",
        "-Wl,--strip-all" if strip_names else "-Wl,--strip-debug",
        *objects, PYTHON / "lib" / "python.o", *emulated, "-ldl", "-lm", "-o", output,
    ]
    build("Link the guest", [output], command, [*objects, PYTHON / "key"])
    return output


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strip-names", action="store_true", help="leave out function names")
    options = parser.parse_args()
    os.environ["PATH"] = f"{toolchain.folder()}{os.pathsep}{os.environ['PATH']}"
    GUEST_BUILD.mkdir(parents=True, exist_ok=True)
    headers = files(GUEST / "CPython", "*.h", "*.modulemap")
    (frozen, bytecode), (table, contents) = freeze(), zones()
    objects = [compile_swift(headers), compile_c(frozen, [bytecode])]
    objects.append(compile_c(table, [contents, *headers]))
    objects += [compile_c(source, headers) for source in files(GUEST / "CPython", "*.c")]
    module = link(objects, options.strip_names)
    say(f"{module.relative_to(ROOT)}, {module.stat().st_size / 1e6:.1f} MB")


run(main)
