exec('def ' + 'n' * 300 + '() -> int: return 1')
