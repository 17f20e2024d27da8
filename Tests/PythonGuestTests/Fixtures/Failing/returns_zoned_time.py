import datetime


def f(x: int) -> datetime.time:
    return datetime.time(1, 2, tzinfo=datetime.UTC)
