from datetime import date, datetime, time, timedelta
from typing import Optional, Union


def same_bool(x: bool) -> bool:
    return x


def same_int(x: int) -> int:
    return x


def same_float(x: float) -> float:
    return x


def same_str(x: str) -> str:
    return x


def same_bytes(x: bytes) -> bytes:
    return x


def same_date(x: date) -> date:
    return x


def same_time(x: time) -> time:
    return x


def same_datetime(x: datetime) -> datetime:
    return x


def same_timedelta(x: timedelta) -> timedelta:
    return x


def maybe_bool(x: bool | None) -> bool | None:
    return x


def maybe_int(x: Optional[int]) -> Optional[int]:
    return x


def maybe_float(x: None | float) -> None | float:
    return x


def maybe_str(x: Union[str, None]) -> Union[None, str]:
    return x


def maybe_bytes(x: "bytes | None") -> "Optional[bytes]":
    return x


def maybe_date(x: date | None) -> date | None:
    return x


def maybe_time(x: time | None) -> time | None:
    return x


def maybe_datetime(x: datetime | None) -> datetime | None:
    return x


def maybe_timedelta(x: timedelta | None) -> timedelta | None:
    return x


# What Python sees of each value.
def show_bool(x: bool | None) -> str:
    return f"{type(x).__name__} {x!r}"


def show_int(x: int | None) -> str:
    return f"{type(x).__name__} {x!r}"


def show_float(x: float | None) -> str:
    return f"{type(x).__name__} {x!r}"


def show_str(x: str | None) -> str:
    return f"{type(x).__name__} {ascii(x)} {len(x or '')}"


def show_bytes(x: bytes | None) -> str:
    return f"{type(x).__name__} {x!r}"


def show_date(x: date | None) -> str:
    return f"{type(x).__name__} {x!r}"


def show_time(x: time | None) -> str:
    return f"{type(x).__name__} {x!r}"


def show_datetime(x: datetime | None) -> str:
    return f"{type(x).__name__} {x!r}"


def show_timedelta(x: timedelta | None) -> str:
    return f"{type(x).__name__} {x!r}"


def nothing(x: int) -> None:
    return None


def takes_none(x: None) -> str:
    return repr(x)


def is_none(x: int | None) -> bool:
    return x is None


def add(x: int, y: int) -> int:
    return x + y


def coalesce(x: int | None, y: int) -> int:
    return y if x is None else x


def three(x: int, y: str, z: float | None) -> str:
    return f"{x}{y}{z}"


def maybe_odd(x: int) -> int | None:
    return x if x % 2 else None


def int_for_float(x: int) -> float:
    return x


def forty_two() -> int:
    return 42


def hello() -> str:
    return "hello"


def maybe_nothing() -> int | None:
    return None


def power(base: int, exponent: int = 2, suffix: str = "!") -> str:
    return f"{base**exponent}{suffix}"


def all_default(x: int = 5) -> int:
    return x


def positional(x: int, /, y: int = 1) -> int:
    return x * 10 + y
