def f(x: int) -> int:
    return int
