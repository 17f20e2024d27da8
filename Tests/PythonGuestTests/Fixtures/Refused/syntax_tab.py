def f(x: int) -> int:
    if x:
	return x
