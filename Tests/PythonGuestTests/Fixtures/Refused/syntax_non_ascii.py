größe = 1
länge = größe €
