"""Packs CPython's standard library as one zip file, compiled, with the sources for tracebacks.

Run with the CPython that it belongs to:
    PYTHONPATH=Scripts python3.13 library_zip.py LIBRARY ZONES OUTPUT

ZONES is the folder that holds the package `tzdata`, which goes along.
"""

import importlib.util
import marshal
import pathlib
import sys
import zipfile

import library


def wanted(root):
    """Yields (path, source) of the library's modules."""
    for file, path in library.modules(root):
        yield f"{path.as_posix()}.py", file.read_bytes()
    for name, text in library.GENERATED.items():
        yield f"{name}.py", text.encode()


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
    root, zone_folder, output = map(pathlib.Path, sys.argv[1:])
    home = f"/usr/local/lib/{output.name}"
    with zipfile.ZipFile(output, "w") as archive:
        for path, data in wanted(root):
            archive.writestr(member(f"{path}c", zipfile.ZIP_STORED), compiled(data, path, home))
            archive.writestr(member(path, zipfile.ZIP_DEFLATED), data)
        for path, data in zones(zone_folder):
            archive.writestr(member(path, zipfile.ZIP_STORED), data)


main()
