/// Finds members of one name in an object, in time that is linear but for a logarithm.
struct RepeatedMembers {
  /// Members of an object before, all of different names: most objects have the same.
  private var shape = 0..<0
  private var hashes: [Int] = []

  private static let fewMembers = 8

  /// Gives the first member of a name the value of the last one, and removes the others.
  ///
  /// - Parameter first: where the members of the object begin.
  /// - Returns: whether there were members of one name.
  mutating func merge(
    _ members: inout [JSONMember], from first: Int, _ bytes: Span<UInt8>
  ) -> Bool {
    let object = first..<members.count
    if object.count < 2 || hasShape(members, object, bytes) { return false }
    let mayRepeat =
      object.count <= Self.fewMembers
      ? hasPair(members, object, bytes) : hasEqualHashes(members, object, bytes)
    guard mayRepeat, let merged = merged(members[object], bytes) else {
      shape = object
      return false
    }
    members.replaceSubrange(object, with: merged)
    return true
  }

  private func hasShape(
    _ members: [JSONMember], _ object: Range<Int>, _ bytes: Span<UInt8>
  ) -> Bool {
    guard shape.count == object.count else { return false }
    for offset in 0..<object.count {
      let (known, member) = (
        members[shape.lowerBound &+ offset], members[object.lowerBound &+ offset]
      )
      if !isSameName(known, member, bytes) { return false }
    }
    return true
  }

  private func hasPair(
    _ members: [JSONMember], _ object: Range<Int>, _ bytes: Span<UInt8>
  ) -> Bool {
    for second in object {
      for first in object.lowerBound..<second
      where isSameName(members[first], members[second], bytes) {
        return true
      }
    }
    return false
  }

  private func isSameName(_ one: JSONMember, _ other: JSONMember, _ bytes: Span<UInt8>) -> Bool {
    if one.keyHasEscapes || other.keyHasEscapes { return one.name(bytes) == other.name(bytes) }
    guard one.key.count == other.key.count else { return false }
    for offset in 0..<one.key.count
    where bytes[one.key.lowerBound &+ offset] != bytes[other.key.lowerBound &+ offset] {
      return false
    }
    return true
  }

  private mutating func hasEqualHashes(
    _ members: [JSONMember], _ object: Range<Int>, _ bytes: Span<UInt8>
  ) -> Bool {
    hashes.removeAll(keepingCapacity: true)
    for index in object {
      // Hashes differ from process to process: nobody can choose names that collide.
      var hasher = Hasher()
      if members[index].keyHasEscapes {
        members[index].name(bytes).withUnsafeBytes { hasher.combine(bytes: $0) }
      } else {
        bytes.extracting(members[index].key).withUnsafeBytes { hasher.combine(bytes: $0) }
      }
      hashes.append(hasher.finalize())
    }
    hashes.sort()
    return zip(hashes, hashes.dropFirst()).contains { $0 == $1 }
  }

  /// The members with each name once; nil where they are so already.
  private func merged(
    _ members: ArraySlice<JSONMember>, _ bytes: Span<UInt8>
  ) -> [JSONMember]? {
    var merged: [JSONMember] = []
    var places: [[UInt8]: Int] = [:]
    for member in members {
      let name = member.name(bytes)
      if let place = places[name] {
        merged[place] = merged[place].with(valueOf: member)
      } else {
        places[name] = merged.count
        merged.append(member)
      }
    }
    return merged.count < members.count ? merged : nil
  }
}
