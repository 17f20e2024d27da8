def _f() -> int:
    return 1


globals()['"; DROP TABLE x'] = _f
