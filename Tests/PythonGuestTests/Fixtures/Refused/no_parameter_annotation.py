"""A docstring."""


def f(x: int, y) -> int:
    return x
