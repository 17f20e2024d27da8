def f(x: int) -> int:
    try:
        return int("abc")
    except ValueError as error:
        raise RuntimeError("no number") from error
