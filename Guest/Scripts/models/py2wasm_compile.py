"""Compiles the worker, and a program if there is one, into a WASI command with Nuitka.

    python3.11 compile.py FOLDER OUTPUT

FOLDER holds `worker.py` and may hold `program.py`. This file lies beside `source` (py2wasm),
`sdk` (what looks like a wasi-sdk) and `bin` (patchelf).
"""

import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent

# What the worker and most programs import: Nuitka takes along only what it sees imported.
IMPORTS = """
def _taken_along():
    import abc, array, ast, base64, binascii, bisect, calendar, cmath, codecs, collections.abc
    import contextlib, copy, csv, dataclasses, datetime, decimal, difflib, enum, fractions
    import functools, hashlib, heapq, hmac, html, importlib.abc, importlib.util, inspect, io
    import ipaddress, itertools, json, keyword, linecache, locale, logging, math, numbers
    import operator, os, pprint, random, re, secrets, statistics, string, struct, sys, textwrap
    import time, traceback, types, typing, unicodedata, urllib.parse, uuid, warnings, weakref
    import zlib, encodings.idna, encodings.latin_1, encodings.ascii
"""

SERVE = """
from pyguest import _stdio
_stdio.serve()
"""

SERVE_PROGRAM = """
from pyguest import _program, _stdio

def _run(file, source):
    import program
    return program

_program._run = _run
_stdio.serve()
"""


def main():
    folder, output = map(pathlib.Path, sys.argv[1:])
    if sys.version_info[:2] != (3, 11):
        sys.exit(f"error: py2wasm needs CPython 3.11; this is {sys.version.split()[0]}")
    has_program = (folder / "program.py").exists()
    text = (folder / "worker.py").read_text() + IMPORTS
    (folder / "main.py").write_text(text + (SERVE_PROGRAM if has_program else SERVE))
    os.environ["PATH"] = f"{HERE / 'bin'}{os.pathsep}{os.environ['PATH']}"
    os.environ["CC"] = str(HERE / "sdk" / "bin" / "clang")
    os.environ["WASI_SDK_DIR"] = str(HERE / "sdk")
    os.environ["PY2WASM_OUTPUT"] = str(output)
    sys.path.insert(0, str(HERE / "source"))
    os.environ["NUITKA_PACKAGE_HOME"] = str(HERE / "source")
    os.chdir(folder)
    # As py2wasm itself calls it.
    sys.argv = [
        "nuitka", "main.py", "--standalone", "--static-libpython=yes", "--disable-ccache",
        "--lto=yes", f"--output-dir={folder / 'nuitka'}", "--output-filename=output.wasm",
        "--remove-output",
    ]
    from nuitka.__main__ import main as nuitka

    nuitka()


main()
