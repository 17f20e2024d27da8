def f(x: int) -> int:
    return eval('1 +')
