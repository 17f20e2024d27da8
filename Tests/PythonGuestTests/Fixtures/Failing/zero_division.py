def f(x: int) -> float:
    return 1 / (x - 1)
