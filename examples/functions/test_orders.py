"""Plain tests: outside the sandbox, functions are functions."""

import asyncio
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from orders import Item, State, WeightedMean, Word, due, hour, slowly, words


@pytest.mark.parametrize(
    ("state", "expected"), [(State.OPEN, Decimal("19.98")), (State.PAID, Decimal(0))]
)
def test_what_is_due(state: State, expected: Decimal) -> None:
    assert due(Item(Decimal("9.99"), count=2), state) == expected


def test_a_discount_is_taken_off() -> None:
    assert due(Item(Decimal("9.99")), State.OPEN, discount=Decimal("0.99")) == 9


def test_an_hour() -> None:
    assert hour(datetime(2024, 7, 1, 14, tzinfo=ZoneInfo("Europe/Paris"))) == 14


def test_words_are_numbered() -> None:
    assert list(words("to be")) == [Word(0, "to"), Word(1, "be")]


def test_rows_wait() -> None:
    assert asyncio.run(slowly(21)) == 42


def test_rows_leave_a_window() -> None:
    mean = WeightedMean()
    mean.accumulate(1.0)
    mean.accumulate(5.0, 3.0)
    mean.retract(1.0)
    assert mean.finish() == 5.0


def test_parts_of_a_group_are_joined() -> None:
    parts = WeightedMean(), WeightedMean()
    for part, value in zip(parts, (2.0, 4.0), strict=True):
        part.accumulate(value)
    parts[0].merge(parts[1])
    assert parts[0].finish() == 3.0
