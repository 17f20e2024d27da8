raise SyntaxError('mine', ('x.py', 1, 1, 'text', 1, 1))
