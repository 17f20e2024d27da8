from __future__ import annotations


def f(x: Missing) -> int:
    return 1
