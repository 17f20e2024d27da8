"""Packages at work, for the models that have them."""

import numpy
import pyguest


@pyguest.vectorized
def centred(x: float) -> float:
    return x - numpy.mean(x)
