def _f() -> int:
    return 1


globals()['a b'] = globals()[''] = globals()['1'] = _f
