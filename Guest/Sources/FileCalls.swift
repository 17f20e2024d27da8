// The system calls of WASI about files and folders, answered from guest memory: all is read-only.

import CPython

private enum FileType {
  static let characterDevice: UInt8 = 2
  static let folder: UInt8 = 3
  static let file: UInt8 = 4
}

private func isStandardStream(_ descriptor: Int32) -> Bool { 0...2 ~= descriptor }

private func path(_ address: Int32, _ length: Int32) -> UnsafeRawBufferPointer {
  UnsafeRawBufferPointer(start: memory(address), count: Int(UInt32(bitPattern: length)))
}

/// The node that a path leads to, from an open folder on; or an error.
private func find(_ descriptor: Int32, _ address: Int32, _ length: Int32) -> (Int, Int32) {
  guard let folder = OpenFiles[descriptor] else { return (0, SystemError.badDescriptor) }
  guard folder.bytes == nil else { return (0, SystemError.noFolder) }
  switch Files.find(path(address, length), from: folder.node) {
  case .node(let node): return (node, SystemError.none)
  case .nothing: return (0, SystemError.missing)
  case .throughFile: return (0, SystemError.noFolder)
  }
}

// MARK: The folders that are open from the start

@c(__imported_wasi_snapshot_preview1_fd_prestat_get)
func openedDirectory(_ descriptor: Int32, _ result: Int32) -> Int32 {
  guard OpenFiles.isRoot(descriptor), let folder = OpenFiles[descriptor] else {
    return SystemError.badDescriptor
  }
  memory(result).storeBytes(of: 0, as: UInt32.self)
  let length = UInt32(Files.roots[folder.node].utf8CodeUnitCount)
  memory(result).storeBytes(of: length, toByteOffset: 4, as: UInt32.self)
  return SystemError.none
}

@c(__imported_wasi_snapshot_preview1_fd_prestat_dir_name)
func openedDirectoryName(_ descriptor: Int32, _ name: Int32, _ length: Int32) -> Int32 {
  guard OpenFiles.isRoot(descriptor), let folder = OpenFiles[descriptor] else {
    return SystemError.badDescriptor
  }
  let root = Files.roots[folder.node]
  memcpy(memory(name), root.utf8Start, min(Int(length), root.utf8CodeUnitCount))
  return SystemError.none
}

// MARK: What a descriptor and a path stand for

@c(__imported_wasi_snapshot_preview1_fd_fdstat_get)
func descriptorStatus(_ descriptor: Int32, _ result: Int32) -> Int32 {
  let target = memory(result)
  if isStandardStream(descriptor) {
    // Without rights to seek.
    memset(target, 0, 24)
    target.storeBytes(of: FileType.characterDevice, as: UInt8.self)
    return SystemError.none
  }
  guard let file = OpenFiles[descriptor] else { return SystemError.badDescriptor }
  memset(target, 0, 24)
  target.storeBytes(of: file.bytes == nil ? FileType.folder : FileType.file, as: UInt8.self)
  // All rights: a call that writes is refused by itself.
  target.storeBytes(of: UInt64.max, toByteOffset: 8, as: UInt64.self)
  target.storeBytes(of: UInt64.max, toByteOffset: 16, as: UInt64.self)
  return SystemError.none
}

@c(__imported_wasi_snapshot_preview1_fd_filestat_get)
func descriptorFileStatus(_ descriptor: Int32, _ result: Int32) -> Int32 {
  if isStandardStream(descriptor) {
    memset(memory(result), 0, 64)
    memory(result).storeBytes(of: FileType.characterDevice, toByteOffset: 16, as: UInt8.self)
    return SystemError.none
  }
  guard let file = OpenFiles[descriptor] else { return SystemError.badDescriptor }
  writeStatus(of: file.node, to: memory(result))
  return SystemError.none
}

@c(__imported_wasi_snapshot_preview1_path_filestat_get)
func pathStatus(
  _ descriptor: Int32, _: Int32, _ address: Int32, _ length: Int32, _ result: Int32
) -> Int32 {
  let (node, error) = find(descriptor, address, length)
  guard error == SystemError.none else { return error }
  writeStatus(of: node, to: memory(result))
  return SystemError.none
}

