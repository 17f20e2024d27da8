def f(x: int) -> float:
    return x > 0
