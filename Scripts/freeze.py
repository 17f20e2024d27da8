"""Compiles the standard library and the guest's own modules into one C file.

Run with the CPython that the guest is built from:
    python3.13 freeze.py --library LIB --package FOLDER --output FOLDER

Writes `frozen.bin`, the marshalled code of all modules one after another, and
`frozen.c`, the table of `struct _frozen` over it. The same input gives the same
bytes, whatever folders it lies in.
"""

import _imp
import argparse
import ast
import marshal
import pathlib

import library

# Where tracebacks say that a module lies.
SHOWN_ROOT = "/lib/python3.13"

# What the guest's own interpreter has no use for.
EXCLUDED_MODULES = {
    "asyncio.windows_events", "asyncio.windows_utils",
    "importlib._bootstrap", "importlib._bootstrap_external",
}

# For interpreters that are sent messages, which the guest is not.
WORKER = "pyguest.worker"


def modules(root):
    """Yields (name, is_package, file) for each module below root, in order."""
    for file, path in library.modules(root):
        is_package = path.name == "__init__"
        name = ".".join(path.parent.parts if is_package else path.parts)
        is_workers = f"{name}.".startswith(f"{WORKER}.")
        if path.name != "__main__" and name not in EXCLUDED_MODULES and not is_workers:
            yield name, is_package, file


def sources(roots):
    """(name, is_package, source, shown path) of everything to freeze, of two the later."""
    found = {}
    for root in roots:
        for name, is_package, file in modules(root):
            path = file.relative_to(root).as_posix()
            found[name] = name, is_package, file.read_bytes(), path
    for name, text in library.GENERATED.items():
        found[name] = name, False, text, f"{name}.py"
    return found.values()


def without_docstrings(tree):
    """The same code without texts that only people read.

    In the image they would lie between the objects that every instance touches, and so make
    each instance's share of memory larger. Assertions stay.
    """
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if ast.get_docstring(node, clean=False) is not None:
            text = node.body[0]
            node.body[0] = ast.Pass(
                lineno=text.lineno, col_offset=text.col_offset,
                end_lineno=text.lineno, end_col_offset=text.col_offset,
            )
    return tree


def freeze(roots, output):
    built_in = set(_imp._frozen_module_names())  # type: ignore[attr-defined]
    table, codes, offset = [], [], 0
    for name, is_package, text, path in sources(roots):
        if name in built_in:
            continue
        tree = without_docstrings(ast.parse(text, f"{SHOWN_ROOT}/{path}"))
        code = compile(tree, f"{SHOWN_ROOT}/{path}", "exec", dont_inherit=True, optimize=0)
        codes.append(marshal.dumps(code))
        table.append((name, offset, len(codes[-1]), is_package))
        offset += len(codes[-1])
    output.mkdir(parents=True, exist_ok=True)
    (output / "frozen.bin").write_bytes(b"".join(codes))
    (output / "frozen.c").write_text(c_source(table))
    return len(table), offset


def c_source(table):
    entries = "".join(
        f'  {{"{name}", code + {offset}, {size}, {int(is_package)}}},\n'
        for name, offset, size, is_package in sorted(table)
    )
    return f"""#include <Python.h>

static const unsigned char code[] = {{
#embed "frozen.bin"
}};

static const struct _frozen modules[] = {{
{entries}  {{0, 0, 0, 0}},
}};

// Runs before Python starts.
__attribute__((constructor)) static void offer_frozen_modules(void) {{
  PyImport_FrozenModules = modules;
}}
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--library", type=pathlib.Path, required=True)
    parser.add_argument("--package", type=pathlib.Path, action="append", default=[])
    parser.add_argument("--output", type=pathlib.Path, required=True)
    options = parser.parse_args()
    count, size = freeze([options.library, *options.package], options.output)
    print(f"{count} modules, {size / 1e6:.1f} MB of bytecode")


main()