private func writeStatus(of node: Int, to target: UnsafeMutableRawPointer) {
  let content = Files.nodes[node].content
  memset(target, 0, 64)
  target.storeBytes(of: 1, as: UInt64.self)
  target.storeBytes(of: UInt64(node + 1), toByteOffset: 8, as: UInt64.self)
  target.storeBytes(
    of: content == nil ? FileType.folder : FileType.file, toByteOffset: 16, as: UInt8.self)
  target.storeBytes(of: 1, toByteOffset: 24, as: UInt64.self)
  target.storeBytes(of: UInt64(content?.count ?? 0), toByteOffset: 32, as: UInt64.self)
}

// MARK: Opening and reading

private enum OpenFlag {
  static let create: Int32 = 1
  static let folder: Int32 = 2
  static let truncate: Int32 = 8
}

private let rightToWrite: Int64 = 1 << 6

@c(__imported_wasi_snapshot_preview1_path_open)
func pathOpen(
  _ descriptor: Int32, _: Int32, _ address: Int32, _ length: Int32, _ flags: Int32,
  _ rights: Int64, _: Int64, _: Int32, _ result: Int32
) -> Int32 {
  let (node, error) = find(descriptor, address, length)
  let isNew = flags & OpenFlag.create != 0 && error == SystemError.missing
  guard !isNew, flags & OpenFlag.truncate == 0 else { return SystemError.readOnly }
  guard error == SystemError.none else { return error }
  let isFolder = Files.nodes[node].content == nil
  if flags & OpenFlag.folder != 0, !isFolder { return SystemError.noFolder }
  // What opens a folder asks for all rights.
  if !isFolder, rights & rightToWrite != 0 { return SystemError.readOnly }
  switch OpenFiles.open(node) {
  case .error(let error): return error
  case .descriptor(let opened):
    memory(result).storeBytes(of: opened, as: Int32.self)
    return SystemError.none
  }
}

@c(__imported_wasi_snapshot_preview1_fd_close)
func descriptorClose(_ descriptor: Int32) -> Int32 {
  if isStandardStream(descriptor) { return SystemError.none }
  guard !OpenFiles.isRoot(descriptor), OpenFiles[descriptor] != nil else {
    return SystemError.badDescriptor
  }
  OpenFiles.close(descriptor)
  return SystemError.none
}

/// Standard input is at its end.
@c(__imported_wasi_snapshot_preview1_fd_read)
func descriptorRead(_ descriptor: Int32, _ pieces: Int32, _ count: Int32, _ read: Int32) -> Int32 {
  if descriptor == 0 {
    memory(read).storeBytes(of: 0, as: Int32.self)
    return SystemError.none
  }
  guard let file = OpenFiles[descriptor], let bytes = file.bytes else {
    return SystemError.badDescriptor
  }
  let copied = copy(bytes, from: file.position, pieces, count)
  OpenFiles[descriptor]?.position += copied
  memory(read).storeBytes(of: Int32(copied), as: Int32.self)
  return SystemError.none
}

@c(__imported_wasi_snapshot_preview1_fd_pread)
func descriptorReadAt(
  _ descriptor: Int32, _ pieces: Int32, _ count: Int32, _ offset: Int64, _ read: Int32
) -> Int32 {
  guard let bytes = OpenFiles[descriptor]?.bytes else { return SystemError.badDescriptor }
  guard offset >= 0 else { return SystemError.invalid }
  let copied = copy(bytes, from: Int(clamping: offset), pieces, count)
  memory(read).storeBytes(of: Int32(copied), as: Int32.self)
  return SystemError.none
}

/// Copies a file's bytes into pieces of memory, each described by its address and its length.
private func copy(
  _ bytes: UnsafeRawBufferPointer, from start: Int, _ pieces: Int32, _ count: Int32
) -> Int {
  var position = min(start, bytes.count)
  for index in 0..<Int(count) {
    let piece = memory(pieces) + index * 8
    let length = Int(clamping: piece.load(fromByteOffset: 4, as: UInt32.self))
    let taken = min(length, bytes.count - position)
    guard taken > 0, let source = bytes.baseAddress else { continue }
    memcpy(memory(piece.load(as: Int32.self)), source + position, taken)
    position += taken
  }
  return position - min(start, bytes.count)
}

@c(__imported_wasi_snapshot_preview1_fd_seek)
func descriptorSeek(_ descriptor: Int32, _ offset: Int64, _ whence: Int32, _ result: Int32) -> Int32
{
  if isStandardStream(descriptor) { return SystemError.illegalSeek }
  guard let file = OpenFiles[descriptor], let bytes = file.bytes else {
    return SystemError.badDescriptor
  }
  let start = whence == 0 ? 0 : whence == 1 ? Int64(file.position) : Int64(bytes.count)
  let (target, overflows) = start.addingReportingOverflow(offset)
  guard 0...2 ~= whence, !overflows, target >= 0, let position = Int(exactly: target) else {
    return SystemError.invalid
  }
  OpenFiles[descriptor]?.position = position
  memory(result).storeBytes(of: target, as: Int64.self)
  return SystemError.none
}

