def f(x: int, *, y: int = 1) -> int:
    return x
