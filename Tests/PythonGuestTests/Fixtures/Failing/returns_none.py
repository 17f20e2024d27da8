def f(x: int) -> int:
    if x < 2:
        return x
