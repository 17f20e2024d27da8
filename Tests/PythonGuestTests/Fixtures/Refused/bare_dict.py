def f(x: dict) -> int:
    return 1
