def f(x: int) -> int:
    raise ExceptionGroup("two problems", [ValueError("one"), TypeError("two")])
