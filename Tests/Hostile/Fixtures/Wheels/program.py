import json
import os

import evil
import pyguest


def name() -> str:
    return evil.NAME


def data() -> str:
    path = os.path.join(os.path.dirname(evil.__file__), "evil_data.bin")
    if not os.path.exists(path):
        return "none"
    with open(path, "rb") as file:
        return f"{len(file.read())} bytes"


def stolen() -> str:
    return str(hasattr(json, "STOLEN") or hasattr(pyguest, "STOLEN"))


def outside() -> str:
    places = ["/outside.py", "/lib/outside.py", "/lib/python3.13/outside.py", "/etc/outside.py"]
    return str([place for place in places if os.path.exists(place)])
