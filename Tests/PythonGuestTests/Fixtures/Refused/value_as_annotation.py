def f(x: 5) -> int:
    return 1
