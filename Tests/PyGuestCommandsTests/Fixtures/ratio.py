import datetime


def ratio(a: int, b: int) -> float:
    return a / b


def after(a: int, since: datetime.date = datetime.date(2024, 1, 1), b: int = 1) -> float:
    return 1 / (a - b)
