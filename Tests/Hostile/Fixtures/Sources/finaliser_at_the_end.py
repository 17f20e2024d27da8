class Last:
    def __del__(self):
        raise SystemExit


_last = Last()
_last = None


def f() -> int:
    return 1
