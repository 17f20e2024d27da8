import dataclasses
import datetime
import enum
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple, TypedDict
from uuid import UUID

import pyguest


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


@dataclasses.dataclass
class Point:
    x: int
    y: float | None = None


class Pair(NamedTuple):
    a: int
    b: list[str]


class Named(TypedDict):
    name: str
    tags: dict[str, int | None]


Price = Annotated[Decimal, pyguest.decimal(10, 2)]


def number(x: Decimal) -> Decimal:
    return x


def twice(x: Price) -> Price:
    return x * 2


def same(x: UUID) -> UUID:
    return x


def reverse(xs: list[int]) -> list[int]:
    return xs[::-1]


def total(xs: list[int | None]) -> int:
    return sum(x or 0 for x in xs)


def more(xs: tuple[int, ...]) -> tuple[int, ...]:
    return (*xs, 1)


def doubled(values: dict[str, float]) -> dict[str, float]:
    return {name: value * 2 for name, value in values.items()}


def moved(point: Point) -> Point:
    return Point(point.x + 1, point.y)


def longer(pair: Pair) -> Pair:
    return Pair(pair.a + 1, [*pair.b, "z"])


def named(x: Named) -> Named:
    return x


def other(color: Color) -> Color:
    return Color.BLUE if color is Color.RED else Color.RED


def letter(x: Literal["a", "b"]) -> Literal["a", "b"]:
    return x


def small(x: pyguest.int8) -> pyguest.int8:
    return x + 1


def large(x: pyguest.uint64) -> pyguest.uint64:
    return x


def narrow(x: pyguest.float32) -> pyguest.float32:
    return x


def deep(x: list[list[dict[str, Point | None]]]) -> list[list[dict[str, Point | None]]]:
    return x


def mixed(n: int) -> list[int]:
    return [n, None]


Moment = Annotated[datetime.datetime, pyguest.zone("Europe/Paris")]


def later(at: Moment, hours: int = 1) -> Moment:
    return at + datetime.timedelta(hours=hours)


def zone_of(at: Moment) -> str:
    return f"{at.tzname()} {at.isoformat()}"


def naive(at: Moment) -> Moment:
    return at.replace(tzinfo=None)


def first(data: Any) -> Any:
    return data[0] if isinstance(data, list) else data


def kind_of(data: Any) -> str:
    return type(data).__name__


def unlike_json(data: Any) -> Any:
    return {data}
