import pyguest


@pyguest.function(on_null="call")
def f(x: int | None, y: list[int]) -> int:
    return 0
