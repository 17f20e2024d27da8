import datetime
from decimal import Decimal

_MISSING = object()


def total_of(*xs: int) -> int:
    return sum(xs)


def joined(sep: str, *parts: str | None, end: str = ".") -> str:
    return sep.join(part or "-" for part in parts) + end


def rest(a: int, b: int = 1, *xs: int) -> str:
    return f"{a} {b} {xs}"


def measured(x: int, *, unit: str = "km", scale: int) -> str:
    return f"{x * scale} {unit}"


def with_defaults(
    x: int,
    *,
    price: Decimal = Decimal("1.50"),
    day: datetime.date = datetime.date(2024, 1, 1),
    items: list[int] | None = [1],
    last: str = _MISSING,
) -> str:
    return f"{x} {price} {day} {items} {'missing' if last is _MISSING else last}"


def positional(x: int, /, y: int = 2) -> int:
    return x * y


def dividing(*xs: int) -> int:
    return xs[0] // xs[1]


def behind(*xs: int, unit: str) -> int:
    return 1


def named(**xs: int) -> int:
    return 1


def untyped(*xs) -> int:
    return 1
