def f(x: int) -> int:
    return -(2**63) - x
