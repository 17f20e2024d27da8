def f(x: list[int]) -> int:
    return 1
