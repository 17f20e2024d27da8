import Glibc
import Synchronization

/// The temporary files of this process, so that a signal that ends it can remove them.
///
/// Nothing here installs a handler: the process's owner does, and calls ``removeAll()`` from it.
public enum UnfinishedFiles {
  /// The bytes of a temporary file's name with its NUL.
  static let nameBytes = 24
  private static let mostFiles = 64

  /// A file in a folder. The name is written before the folder's descriptor, which tells
  /// whether there is a file.
  private struct Slot: ~Copyable {
    let folder = Atomic<Int32>(-1)
    let name = UnsafeMutablePointer<CChar>.allocate(capacity: UnfinishedFiles.nameBytes)
  }

  /// Made once and kept, so that a signal's handler may read it at any time.
  nonisolated(unsafe) private static var slots: UnsafeMutablePointer<Slot>?
  private static let lock = Mutex(Set<Int>())

  /// Notes a file.
  ///
  /// - Returns: what `forget` is told later; nil where there are too many to note.
  static func note(_ name: [CChar], in folder: Int32) -> Int? {
    lock.withLock { taken in
      let slots = slots ?? makeSlots()
      guard name.count <= nameBytes,
        let free = (0..<mostFiles).first(where: { !taken.contains($0) })
      else { return nil }
      taken.insert(free)
      slots[free].name.update(from: name, count: name.count)
      slots[free].folder.store(folder, ordering: .sequentiallyConsistent)
      return free
    }
  }

  /// Forgets a file that is finished or removed.
  static func forget(_ slot: Int) {
    lock.withLock { taken in
      slots?[slot].folder.store(-1, ordering: .sequentiallyConsistent)
      taken.remove(slot)
    }
  }

  private static func makeSlots() -> UnsafeMutablePointer<Slot> {
    let made = UnsafeMutablePointer<Slot>.allocate(capacity: mostFiles)
    for index in 0..<mostFiles { (made + index).initialize(to: Slot()) }
    slots = made
    return made
  }

  /// Removes all files that are not finished. May be called from a signal's handler.
  public static func removeAll() {
    guard let slots else { return }
    for index in 0..<mostFiles {
      let folder = slots[index].folder.load(ordering: .sequentiallyConsistent)
      if folder >= 0 { unlinkat(folder, slots[index].name, 0) }
    }
  }
}
