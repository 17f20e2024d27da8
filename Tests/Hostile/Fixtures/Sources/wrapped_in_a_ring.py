def f() -> int:
    return 1


def g() -> int:
    return 2


f.__wrapped__, g.__wrapped__ = g, f
