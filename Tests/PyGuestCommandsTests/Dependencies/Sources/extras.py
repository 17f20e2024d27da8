# /// script
# dependencies = ["alpha[more]"]
# requires-python = ">=3.11,<4"
# ///
import gamma


def answer() -> int:
    return gamma.answer()
