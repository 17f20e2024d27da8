def f(x: set[int]) -> int:
    return 1
