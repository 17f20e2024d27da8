exec('def ' + 'n' * 10_000_000 + '() -> int: return 1')
