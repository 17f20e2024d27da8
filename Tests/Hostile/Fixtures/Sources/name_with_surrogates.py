def _f() -> int:
    return 1


globals()['\ud800'] = _f
