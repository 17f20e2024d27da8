import CPython

// Arguments that are an aggregate's states, by the numbers of their groups.
extension InputColumn {
  /// Puts the states of the selected rows' groups into `items`, as `box` does with values. A group
  /// that has none yet gets one.
  func boxStates(_ selection: Selection, _ states: Reference, into items: Items) -> Int? {
    for position in 0..<selection.count {
      let group = Int(load(selection.row(position), UInt32.self))
      guard
        let state = Self.state(of: group, states) ?? makeState(group, states, selection, position)
      else { return position }
      let old = items[position]
      if state == old { continue }
      python_retain(state)
      items[position] = state
      if let old { python_release(old) }
    }
    return nil
  }

  /// Borrowed.
  @inline(__always)
  private static func state(of group: Int, _ states: Reference) -> Reference? {
    guard group < python_list_count(states), let state = python_list_items(states)[group],
      state != python_none()
    else { return nil }
    return state
  }

  /// Makes a group's state: borrowed, or nil with a Python exception set.
  private func makeState(
    _ group: Int, _ states: Reference, _ selection: Selection, _ position: Int
  ) -> Reference? {
    guard let make = detail?.maker else { return nil }
    // Each is made in the time of the row that is the first of its group.
    Progress.handOver(selection, from: position)
    guard let state = callPython(make, []) else { return nil }
    while python_list_count(states) <= group {
      guard PyList_Append(states, python_none()) == 0 else {
        python_release(state)
        return nil
      }
    }
    // It takes the reference, whether or not that succeeds.
    return PyList_SetItem(states, group, state) == 0 ? state : nil
  }
}
