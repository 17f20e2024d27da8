"""Packs CPython's standard library as one zip file, compiled, with the sources for tracebacks.

Run with the CPython that it belongs to:
    python3.13 library_zip.py LIBRARY OUTPUT
"""

import importlib.util
import marshal
import pathlib
import sys
import zipfile

# What needs a screen, a C library, another process or the network of pip.
EXCLUDED = {
    "__pycache__", "_pyrepl", "ctypes", "curses", "dbm", "ensurepip", "idlelib", "lib-dynload",
    "multiprocessing", "site-packages", "sqlite3", "test", "tkinter", "turtledemo", "venv",
}


# Modules that the build of CPython would generate, full of its machine's paths.
GENERATED = {"_sysconfigdata__wasi_wasm32-wasi.py": b"build_time_vars = {}\n"}

# What that build generated for the machine that it ran on.
OF_THE_MACHINE = ("config-", "_sysconfigdata")


def wanted(library):
    """Yields the path and text of each module."""
    for file in sorted(library.rglob("*.py")):
        path = file.relative_to(library)
        if not EXCLUDED.intersection(path.parts) and not path.parts[0].startswith(OF_THE_MACHINE):
            yield path, file.read_bytes()
    for name, text in GENERATED.items():
        yield pathlib.Path(name), text


def compiled(data, path, home):
    """A .pyc that is taken as it stands, without a look at its source."""
    code = compile(data, f"{home}/{path}", "exec", dont_inherit=True)
    head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little")
    return head + importlib.util.source_hash(data) + marshal.dumps(code)


def member(name, method):
    info = zipfile.ZipInfo(name)  # dated 1980, so that the same input gives the same bytes
    info.compress_type = method
    return info


def main():
    library, output = map(pathlib.Path, sys.argv[1:])
    home = f"/usr/local/lib/{output.name}"
    with zipfile.ZipFile(output, "w") as archive:
        for path, data in wanted(library):
            archive.writestr(
                member(f"{path}c", zipfile.ZIP_STORED), compiled(data, path.as_posix(), home)
            )
            archive.writestr(member(path.as_posix(), zipfile.ZIP_DEFLATED), data)


main()
