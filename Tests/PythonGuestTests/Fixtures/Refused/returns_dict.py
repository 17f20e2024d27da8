def f(x: int) -> dict[str, int]:
    return {}
