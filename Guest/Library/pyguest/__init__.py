"""The Python side of Python Guest: what runs inside the sandbox beside the program.

Everything here is off the hot path: starting, reading signatures, telling what went wrong.
"""
