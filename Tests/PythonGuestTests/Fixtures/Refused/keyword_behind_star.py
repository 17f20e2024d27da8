def f(*xs: int, y: int) -> int:
    return y
