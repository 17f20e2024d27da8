def _check(x):
    raise ValueError(f'bad: {x}')


_check(3)
