import CPython

/// The columns of values that lie inside others: of the elements of lists, of the keys and values
/// of maps, of the fields of structures.
final class InputChildren {
  /// Those of the running call.
  nonisolated(unsafe) static var kept: [InputChildren] = []

  private let columns: [InputColumn]

  /// Reads the descriptors of a type's children; nil where they do not fit it.
  ///
  /// - Parameter rows: that they have.
  init?(
    _ descriptors: UnsafeRawPointer, _ detail: KindDetail, of type: ColumnType, rows: Int
  ) {
    guard rows >= 0 else { return nil }
    var place = descriptors
    var kinds = detail.children
    if type == .map {
      // A map's one child is a structure of keys and values.
      let entries = ColumnDescriptor(reading: descriptors)
      guard entries.type == ColumnType.structure.rawValue, Int(entries.rows) == rows,
        entries.valueBytes == 2, let first = UnsafeRawPointer(bitPattern: UInt(entries.values))
      else { return nil }
      place = first
      kinds.insert(ValueKind(type: .utf8, acceptsNone: false, detail: nil), at: 0)
    }
    var columns: [InputColumn] = []
    for (index, kind) in kinds.enumerated() {
      let descriptor = ColumnDescriptor(reading: place + index * ColumnDescriptor.byteCount)
      guard let column = InputColumn(descriptor, for: kind, rows: rows) else { return nil }
      columns.append(column)
    }
    self.columns = columns
    Self.kept.append(self)
  }

  // Each answers with a new reference, or nil with a Python exception set.

  func boxList(_ elements: Range<Int>, isTuple: Bool) -> Reference? {
    let made = isTuple ? PyTuple_New(elements.count) : PyList_New(elements.count)
    guard let made else { return nil }
    for (index, element) in elements.enumerated() {
      guard let item = columns[0].boxItem(element) else {
        python_release(made)
        return nil
      }
      if isTuple {
        python_set_tuple_item(made, index, item)
      } else {
        python_list_items(made)[index] = item
      }
    }
    return made
  }

  func boxMap(_ entries: Range<Int>) -> Reference? {
    guard let made = PyDict_New() else { return nil }
    for entry in entries {
      guard put(columns[0].boxItem(entry), columns[1].boxItem(entry), into: made) else {
        python_release(made)
        return nil
      }
    }
    return made
  }

  /// Consumes both references.
  private func put(_ key: Reference?, _ value: Reference?, into dict: Reference) -> Bool {
    defer {
      if let key { python_release(key) }
      if let value { python_release(value) }
    }
    guard let key, let value else { return false }
    return PyDict_SetItem(dict, key, value) == 0
  }

  func boxStructure(_ row: Int, _ detail: KindDetail) -> Reference? {
    guard let maker = detail.maker else { return boxDict(row, detail) }
    return withUnsafeTemporaryAllocation(of: Reference?.self, capacity: columns.count) { fields in
      fields.initialize(repeating: nil)
      defer { for field in fields { if let field { python_release(field) } } }
      for index in columns.indices {
        guard let field = columns[index].boxItem(row) else { return nil }
        fields[index] = field
      }
      guard let start = fields.baseAddress else { return nil }
      return python_call(maker, start, columns.count)
    }
  }

  private func boxDict(_ row: Int, _ detail: KindDetail) -> Reference? {
    guard let made = PyDict_New() else { return nil }
    for index in columns.indices {
      guard let name = detail.name(index) else { continue }
      python_retain(name)
      guard put(name, columns[index].boxItem(row), into: made) else {
        python_release(made)
        return nil
      }
    }
    return made
  }
}
