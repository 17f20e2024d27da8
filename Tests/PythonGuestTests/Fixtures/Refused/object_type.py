def f(x: object) -> int:
    return 1
