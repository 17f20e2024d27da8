"""Packs CPython's standard library as one zip file, compiled, with the sources for tracebacks.

Run with the CPython that it belongs to:
    python3.13 library_zip.py LIBRARY ZONES OUTPUT

ZONES is the folder that holds the package `tzdata`, which goes along.
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

# What the build of CPython for WASI would generate, full of its machine's paths; `sysconfig` and
# all that asks it import it.
GENERATED = {"_sysconfigdata__wasi_wasm32-wasi.py": b"build_time_vars = {}\n"}


def wanted(library):
    """Yields (path, source) of the library's modules."""
    for file in sorted(library.rglob("*.py")):
        path = file.relative_to(library)
        is_generated = path.parts[0].startswith(("config-", "_sysconfigdata"))
        if not EXCLUDED.intersection(path.parts) and not is_generated:
            yield path.as_posix(), file.read_bytes()
    yield from GENERATED.items()


def zones(folder):
    """Yields (path, content) of the time zones, which are read as resources of a package."""
    for file in sorted((folder / "tzdata").rglob("*")):
        if file.is_file():
            yield file.relative_to(folder).as_posix(), file.read_bytes()


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
    library, zone_folder, output = map(pathlib.Path, sys.argv[1:])
    home = f"/usr/local/lib/{output.name}"
    with zipfile.ZipFile(output, "w") as archive:
        for path, data in wanted(library):
            archive.writestr(member(f"{path}c", zipfile.ZIP_STORED), compiled(data, path, home))
            archive.writestr(member(path, zipfile.ZIP_DEFLATED), data)
        for path, data in zones(zone_folder):
            archive.writestr(member(path, zipfile.ZIP_STORED), data)


main()