@c(__imported_wasi_snapshot_preview1_fd_tell)
func descriptorTell(_ descriptor: Int32, _ result: Int32) -> Int32 {
  if isStandardStream(descriptor) { return SystemError.illegalSeek }
  guard let file = OpenFiles[descriptor], file.bytes != nil else {
    return SystemError.badDescriptor
  }
  memory(result).storeBytes(of: Int64(file.position), as: Int64.self)
  return SystemError.none
}

// MARK: Folders

private let entryHead = 24

/// Lists a folder's nodes from the one on that the cookie counts. An entry that does not fit is
/// written as far as it does: a full buffer says that there is more.
@c(__imported_wasi_snapshot_preview1_fd_readdir)
func descriptorReadDirectory(
  _ descriptor: Int32, _ address: Int32, _ length: Int32, _ cookie: Int64, _ result: Int32
) -> Int32 {
  guard let folder = OpenFiles[descriptor] else { return SystemError.badDescriptor }
  guard folder.bytes == nil else { return SystemError.noFolder }
  let children = Files.nodes[folder.node].children
  let room = UnsafeMutableRawBufferPointer(start: memory(address), count: Int(length))
  var used = 0
  var index = Int(clamping: cookie)
  while index >= 0, index < children.count, used < room.count {
    let node = Files.nodes[children[index]]
    index += 1
    var head = (UInt64(index), UInt64(children[index - 1] + 1), UInt32(node.name.count), UInt32(0))
    head.3 = UInt32(node.content == nil ? FileType.folder : FileType.file)
    withUnsafeBytes(of: head) {
      used += put(UnsafeRawBufferPointer(rebasing: $0[..<entryHead]), in: room, at: used)
    }
    used += put(node.name, in: room, at: used)
  }
  memory(result).storeBytes(of: Int32(used), as: Int32.self)
  return SystemError.none
}

/// Writes as much as there is room for; answers with how much.
private func put(
  _ bytes: UnsafeRawBufferPointer, in room: UnsafeMutableRawBufferPointer, at start: Int
) -> Int {
  let count = min(bytes.count, room.count - start)
  guard count > 0, let target = room.baseAddress, let source = bytes.baseAddress else { return 0 }
  memcpy(target + start, source, count)
  return count
}

// MARK: Links, of which there are none

@c(__imported_wasi_snapshot_preview1_path_readlink)
func pathReadLink(
  _ descriptor: Int32, _ address: Int32, _ length: Int32, _: Int32, _: Int32, _: Int32
) -> Int32 {
  let (_, error) = find(descriptor, address, length)
  return error == SystemError.none ? SystemError.invalid : error
}

// MARK: What would write

@c(__imported_wasi_snapshot_preview1_path_create_directory)
func pathCreateDirectory(_: Int32, _: Int32, _: Int32) -> Int32 { SystemError.readOnly }

@c(__imported_wasi_snapshot_preview1_path_filestat_set_times)
func pathSetTimes(
  _: Int32, _: Int32, _: Int32, _: Int32, _: Int64, _: Int64, _: Int32
) -> Int32 { SystemError.readOnly }

@c(__imported_wasi_snapshot_preview1_path_link)
func pathLink(
  _: Int32, _: Int32, _: Int32, _: Int32, _: Int32, _: Int32, _: Int32
) -> Int32 { SystemError.readOnly }

@c(__imported_wasi_snapshot_preview1_path_remove_directory)
func pathRemoveDirectory(_: Int32, _: Int32, _: Int32) -> Int32 { SystemError.readOnly }

@c(__imported_wasi_snapshot_preview1_path_rename)
func pathRename(_: Int32, _: Int32, _: Int32, _: Int32, _: Int32, _: Int32) -> Int32 {
  SystemError.readOnly
}

@c(__imported_wasi_snapshot_preview1_path_symlink)
func pathSymlink(_: Int32, _: Int32, _: Int32, _: Int32, _: Int32) -> Int32 {
  SystemError.readOnly
}

@c(__imported_wasi_snapshot_preview1_path_unlink_file)
func pathUnlink(_: Int32, _: Int32, _: Int32) -> Int32 { SystemError.readOnly }
