def f(x: int) -> int:
    try:
        return int("abc")
    except ValueError:
        raise LookupError("only this") from None
