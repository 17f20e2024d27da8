def f(x: int) -> int:
    return x


f.__code__ = (lambda: 1).__code__
