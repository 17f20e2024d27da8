import math

ratio = 1 / 0
