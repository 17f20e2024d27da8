def f(x: int) -> int:
    return x


f.__signature__ = 5
