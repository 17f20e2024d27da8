def f(x: int) -> int:
    assert x == 0, 'only zero'
    return x
