import functools


@functools.cache
def f(x: int) -> int:
    return 10 // x
