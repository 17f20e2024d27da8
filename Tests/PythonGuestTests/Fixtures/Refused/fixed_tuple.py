def f(x: tuple[int, str]) -> int:
    return 1
