"""Loads a program's source and describes its functions to the row loop."""

import io
import json
import linecache
import os
import sys
import types

from . import _declared, _kinds, _packages, _signatures, _start
from ._failures import Refusal

_MOST_FUNCTIONS = 1000

# What loading it was answered with.
_answer: tuple[bytes, tuple, str, list[str]] | None = None


def load(request: bytes) -> tuple[bytes, tuple, str, list[str]]:
    """Runs a source and describes its public functions, and those that it cannot offer.

    The request is a JSON object with "name", "source" and "environment". Where it has "packages",
    their bytes stand behind it and a zero byte. Without a source, only the environment of the
    program that is loaded is set. The answer is the functions' description as JSON and as the row
    loop takes it, the file and its lines.
    """
    global _answer
    end = request.find(b"\0")
    wanted = json.loads(request if end < 0 else request[:end])
    os.environ.update(wanted["environment"])
    _start.apply_environment(wanted["environment"])
    if _answer is not None and wanted.get("source") is None:
        return _answer
    if wanted.get("packages"):
        _packages.install(wanted["packages"], request, end + 1)
    source = (wanted["source"] or "").removeprefix("\ufeff")
    lines = keep_lines(wanted["name"], source)
    module = _run(wanted["name"], source)
    functions = _kinds.offered(module)
    if len(functions) > _MOST_FUNCTIONS:
        raise Refusal(f"offers over {_MOST_FUNCTIONS} functions; split the file")
    signatures, not_offered = _kinds.read_all(functions, wanted["name"])
    asked_for, numbers = _numbered(signatures)
    described = {
        "functions": [each.describe(asked) for each, asked in zip(signatures, numbers)],
        "notOffered": [each.describe() for each in not_offered],
    }
    loaded = tuple(operation.loaded(name) for name, operation in asked_for)
    _declare(signatures, asked_for)
    _answer = json.dumps(described).encode(), loaded, wanted["name"], lines
    return _answer


def _run(file: str, source: str) -> types.ModuleType:
    """Executes a source as a module of its own."""
    module = types.ModuleType(_module_name(file))
    module.__file__ = file
    sys.modules[module.__name__] = module
    code = compile(source, file, "exec", dont_inherit=True)
    exec(code, vars(module))
    return module


def keep_lines(file: str, source: str) -> list[str]:
    """Keeps a source's lines for tracebacks, and answers with them."""
    # Lines as Python counts them; splitlines knows more line ends.
    lines = io.StringIO(source, newline=None).readlines()
    linecache.cache[file] = (len(source), None, lines, file)
    return lines


def _module_name(file: str) -> str:
    """The file's name without its ending, unless a module has that name already."""
    stem = file.replace("\\", "/").rpartition("/")[2].removesuffix(".py")
    is_taken = stem in sys.stdlib_module_names or stem in sys.modules
    is_free = stem.isidentifier() and not is_taken and not _packages.offers(stem)
    return stem if is_free else "program"


_Numbered = list[tuple[str, _signatures.Operation]]


def _numbered(
    signatures: list[_signatures.Signature],
) -> tuple[_Numbered, list[dict[str, int]]]:
    """What the host can ask for, and for each function the numbers of its operations.

    A function's first operation has the function's own number.
    """
    asked_for = [(each.name, next(iter(each.operations.values()))) for each in signatures]
    numbers = []
    for number, each in enumerate(signatures):
        first, *others = each.operations
        numbers.append({first: number})
        for name in others:
            numbers[-1][name] = len(asked_for)
            asked_for.append((each.name, each.operations[name]))
    return asked_for, numbers


def _declare(signatures: list[_signatures.Signature], asked_for: _Numbered) -> None:
    _declared.parameters[:] = [operation.parameters for _, operation in asked_for]
    _declared.results[:] = [operation.returns for _, operation in asked_for]
    _declared.returns.clear()
    _declared.returns.update((each.name, each.returns) for each in signatures)
