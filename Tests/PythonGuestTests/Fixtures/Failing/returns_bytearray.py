def f(x: int) -> bytes:
    return bytearray(b'abc')
