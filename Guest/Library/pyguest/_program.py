"""Loads a program's source and describes its functions to the row loop."""

import io
import json
import linecache
import os
import sys
import types
import typing

from . import _declared, _loops, _packages, _signatures, _start
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
    functions = _signatures.public_functions(module)
    if len(functions) > _MOST_FUNCTIONS:
        raise Refusal(f"offers over {_MOST_FUNCTIONS} functions; split the file")
    signatures, not_offered = [], []
    for name, function in functions.items():
        read = _signatures.read(name, function, wanted["name"])
        if isinstance(read, _signatures.Signature):
            signatures.append(read)
        else:
            not_offered.append(read.describe())
    described = {
        "functions": [signature.describe() for signature in signatures],
        "notOffered": not_offered,
    }
    loaded = tuple(_loaded(each, functions[each.name]) for each in signatures)
    _declared.parameters.clear()
    _declared.returns.clear()
    for each in signatures:
        _declared.parameters[each.name] = tuple(parameter.type for parameter in each.parameters)
        _declared.returns[each.name] = each.returns
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


# Arguments beyond the fewest, of a function that takes any number, for which there are loops early.
_EARLY_LOOPS = 4


def _loaded(signature: _signatures.Signature, function: typing.Callable) -> tuple:
    """What the row loop reads: see `LoadedFunction`."""
    kinds = tuple(parameter.type.loaded for parameter in signature.parameters)
    positional, keywords = len(kinds) - len(signature.keywords), signature.keywords
    most = signature.required + _EARLY_LOOPS if signature.is_variadic else len(kinds)
    loops = tuple(
        _loops.make(function, count, keywords[: max(count - positional, 0)])
        for count in range(signature.required, most + 1)
    )
    defaults = tuple(parameter.default for parameter in signature.parameters)
    more = _loops.Loops(function) if signature.is_variadic else None
    called = _loops.caller(function, positional, keywords)
    required, returns = signature.required, signature.returns.loaded
    return signature.name, called, required, loops, kinds, returns, defaults, more
