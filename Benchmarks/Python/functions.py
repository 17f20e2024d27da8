"""The functions that every way of running them is measured with."""

from decimal import Decimal


def add_one(x: int) -> int:
    return x + 1


def sub_str(s: str) -> str:
    return s.split(".", 1)[0]


def same_list(xs: list[int]) -> list[int]:
    return xs


def same_decimal(x: Decimal) -> Decimal:
    return x


def or_zero(x: int | None) -> int:
    return 0 if x is None else x
