def _f() -> int:
    return 1


globals()['a\0b'] = _f
