"""Functions of each kind, over the orders of a shop."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, NamedTuple

import pyguest

Price = Annotated[Decimal, pyguest.decimal(10, 2)]
Moment = Annotated[datetime, pyguest.zone("Europe/Paris")]


class State(Enum):
    OPEN = "open"
    PAID = "paid"


@dataclass
class Item:
    price: Price
    count: pyguest.uint16 = 1


class Word(NamedTuple):
    position: int
    text: str


def due(item: Item, state: State, *, discount: Price | None = None) -> Price:
    """A value for each row."""
    if state is State.PAID:
        return Decimal(0)
    return item.price * item.count - (discount or Decimal(0))


def hour(moment: Moment) -> int:
    """By the clocks of Paris, whatever the moment was written in."""
    return moment.hour


def words(text: str) -> Iterator[Word]:
    """A table for each row."""
    for position, word in enumerate(text.split()):
        yield Word(position, word)


@pyguest.function(concurrency=16)
async def slowly(x: int) -> int:
    """Rows that wait at the same time."""
    await asyncio.sleep(0.001)
    return 2 * x


class WeightedMean:
    """A value for each group of rows."""

    def __init__(self) -> None:
        self.total = 0.0
        self.weight = 0.0

    def accumulate(self, value: float, weight: float = 1.0) -> None:
        self.total += value * weight
        self.weight += weight

    def retract(self, value: float, weight: float = 1.0) -> None:
        self.total -= value * weight
        self.weight -= weight

    def merge(self, other: "WeightedMean") -> None:
        self.total += other.total
        self.weight += other.weight

    def finish(self) -> float | None:
        return self.total / self.weight if self.weight else None
