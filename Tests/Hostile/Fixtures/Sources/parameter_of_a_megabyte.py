exec('def f(' + 'n' * 1_000_000 + ': list) -> int: return 1')
