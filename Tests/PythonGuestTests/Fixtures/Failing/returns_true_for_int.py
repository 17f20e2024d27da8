def f(x: int) -> int:
    return x == 1 if x else 0
