"""The modules that programs usually import.

The guest has them imported before the snapshot; where a program is compiled, they go along.
"""

MODULES = """
    abc array ast base64 binascii bisect calendar cmath codecs collections collections.abc
    contextlib copy csv dataclasses datetime decimal difflib enum fractions functools
    hashlib heapq hmac html inspect io ipaddress itertools json keyword linecache locale
    logging math numbers operator os pprint random re secrets statistics string struct
    textwrap time traceback types typing unicodedata urllib.parse uuid warnings weakref
    zlib encodings.idna encodings.latin_1 encodings.ascii
""".split()
