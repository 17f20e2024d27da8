# /// script
# dependencies = []
# requires-python = ">=3.10"
# ///
def one() -> int:
    return 1
