import CPython

// Values with others inside: lists, maps and structures.
extension ResultColumn {
  mutating func truncateChildren(to end: Int) {
    for index in children.indices { children[index].truncate(to: end) }
  }

  /// Stores such a value with all in it. What does not fit leaves nothing.
  mutating func storeInside(_ value: Reference, _ row: Int) -> Misfit? {
    let start = children.first?.count ?? 0
    let misfit =
      switch kind.type {
      case .list: storeList(value)
      case .map: storeMap(value)
      default: storeStructure(value)
      }
    if misfit != nil {
      truncateChildren(to: start)
    } else if kind.type.layout == .list {
      endList(row)
    }
    return misfit
  }

  private mutating func storeList(_ value: Reference) -> Misfit? {
    let isTuple = kind.detail?.isTuple == true
    guard (isTuple ? python_is_any_tuple(value) : python_is_any_list(value)) != 0 else {
      return .wrongType
    }
    var index = 0
    // What an element's class runs may change the list.
    while index < (isTuple ? python_tuple_count(value) : python_list_count(value)) {
      let item = isTuple ? python_tuple_item(value, index) : python_list_items(value)[index]
      guard let item else { return .wrongType }
      if let misfit = append(holding: item, to: 0) { return misfit }
      index += 1
    }
    return nil
  }

  private mutating func storeMap(_ value: Reference) -> Misfit? {
    guard python_is_dict(value) != 0 else { return .wrongType }
    // A list of its own, since what a value's class runs may change the dict.
    guard let entries = PyDict_Items(value) else {
      PyErr_Clear()
      return .noMemory
    }
    defer { python_release(entries) }
    for index in 0..<python_list_count(entries) {
      guard let entry = python_list_items(entries)[index],
        let key = python_tuple_item(entry, 0), let value = python_tuple_item(entry, 1)
      else { return .wrongType }
      if let misfit = children[0].appendEntry(key, value) { return misfit }
    }
    return nil
  }

  /// Appends a row to the entries of maps.
  private mutating func appendEntry(_ key: Reference, _ value: Reference) -> Misfit? {
    let start = count
    var misfit = children[0].append(key)
    if misfit == .isNone { misfit = .wrongType }
    misfit = misfit ?? children[1].append(value)
    if misfit == nil, !endStructure() { misfit = .noMemory }
    if misfit != nil { truncateChildren(to: start) }
    return misfit
  }

  private mutating func storeStructure(_ value: Reference) -> Misfit? {
    guard let detail = kind.detail, kind.isStructure(value) else { return .wrongType }
    let isDict = detail.maker == nil
    if detail.isPlainTuple, python_tuple_count(value) != children.count { return .wrongType }
    if isDict, PyDict_Size(value) != children.count { return .wrongType }
    for index in children.indices {
      guard let name = detail.name(index) else { return .wrongType }
      if detail.isTuple {
        guard python_is_any_tuple(value) != 0, index < python_tuple_count(value),
          let item = python_tuple_item(value, index)
        else { return .wrongType }
        if let misfit = append(holding: item, to: index) { return misfit }
        continue
      }
      let found = isDict ? PyDict_GetItemWithError(value, name) : PyObject_GetAttr(value, name)
      guard let found else { return attributeMisfit() }
      if isDict { python_retain(found) }
      defer { python_release(found) }
      if let misfit = children[index].append(found) { return misfit }
    }
    return nil
  }

  /// Why a field could not be read; its exception is dropped.
  private func attributeMisfit() -> Misfit {
    let isShort = PyErr_Occurred() != nil && python_error_is(python_memory_error()) != 0
    PyErr_Clear()
    return isShort ? .noMemory : .wrongType
  }

  /// Appends to a child while holding the value, which its owner may let go of meanwhile.
  private mutating func append(holding value: Reference, to child: Int) -> Misfit? {
    python_retain(value)
    defer { python_release(value) }
    return children[child].append(value)
  }
}
