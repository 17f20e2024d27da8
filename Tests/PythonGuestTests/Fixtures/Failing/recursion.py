def f(x: int) -> int:
    return f(x + 1)
