def f(x: int) -> int:
    return "ÿ"
