import enum


class Ratio(enum.Enum):
    HALF = 0.5


def f(x: Ratio) -> int:
    return 1
