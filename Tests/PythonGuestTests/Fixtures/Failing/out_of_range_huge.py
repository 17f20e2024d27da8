def f(x: int) -> int:
    return 10**400
