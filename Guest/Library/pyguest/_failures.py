"""Tells what went wrong: JSON for the host, with tracebacks as Python prints them.

A message says what happened; the host knows the function and the file, and names them in front.
"""

import datetime
import json
import linecache
import os
import traceback
import types
import typing

from . import _declared, _loops, _types, _wheels

_MOST_MESSAGE = 4096
_MOST_TRACEBACK = 65536
_MOST_MEMBERS = 200
# Entries at either end of a traceback, and exceptions behind one another.
_MOST_END = 1000
_MOST_CHAINED = 100

# The numbers of `Misfit` in the row loop.
_WRONG_TYPE, _IS_NONE, _OUT_OF_RANGE = range(3)
_CODES = ("wrong_return_type", "null_returned", "out_of_range")


class Refusal(Exception):
    """A source that is not accepted; the message says why and what to write instead."""


class InvalidArgument(Exception):
    """An argument that its parameter's type does not hold."""


class Explained(Exception):
    """A failure whose message says all there is to say, without a traceback."""


def refuse_argument(members: dict[object, object] | None, value: object) -> typing.NoReturn:
    """Raises what a value fails with that stands for no member of an Enum or a Literal, or a NULL
    inside another value where there may be none."""
    if members is None or value is None:
        raise InvalidArgument("was given NULL inside a value that may hold none")
    known = _clipped(", ".join(map(repr, members)), _MOST_MEMBERS, " ")
    raise InvalidArgument(f"was given {_shown(value)}, which is none of {known}")


class Failed(Exception):
    """A call that failed, as JSON for the host."""

    def __init__(self, json: bytes) -> None:
        super().__init__(json)
        self.json = json


def describe_exception(
    function: str | None, row: int | None, error: BaseException, _: None
) -> bytes:
    """An exception of the program, or a refusal of its source."""
    try:
        return _exception(function, row, error)
    except MemoryError:
        raise
    except BaseException:
        # The program's own classes and changed modules have a say in printing.
        kind = type(error).__name__
        return _encode("python_exception", f"{kind}, which cannot be printed", row)


def _exception(function: str | None, row: int | None, error: BaseException) -> bytes:
    if isinstance(error, InvalidArgument):
        return _encode("invalid_input", str(error), row)
    if isinstance(error, Explained):
        return _encode("python_exception", str(error), row)
    if isinstance(error, Refusal) and function is None:
        return _encode("unsupported_signature", str(error))
    if isinstance(error, _wheels.BadPackage) and function is None:
        return _encode("dependency", str(error))
    # With a message it is not the allocator's: the parser's, or the program's own.
    is_memory_short = isinstance(error, MemoryError) and not error.args
    if is_memory_short:
        # Its frames hold what filled the memory.
        traceback.clear_frames(error.__traceback__)
    error.__traceback__ = _of_program(error.__traceback__)
    _shorten(error)
    syntax = error if isinstance(error, SyntaxError) else None
    if syntax and syntax.text is None and syntax.filename and syntax.lineno:
        syntax.text = linecache.getline(syntax.filename, syntax.lineno) or None
    report = traceback.TracebackException.from_exception(error, compact=True)
    trace = "".join(report.format())
    if syntax and error.__traceback__ is None:
        return _encode("syntax_error", str(syntax.msg), row, trace, syntax.lineno)
    report.__notes__ = None
    lines = "".join(report.format_exception_only()).strip().splitlines()
    code = "memory_limit" if is_memory_short else "python_exception"
    return _encode(code, lines[-1 if syntax else 0], row, trace)


def describe_misfit(function: str, row: int, value: object, kind: int) -> bytes:
    """A returned value that does not fit the function's declared result."""
    try:
        return _misfit(function, row, value, kind)
    except MemoryError:
        raise
    except BaseException:
        return _encode(_CODES[kind], "returned what cannot be printed", row)


def _misfit(function: str, row: int, value: object, kind: int) -> bytes:
    from . import _json, _misfits

    declared = _declared.returns[function]
    found = _misfits.find(declared, value) if declared.children else None
    subject, which = "returned", declared
    if found is not None and found.path:
        value, kind, which = found.value, found.kind, found.declared
        subject = f"returned a {declared.name} whose {found.path} is"
    actual = _article(type(value).__name__)
    shown = _shown(value)
    is_part = which is not declared
    if which.column == _types.JSON:
        why = summary(_json.misfit(value) or ValueError())
        return _encode(
            _CODES[kind], f"{subject} {shown or actual}, which JSON does not hold: {why}", row
        )
    if which.column == _types.ZONED and kind == _WRONG_TYPE:
        if type.__subclasscheck__(datetime.datetime, type(value)):
            actual += " without a time zone"
        message = (
            f"{subject} {shown and shown + ', '}{actual}, but is declared "
            f"{'' if is_part else 'to return '}a datetime with a time zone; return an aware "
            "datetime, or declare datetime alone"
        )
        return _encode(_CODES[kind], message, row)
    if kind == _IS_NONE:
        message = (
            f"{subject} None, but is declared {'' if is_part else 'to return '}"
            f"{which.declaration}; return a value, or declare "
            f"{'' if is_part else '-> '}{which.name} | None"
        )
    elif kind == _OUT_OF_RANGE:
        is_member = isinstance(which.detail, _types.Members)
        why = f"which is no value of {which.name}" if is_member else _range(which.name)
        message = f"{subject} {shown or actual}, {why}"
    else:
        zone = " with a time zone" if getattr(value, "tzinfo", None) is not None else ""
        message = (
            f"{subject} {shown and shown + ', '}{actual}{zone}, but is declared "
            f"{'' if is_part else 'to return '}{which.declaration}; "
            f"return {_article(which.name)} or change the declaration"
        )
    return _encode(_CODES[kind], message, row)


