globals()[5] = globals()[None] = globals()[()] = 1


def f() -> int:
    return 1
