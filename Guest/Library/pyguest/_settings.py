"""What `pyguest.function` declares of a function beyond its annotations."""

import typing

# A slice of the row loop: no more rows are there to begin.
MOST_CONCURRENT = 512
_CONCURRENT = 64

_NAME = "__pyguest_settings__"

Volatility: typing.TypeAlias = typing.Literal["immutable", "stable", "volatile"]
OnNull: typing.TypeAlias = typing.Literal["skip", "call"]
OnError: typing.TypeAlias = typing.Literal["fail", "null"]


class Settings(typing.NamedTuple):
    """What was declared; None where it was not."""

    name: str | None = None
    volatility: Volatility | None = None
    on_null: OnNull | None = None
    on_error: OnError | None = None
    concurrency: int | None = None

    @property
    def rows_at_once(self) -> int:
        return _CONCURRENT if self.concurrency is None else self.concurrency


def declared(function: object) -> Settings:
    """What was declared of a function."""
    found = getattr(function, _NAME, None)
    return found if isinstance(found, Settings) else Settings()


def declare(function: typing.Any, settings: Settings) -> typing.Any:
    """Notes settings on a function; raises for values that are none."""
    _check_name(settings.name)
    _check_word("volatility", settings.volatility, Volatility)
    _check_word("on_null", settings.on_null, OnNull)
    _check_word("on_error", settings.on_error, OnError)
    _check_concurrency(settings.concurrency)
    setattr(function, _NAME, settings)
    return function


def _check_name(name: object) -> None:
    if name is not None and not (isinstance(name, str) and name.isidentifier()):
        raise ValueError(f"name is what SQL calls the function, a name of Python's, not {name!r}")


def _check_word(setting: str, value: object, words: object) -> None:
    known = typing.get_args(words)
    if value is not None and value not in known:
        raise ValueError(f"{setting} is one of {', '.join(map(repr, known))}, not {value!r}")


def _check_concurrency(concurrency: object) -> None:
    if concurrency is None:
        return
    if type(concurrency) is not int or not 1 <= concurrency <= MOST_CONCURRENT:
        raise ValueError(
            f"concurrency is a number of rows from 1 to {MOST_CONCURRENT}, not {concurrency!r}"
        )
