from datetime import date, datetime, time, timedelta


def add_one(x: int) -> int:
    return x + 1


def half(x: float) -> float:
    return x / 2


def opposite(x: bool) -> bool:
    return not x


def join(a: str, b: str = "-", c: str = "") -> str:
    return a + b + c


def length(data: bytes) -> int:
    return len(data)


def doubled(data: bytes) -> bytes:
    return data + data


def describe(x: int | None) -> str:
    return "nothing" if x is None else f"{x:d}"


def maybe(x: int) -> str | None:
    return str(x) if x > 1 else None


def nothing(x: int) -> None:
    return None


def tomorrow(day: date) -> date:
    return day + timedelta(days=1)


def moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at)


def since(moment: datetime) -> timedelta:
    return moment - datetime(2000, 1, 1)


def infinite(x: float) -> float:
    return {0.0: float("nan"), 1.0: float("inf"), 2.0: float("-inf")}[x]


def say(x: int) -> int:
    print("x is", x)
    return x


def setting(name: str) -> str | None:
    import os

    return os.environ.get(name)
