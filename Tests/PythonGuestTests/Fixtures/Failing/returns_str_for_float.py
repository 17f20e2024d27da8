def f(x: int) -> float:
    return '1.5'
