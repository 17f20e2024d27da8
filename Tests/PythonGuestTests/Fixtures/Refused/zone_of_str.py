from typing import Annotated

import pyguest


def f(x: Annotated[str, pyguest.zone("UTC")]) -> int:
    return 1
