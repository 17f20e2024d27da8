from typing import Literal


def f(x: Literal[1, True]) -> int:
    return 1
