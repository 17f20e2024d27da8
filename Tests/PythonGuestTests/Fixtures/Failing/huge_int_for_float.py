def f(x: int) -> float:
    return 10**400
