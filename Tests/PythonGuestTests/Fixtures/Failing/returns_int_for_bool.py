def f(x: int) -> bool:
    return x
