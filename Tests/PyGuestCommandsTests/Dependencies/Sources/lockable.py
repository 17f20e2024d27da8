# /// script
# dependencies = ["alpha", "beta==1.0"]
# ///
import alpha


def name() -> str:
    return alpha.name()
