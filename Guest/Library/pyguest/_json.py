"""Values of `Any`: JSON of any shape."""

import json
import typing

from . import _failures

_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _refuse_constant(name: str) -> typing.NoReturn:
    raise ValueError(f"{name} is no JSON")


_decoder = json.JSONDecoder(parse_constant=_refuse_constant)


def read(text: str) -> object:
    """What a JSON text stands for."""
    try:
        return _decoder.decode(text)
    except ValueError as error:
        why = f"was given text that is no JSON: {error}"
    raise _failures.InvalidArgument(why)


def write(value: object) -> str:
    """A value as JSON; raises TypeError, ValueError or RecursionError where JSON has none."""
    return _encoder.encode(value)


def misfit(value: object) -> Exception | None:
    """What writing a value fails with."""
    try:
        str.encode(write(value))
    except MemoryError:
        raise
    except Exception as error:
        return error
    return None
