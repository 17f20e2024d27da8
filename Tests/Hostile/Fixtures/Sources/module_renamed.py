def f() -> int:
    return 1


__name__ = 5
f.__module__ = None
