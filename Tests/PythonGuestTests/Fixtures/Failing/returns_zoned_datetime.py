import datetime


def f(x: int) -> datetime.datetime:
    return datetime.datetime(2024, 1, 2, tzinfo=datetime.UTC)
