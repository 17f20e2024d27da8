def add_one(x: int) -> int:
    return x + 1


def second_part(text: str) -> str:
    return text.split("-")[1]
