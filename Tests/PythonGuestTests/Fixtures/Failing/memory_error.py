def f(x: int) -> int:
    raise MemoryError('my own')
