def f(x: int) -> int:
    raise KeyError
