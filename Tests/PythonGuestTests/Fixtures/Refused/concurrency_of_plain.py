import pyguest


@pyguest.function(concurrency=8)
def f(x: int) -> int:
    return x
