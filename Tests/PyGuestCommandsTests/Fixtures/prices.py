from datetime import date


def gross(net: float, rate: float = 0.2) -> float:
    return round(net * (1 + rate), 2)


def tax(net: float, rate: float) -> float:
    return net * rate


def note(net: float, text: str | None) -> str:
    return "none" if text is None else text


def total(a: int, b: int = 10, c: int = 100) -> int:
    return a + b + c


def defaults(
    a: int, b: str | None = None, c: float = 1, d: bool = True, e: str = "é\"", f: int = 7
) -> str:
    return repr((a, b, c, d, e, f))


def since(a: int, start: date = date(2024, 1, 1), c: int = 0) -> str:
    return f"{a} {start} {c}"


def none(a: int, b: int = None, c: int = 0) -> str:
    return repr((a, b, c))


def negated(b: bool) -> bool:
    return not b


def same(x: float) -> float:
    return x


def tagged(zip: str) -> str:
    return f"<{zip}>"


def share(x: int, name: str) -> float:
    return 1 / (x - 2)


def day(day: date) -> date:
    return day
