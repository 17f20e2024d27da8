"""What `pyguest.function` declares of a function beyond its annotations."""

import typing

# A slice of the row loop: no more rows are there to begin.
MOST_CONCURRENT = 512
_CONCURRENT = 64

_NAME = "__pyguest_settings__"


class Settings(typing.NamedTuple):
    """What was declared; None where it was not."""

    concurrency: int | None = None

    @property
    def rows_at_once(self) -> int:
        return _CONCURRENT if self.concurrency is None else self.concurrency


def declared(function: object) -> Settings:
    """What was declared of a function."""
    found = getattr(function, _NAME, None)
    return found if isinstance(found, Settings) else Settings()


def declare(function: typing.Any, concurrency: int | None) -> typing.Any:
    """Notes settings on a function; raises for values that are none."""
    if concurrency is not None:
        is_number = type(concurrency) is int
        if not is_number or not 1 <= concurrency <= MOST_CONCURRENT:
            raise ValueError(
                f"concurrency is a number of rows from 1 to {MOST_CONCURRENT}, "
                f"not {concurrency!r}"
            )
    setattr(function, _NAME, Settings(concurrency))
    return function
