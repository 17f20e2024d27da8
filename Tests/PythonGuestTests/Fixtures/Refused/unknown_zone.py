from datetime import datetime
from typing import Annotated

import pyguest


def f(x: Annotated[datetime, pyguest.zone("Mars/Olympus")]) -> int:
    return 1
