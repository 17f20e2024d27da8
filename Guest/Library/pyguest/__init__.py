"""The Python side of Python Guest: what runs inside the sandbox beside the program.

Everything here is off the hot path: starting, reading signatures, telling what went wrong.
Programs use `vectorized`.
"""

import typing


def vectorized(function: typing.Any) -> typing.Any:
    """Marks a function that is called once a batch, with a numpy array for each parameter.

    It returns an array with one value for each row, of the type it declares. Rows that are NULL
    for a parameter without `| None` are left out before the call, and their result is NULL.
    Parameters with `| None` get NaN for NULL where they are float, otherwise an array of objects
    with None. A None, or a masked value, in the result is NULL; a NaN is not.
    """
    function.__pyguest_vectorized__ = True
    return function
