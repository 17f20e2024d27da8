exec('def f(' + ', '.join(f'p{n}: int = 1' for n in range(1000)) + ') -> int: return 1')
