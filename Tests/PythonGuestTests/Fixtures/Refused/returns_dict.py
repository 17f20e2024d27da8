def f(x: int) -> dict[int, int]:
    return {}
