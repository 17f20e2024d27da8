"""What stands beside a class in `Annotated`, and says more of a column than the class does."""

import typing


class Width(typing.NamedTuple):
    """Marks an int, or a float, as one of fewer bits: what `pyguest.int8` is annotated with."""

    name: str


class Digits(typing.NamedTuple):
    """Marks a Decimal with its digits in all and behind the point: `pyguest.decimal(10, 2)`."""

    precision: int
    scale: int


class Zone(typing.NamedTuple):
    """Marks a datetime as a moment in a zone: `pyguest.zone("UTC")`."""

    name: str