def describe_shape(shape: tuple[int, ...], rows: int) -> bytes:
    """A vectorized function whose result has not one value a row."""
    found = f"an array of shape {shape}" if len(shape) != 1 else f"an array of {shape[0]} values"
    message = f"returned {found} for {rows} rows; return one value for each row"
    return _encode("wrong_return_type", message)


def describe_bad_request(*_: object) -> bytes:
    """A call that does not fit the loaded program: the host's fault."""
    return _encode("internal", "the call does not fit the loaded program")


def _range(name: str) -> str:
    match name:
        case "Decimal":
            return "which has more digits before the point than its column, or is no number"
        case "int":
            return "which a 64-bit int does not hold"
        case "float":
            return "which a float does not hold"
        case "str":
            return "which has no form in UTF-8"
        case _:
            return f"which {_article(name)} column does not hold"


def _article(name: str) -> str:
    if name in ("None", "bytes"):
        return name
    # An unsigned int and a UUID begin as "you" does.
    is_vowel = name[:1].lower() in tuple("aeiou") and not name.startswith(("uint", "UUID"))
    return f"an {name}" if is_vowel else f"a {name}"


def _shown(value: object) -> str:
    """A value as Python shows it; empty where that fails."""
    try:
        text = repr(value)
    except BaseException:
        return ""
    return text if len(text) <= 100 else text[:97] + "…"


def _shorten(error: BaseException | None) -> None:
    """Leaves the ends of tracebacks so long that to print them would take the row's time."""
    for _ in range(_MOST_CHAINED):
        if error is None:
            return
        trace, entries = error.__traceback__, []
        while trace is not None:
            entries.append(trace)
            trace = trace.tb_next
        if len(entries) > 4 * _MOST_END:
            entries[_MOST_END - 1].tb_next = entries[-_MOST_END]
        error = error.__cause__ or error.__context__


def _of_program(trace: types.TracebackType | None) -> types.TracebackType | None:
    """A traceback from the program's first frame on, without those that called it."""
    left = trace
    while left is not None:
        file = left.tb_frame.f_code.co_filename
        if _is_ours(file):
            trace = left.tb_next
        elif not file.startswith(_EVENT_LOOP):
            break
        left = left.tb_next
    return trace


def _is_ours(file: str) -> bool:
    return file == _loops.FILE or file == __file__ or file.startswith(_OWN_FOLDER)


# What runs coroutines stands between what is ours.
_EVENT_LOOP = os.path.dirname(os.__file__) + "/asyncio/"

_OWN_FOLDER = describe_bad_request.__code__.co_filename.rpartition("/")[0] + "/"


def _encode(
    code: str,
    message: str,
    row: int | None = None,
    trace: str | None = None,
    line: int | None = None,
) -> bytes:
    fields = {
        "code": code,
        "message": one_line(message, _MOST_MESSAGE),
        "line": line,
        "row": row,
        "traceback": trace and _as_printed(_clipped(trace, _MOST_TRACEBACK, "\n")),
    }
    return json.dumps({name: field for name, field in fields.items() if field is not None}).encode()


def summary(error: Exception) -> str:
    """An exception's class and message."""
    name = type(error).__name__
    try:
        return f"{name}: {error}"
    except MemoryError:
        raise
    except Exception:
        # The program's own classes have a say in printing.
        return name


def one_line(text: str, most: int) -> str:
    """So many characters of a text; what is not printable as repr shows it."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in _clipped(text, most, " "))


def _as_printed(text: str) -> str:
    """Lone surrogates as Python prints them on standard error."""
    return text.encode(errors="backslashreplace").decode()


def _clipped(text: str, most: int, gap: str) -> str:
    if len(text) <= most:
        return text
    half = most // 2
    left_out = f"… {len(text) - most} characters left out …"
    return f"{text[:half]}{gap}{left_out}{gap}{text[-half:]}"
