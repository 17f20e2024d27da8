def größe(x: int) -> int:
    raise ValueError(f"Größe {x} ist ungültig 🦊")


f = größe
