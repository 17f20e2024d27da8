def f(x: int) -> str:
    return 'a\ud800b'
