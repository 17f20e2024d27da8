import json


def f(x: int) -> str:
    return json.loads('[1,')
