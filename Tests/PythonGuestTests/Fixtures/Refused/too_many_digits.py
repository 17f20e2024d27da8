from decimal import Decimal
from typing import Annotated

import pyguest


def f(x: Annotated[Decimal, pyguest.decimal(40, 2)]) -> int:
    return 1
