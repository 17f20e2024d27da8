class NotFound(Exception):
    """An exception of the file's own."""


def f(x: int) -> int:
    raise NotFound(f"row {x}")
