# /// script
# dependencies = ["alpha", "beta<2"]
# ///
import alpha


def name() -> str:
    return alpha.name()
