import CPython

/// The guest's files: read-only, in its own memory, below two folders that are open from the start.
///
/// They hold what came with a program: its packages, and modules of its author's own.
enum Files {
  /// The folders that are open from the start, by their descriptors from the first on.
  static let roots: [StaticString] = ["/lib/python3.13/site-packages", "/modules"]

  struct Node {
    /// Its name in the folder it lies in; bytes that are never freed.
    var name: UnsafeRawBufferPointer
    /// Nil for a folder.
    var content: file_content?
    /// A folder's nodes.
    var children: [Int] = []
    var parent: Int
  }

  /// All there are, the roots first. Numbers stay.
  nonisolated(unsafe) private(set) static var nodes: [Node] = roots.indices.map {
    Node(name: UnsafeRawBufferPointer(start: nil, count: 0), content: nil, parent: $0)
  }

  /// What stands between two slashes of a path.
  private typealias Name = Slice<UnsafeRawBufferPointer>

  enum Found {
    case node(Int)
    case nothing
    /// A file stands where the path goes on.
    case throughFile
  }

  /// The node that a path leads to, from a folder on and no further up than its root.
  static func find(_ path: UnsafeRawBufferPointer, from folder: Int) -> Found {
    var node = folder
    var rest = path[...]
    while let name = nextName(&rest) {
      if nodes[node].content != nil { return .throughFile }
      if isDots(name, 1) { continue }
      if isDots(name, 2) {
        if nodes[node].parent == node { return .nothing }
        node = nodes[node].parent
      } else {
        guard let child = child(name, of: node) else { return .nothing }
        node = child
      }
    }
    // A slash at the end asks for a folder.
    if path.last == slash, nodes[node].content != nil { return .throughFile }
    return .node(node)
  }

  /// Adds a file and the folders on its way; answers with one of `file_added`.
  static func add(
    _ path: UnsafeRawBufferPointer, below root: Int, _ content: file_content
  ) -> file_added {
    var folder = root
    var rest = path[...]
    guard var name = nextName(&rest) else { return FILE_UNNAMED }
    while let next = nextName(&rest) {
      if isDots(name, 1) || isDots(name, 2) { return FILE_UNNAMED }
      let child = child(name, of: folder) ?? append(name, nil, to: folder)
      if nodes[child].content != nil { return FOLDER_IS_FILE }
      (folder, name) = (child, next)
    }
    if isDots(name, 1) || isDots(name, 2) { return FILE_UNNAMED }
    if let child = child(name, of: folder) {
      return nodes[child].content == nil ? FILE_IS_FOLDER : FILE_EXISTS
    }
    _ = append(name, content, to: folder)
    return FILE_ADDED
  }

  private static func append(_ name: Name, _ content: file_content?, to folder: Int) -> Int {
    let kept = UnsafeMutableRawBufferPointer.allocate(byteCount: name.count, alignment: 1)
    kept.copyMemory(from: UnsafeRawBufferPointer(rebasing: name))
    nodes.append(Node(name: UnsafeRawBufferPointer(kept), content: content, parent: folder))
    nodes[folder].children.append(nodes.count - 1)
    return nodes.count - 1
  }

  private static func child(_ name: Name, of folder: Int) -> Int? {
    for child in nodes[folder].children {
      let other = nodes[child].name
      guard other.count == name.count else { continue }
      if memcmp(other.baseAddress, UnsafeRawBufferPointer(rebasing: name).baseAddress, name.count)
        == 0
      {
        return child
      }
    }
    return nil
  }

  private static let slash = UInt8(ascii: "/")

  /// The name before the next slash, which is taken away with it; slashes in a row are one.
  private static func nextName(_ rest: inout Name) -> Name? {
    while rest.first == slash { rest.removeFirst() }
    guard !rest.isEmpty else { return nil }
    let end = rest.firstIndex(of: slash) ?? rest.endIndex
    defer { rest = rest[end...] }
    return rest[..<end]
  }

  private static func isDots(_ name: Name, _ count: Int) -> Bool {
    guard name.count == count else { return false }
    for byte in name where byte != UInt8(ascii: ".") { return false }
    return true
  }
}

/// What the module `_pyguest` calls.
@c(files_add)
public func addFile(
  _ root: Int32, _ path: UnsafePointer<UInt8>, _ length: Int32, _ content: file_content
) -> Int32 {
  guard Files.roots.indices.contains(Int(root)) else { return Int32(FILE_UNNAMED.rawValue) }
  let name = UnsafeRawBufferPointer(start: path, count: Int(length))
  return Int32(Files.add(name, below: Int(root), content).rawValue)
}
