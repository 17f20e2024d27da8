"""What `pyguest.function` declares beyond names and annotations."""

import typing

# A slice of the row loop: no more rows are there to begin.
MOST_CONCURRENT = 512
_CONCURRENT = 64

Volatility: typing.TypeAlias = typing.Literal["immutable", "stable", "volatile"]
OnNull: typing.TypeAlias = typing.Literal["skip", "call"]

_NAME = "__pyguest_settings__"


class Settings(typing.NamedTuple):
    """What was declared; None where it was not."""

    name: str | None = None
    volatility: Volatility | None = None
    on_null: OnNull | None = None
    concurrency: int | None = None

    @property
    def rows_at_once(self) -> int:
        return _CONCURRENT if self.concurrency is None else self.concurrency


def declared(value: object) -> Settings:
    """What was declared of a function or a class; not what a class inherits."""
    try:
        found = vars(value).get(_NAME)
    except TypeError:
        return Settings()
    return found if type(found) is Settings else Settings()


def declare(value: typing.Any, settings: Settings) -> typing.Any:
    """Notes settings on a function or a class, beside those that are there."""
    if not callable(value):
        raise TypeError(
            f"pyguest.function declares a function or a class, not {value!r}; "
            f"write @pyguest.function(name=…) in front of one"
        )
    new = {name: given for name, given in settings._asdict().items() if given is not None}
    setattr(value, _NAME, declared(value)._replace(**new))
    return value


def checked(
    name: typing.Any, volatility: typing.Any, on_null: typing.Any, concurrency: typing.Any
) -> Settings:
    """Settings of these values; raises ValueError for those that are none."""
    if name is not None:
        is_text = isinstance(name, str)
        if not is_text or not name.isidentifier() or name.startswith("_"):
            raise ValueError(
                f"name is an identifier that does not begin with _, such as 'half', not {name!r}"
            )
    _check_choice("volatility", volatility, typing.get_args(Volatility))
    _check_choice("on_null", on_null, typing.get_args(OnNull))
    if concurrency is not None:
        is_number = type(concurrency) is int
        if not is_number or not 1 <= concurrency <= MOST_CONCURRENT:
            raise ValueError(
                f"concurrency is a number of rows from 1 to {MOST_CONCURRENT}, "
                f"not {concurrency!r}"
            )
    return Settings(name, volatility, on_null, concurrency)


def _check_choice(name: str, given: typing.Any, choices: tuple[str, ...]) -> None:
    if given is not None and (type(given) is not str or given not in choices):
        *others, last = map(repr, choices)
        raise ValueError(f"{name} is {', '.join(others)} or {last}, not {given!r}")
