import own
import tools


def names() -> str:
    return own.NAME + tools.NAME
