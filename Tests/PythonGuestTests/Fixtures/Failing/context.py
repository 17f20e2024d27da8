def f(x: int) -> int:
    try:
        return [][x]
    finally:
        {}["missing"]
