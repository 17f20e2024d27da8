from decimal import Decimal


def f(x: int) -> float:
    return Decimal('1.5')
