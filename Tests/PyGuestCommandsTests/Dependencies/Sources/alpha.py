# /// script
# dependencies = ["alpha"]
# ///
import alpha


def name(n: int) -> str:
    return alpha.name() * n
