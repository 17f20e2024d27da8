def f(x: int) -> str:
    return 'abc'.uper()
