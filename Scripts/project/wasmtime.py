"""wasmtime's library from its wheel, and how pkg-config finds it.

    .deps/wasmtime/            what goes into `dist/` as it is, and can be moved
    .deps/pkgconfig/           what this checkout's own programs are linked by

SwiftPM takes no run path from pkg-config. So the programs of a checkout are linked by a linker
script, with which they ask for the library by its absolute path; those of `dist/` ask for its name.
"""

import pathlib
import shutil
import zipfile

from project.cache import entry, key_of
from project.folders import DEPENDENCIES
from project.foreign import dependency, download

# Tells `CWasmtime` that this file's folder was found.
HEADER = "python_guest_wasmtime.h"


def description(prefix, libraries):
    """A file of pkg-config's, for a tree and the folder that programs are linked from."""
    # The same words in both files, so that nothing is compiled again for `dist/`.
    prefix, libraries = (str(path).replace(" ", r"\ ") for path in (prefix, libraries))
    return (
        f"prefix={prefix}\n\nName: wasmtime\n"
        "Description: wasmtime's C library, as Python Guest links it\n"
        f"Version: {dependency('wasmtime').version}\n"
        "Cflags: -I${prefix}/include\n"
        f"Libs: -L{libraries} -lwasmtime\n"
    )


def file_name():
    return f"wasmtime-{dependency('wasmtime').version}.pc"


def movable():
    """The entry of the cache with the library."""

    def build(folder, work):
        for part in ("lib/pkgconfig", "include"):
            (folder / part).mkdir(parents=True)
        with zipfile.ZipFile(download("wasmtime")) as archive:
            name = next(n for n in archive.namelist() if "/_libwasmtime." in n)
            # The file has no name of its own inside, so programs ask for this one.
            target = folder / "lib" / f"libwasmtime{pathlib.Path(name).suffix}"
            with archive.open(name) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out)
            target.chmod(0o755)
        (folder / "include" / HEADER).write_text("// Found by pkg-config.\n")
        text = description("${pcfiledir}/../..", "${prefix}/lib")
        (folder / "lib" / "pkgconfig" / file_name()).write_text(text)

    key = key_of(dependency("wasmtime").sha256, pathlib.Path(__file__))
    return entry("wasmtime", key, build)


def offer_in_place():
    """Writes what programs are linked by that run in this checkout alone."""
    folder, tree = DEPENDENCIES / "pkgconfig", DEPENDENCIES / "wasmtime"
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "libwasmtime.so", f'INPUT("{tree}/lib/libwasmtime.so")\n')
    prefix = tree / "lib" / "pkgconfig" / ".." / ".."
    write(folder / file_name(), description(prefix, folder))


def write(path, text):
    """Leaves a file untouched that says so already: what is built from it stays built."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
