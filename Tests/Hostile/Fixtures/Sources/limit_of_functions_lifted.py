import pyguest._program

pyguest._program._MOST_FUNCTIONS = 10**9
for _n in range(3000):
    exec(f'def f{_n}() -> int: return 1')
