def f(x: int | str | None) -> int:
    return 1
