"""Compiles the worker, and a program if there is one, into a WASI command with Nuitka.

    python3.11 compile.py FOLDER OUTPUT [FILE]

FOLDER holds `worker.py` and may hold `program.py`, which tracebacks call FILE. This script
lies beside `plugin.py`, `warm.py` (the guest's `_warm.py`), `source` (py2wasm), `sdk` (what looks
like a wasi-sdk) and `bin` (patchelf). A program that would answer wrongly is refused, with
status 3.
"""

import ast
import json
import os
import pathlib
import re
import sys

import warm

HERE = pathlib.Path(__file__).resolve().parent

# Nuitka takes along only what it sees imported: what most programs import, and the worker.
TAKEN_ALONG = [*warm.MODULES, "importlib.abc", "importlib.util", "sys"]
IMPORTS = f"def _taken_along():\n    import {', '.join(TAKEN_ALONG)}\n"

SERVE = """
from pyguest.worker import stdio
stdio.serve()
"""

SERVE_PROGRAM = """
from pyguest import _program
from pyguest.worker import server, stdio

def _run(file, source):
    _program.keep_lines({file!r}, {source!r})
    import {module}
    return {module}

_program._run = _run
server.carried = {source!r}
stdio.serve()
"""

MAIN = "pyguest_main"

# Says in one of the first two lines how a file is encoded; the program's is UTF-8 in any case.
ENCODING = re.compile(r"\A((?:[ \t\f]*(?:#.*)?\n)?[ \t\f]*#.*?coding)[:=]")

# Tracebacks begin after the files that lie there.
MAIN_FILE = "/lib/pyguest/main.py"


def module_name(file):
    """The file's name without its ending, as the other models call the program."""
    stem = pathlib.Path(file).name.removesuffix(".py")
    is_taken = stem in sys.stdlib_module_names or stem in ("pyguest", "nuitka", MAIN)
    return stem if stem.isidentifier() and not is_taken else "program"


def refuse_what_fails(text, file):
    """Ends where Nuitka 2.6.3 would compile the program to something else than it says."""
    for node in ast.walk(ast.parse(text, file)):
        match node:
            case ast.TryStar():
                what = "except*, which it takes for except"
            case ast.MatchMapping(rest=str()):
                what = "** in a pattern, which it leaves undefined"
            case ast.MatchClass(patterns=[_, *_], kwd_patterns=[_, *_]):
                what = "a pattern with both positional and named attributes"
            case _:
                continue
        line = getattr(node, "lineno", 1)
        print(f"{line} py2wasm does not compile {what}", file=sys.stderr)
        sys.exit(3)


def write_modules(folder, file):
    """Writes what Nuitka compiles: the main module, and the program's."""
    sources = folder / "modules"
    sources.mkdir()
    serve, names = SERVE, {"__main__": MAIN_FILE}
    if (folder / "program.py").exists():
        text, module = (folder / "program.py").read_text(encoding="utf-8-sig"), module_name(file)
        refuse_what_fails(text, file)
        (sources / f"{module}.py").write_text(ENCODING.sub(r"\1 ", text), encoding="utf-8")
        serve = SERVE_PROGRAM.format(file=file, source=text, module=module)
        names[module] = file
    worker = (folder / "worker.py").read_text(encoding="utf-8")
    (sources / f"{MAIN}.py").write_text(worker + IMPORTS + serve, encoding="utf-8")
    os.environ["PYGUEST_FILES"] = json.dumps(names)
    os.chdir(sources)


def main():
    folder, output = (pathlib.Path(path).absolute() for path in sys.argv[1:3])
    if sys.version_info[:2] != (3, 11):
        sys.exit(f"error: py2wasm needs CPython 3.11; this is {sys.version.split()[0]}")
    write_modules(folder, sys.argv[3] if len(sys.argv) > 3 else "program.py")
    os.environ["PATH"] = f"{HERE / 'bin'}{os.pathsep}{os.environ['PATH']}"
    os.environ["CC"] = str(HERE / "sdk" / "bin" / "clang")
    os.environ["WASI_SDK_DIR"] = str(HERE / "sdk")
    os.environ["PY2WASM_OUTPUT"] = str(output)
    # Checks the depth of recursion, as CPython does; without, it ends in a crash.
    os.environ["CPPFLAGS"] = "-D_NUITKA_FULL_COMPAT"
    # The linker's own choice is 64 KiB above the data, which it would overwrite.
    os.environ["LDFLAGS"] = "-Wl,--stack-first -Wl,-z,stack-size=4194304"
    sys.path.insert(0, str(HERE / "source"))
    os.environ["NUITKA_PACKAGE_HOME"] = str(HERE / "source")
    # As py2wasm itself calls it.
    sys.argv = [
        "nuitka", f"{MAIN}.py", "--standalone", "--static-libpython=yes", "--disable-ccache",
        "--lto=yes", f"--output-dir={folder / 'nuitka'}", "--output-filename=output.wasm",
        "--remove-output", f"--user-plugin={HERE / 'plugin.py'}",
    ]
    from nuitka.__main__ import main as nuitka

    nuitka()


main()
