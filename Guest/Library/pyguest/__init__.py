"""The Python side of Python Guest: what runs inside the sandbox beside the program.

Everything here is off the hot path: starting, reading signatures, telling what went wrong.
Programs use `vectorized` and `function`, and types that say more than Python's own do.

This file, `_marks.py` and `_settings.py` are the package `pyguest` as well, with which programs are
tested and checked outside the sandbox: there they leave functions as they are.
"""

import typing

from . import _settings
from ._marks import Digits, Width, Zone

int8: typing.TypeAlias = typing.Annotated[int, Width("int8")]
int16: typing.TypeAlias = typing.Annotated[int, Width("int16")]
int32: typing.TypeAlias = typing.Annotated[int, Width("int32")]
int64: typing.TypeAlias = typing.Annotated[int, Width("int64")]
uint8: typing.TypeAlias = typing.Annotated[int, Width("uint8")]
uint16: typing.TypeAlias = typing.Annotated[int, Width("uint16")]
uint32: typing.TypeAlias = typing.Annotated[int, Width("uint32")]
uint64: typing.TypeAlias = typing.Annotated[int, Width("uint64")]
float32: typing.TypeAlias = typing.Annotated[float, Width("float32")]

# A function, or the class of an aggregate.
_Declared = typing.TypeVar("_Declared", bound=typing.Callable[..., object])


def decimal(precision: int, scale: int) -> Digits:
    """Annotates a Decimal with its digits in all and behind the point.

    Write `Annotated[Decimal, pyguest.decimal(10, 2)]`. A Decimal alone has 38 digits, 9 of them
    behind the point.
    """
    return Digits(precision, scale)


def zone(name: str) -> Zone:
    """Annotates a datetime that has a zone: `Annotated[datetime, pyguest.zone("Europe/Paris")]`.

    Arguments are aware datetimes in that zone; so are results, in whichever zone they are. The name
    is one of the IANA database, or an offset such as `+05:30`.
    """
    return Zone(name)


@typing.overload
def function(declared: _Declared, /) -> _Declared: ...


@typing.overload
def function(
    *,
    name: str | None = None,
    volatility: _settings.Volatility | None = None,
    on_null: _settings.OnNull | None = None,
    concurrency: int | None = None,
) -> typing.Callable[[_Declared], _Declared]: ...


def function(
    declared: typing.Any = None,
    /,
    *,
    name: str | None = None,
    volatility: _settings.Volatility | None = None,
    on_null: _settings.OnNull | None = None,
    concurrency: int | None = None,
) -> typing.Any:
    """Declares what the first line of a function, or of an aggregate's class, does not say.

    :param name: by which it is offered, in place of its own in Python.
    :param volatility: "immutable" where equal arguments always give an equal result, "stable" where
        they do within one statement; without it "volatile", of which nothing is known.
    :param on_null: "skip" leaves out rows that are NULL for any parameter, "call" passes all rows;
        without it, the types decide.
    :param concurrency: how many rows of a coroutine function run at the same time, 512 at most;
        without it, 64.
    """
    settings = _settings.checked(name, volatility, on_null, concurrency)
    if declared is not None:
        return _settings.declare(declared, settings)
    return lambda declared: _settings.declare(declared, settings)


def vectorized(function: _Declared) -> _Declared:
    """Marks a function that is called once a batch, with a numpy array for each parameter.

    It returns an array with one value for each row, of the type it declares. Rows that are NULL
    for a parameter without `| None` are left out before the call, and their result is NULL.
    Parameters with `| None` get NaN for NULL where they are float, otherwise an array of objects
    with None. A None, or a masked value, in the result is NULL; a NaN is not.
    """
    setattr(function, "__pyguest_vectorized__", True)  # noqa: B010
    return function
