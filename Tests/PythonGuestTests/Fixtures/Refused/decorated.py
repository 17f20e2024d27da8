import functools


@functools.cache
def f(x: set) -> int:
    return 1
