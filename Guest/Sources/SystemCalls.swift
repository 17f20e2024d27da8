// The system calls of WASI that are answered inside the guest, so that the module
// does not import them: there are no files, no directories and no sockets, only
// three standard streams. A definition of wasi-libc's `__imported_…` symbol takes
// the import's place when the module is linked.

import CPython

// MARK: Arguments and environment: none; Python's environment is set by the host's request.

@c(__imported_wasi_snapshot_preview1_args_get)
func arguments(_ pointers: Int32, _ text: Int32) -> Int32 { SystemError.none }

@c(__imported_wasi_snapshot_preview1_args_sizes_get)
func argumentSizes(_ count: Int32, _ bytes: Int32) -> Int32 { answerZeros(count, bytes) }

@c(__imported_wasi_snapshot_preview1_environ_get)
func environment(_ pointers: Int32, _ text: Int32) -> Int32 { SystemError.none }

@c(__imported_wasi_snapshot_preview1_environ_sizes_get)
func environmentSizes(_ count: Int32, _ bytes: Int32) -> Int32 { answerZeros(count, bytes) }

private func answerZeros(_ first: Int32, _ second: Int32) -> Int32 {
  memory(first).storeBytes(of: 0, as: Int32.self)
  memory(second).storeBytes(of: 0, as: Int32.self)
  return SystemError.none
}

// MARK: The three standard streams

private func isStandardStream(_ descriptor: Int32) -> Bool { 0...2 ~= descriptor }

/// What `fstat` and `isatty` ask of a stream: a character device without rights to seek.
private let characterDevice: UInt8 = 2

@c(__imported_wasi_snapshot_preview1_fd_fdstat_get)
func descriptorStatus(_ descriptor: Int32, _ result: Int32) -> Int32 {
  guard isStandardStream(descriptor) else { return SystemError.badDescriptor }
  memset(memory(result), 0, 24)
  memory(result).storeBytes(of: characterDevice, as: UInt8.self)
  return SystemError.none
}

@c(__imported_wasi_snapshot_preview1_fd_filestat_get)
func descriptorFileStatus(_ descriptor: Int32, _ result: Int32) -> Int32 {
  guard isStandardStream(descriptor) else { return SystemError.badDescriptor }
  memset(memory(result), 0, 64)
  memory(result).storeBytes(of: characterDevice, toByteOffset: 16, as: UInt8.self)
  return SystemError.none
}

/// Standard input is at its end.
@c(__imported_wasi_snapshot_preview1_fd_read)
func descriptorRead(_ descriptor: Int32, _ pieces: Int32, _ count: Int32, _ read: Int32) -> Int32 {
  guard descriptor == 0 else { return SystemError.badDescriptor }
  memory(read).storeBytes(of: 0, as: Int32.self)
  return SystemError.none
}

@c(__imported_wasi_snapshot_preview1_fd_close)
func descriptorClose(_ descriptor: Int32) -> Int32 {
  isStandardStream(descriptor) ? SystemError.none : SystemError.badDescriptor
}

@c(__imported_wasi_snapshot_preview1_fd_seek)
func descriptorSeek(_ descriptor: Int32, _ offset: Int64, _ whence: Int32, _ result: Int32) -> Int32
{
  isStandardStream(descriptor) ? SystemError.illegalSeek : SystemError.badDescriptor
}

@c(__imported_wasi_snapshot_preview1_fd_tell)
func descriptorTell(_ descriptor: Int32, _ result: Int32) -> Int32 {
  isStandardStream(descriptor) ? SystemError.illegalSeek : SystemError.badDescriptor
}

/// Ends wasi-libc's search for opened directories at the first question.
@c(__imported_wasi_snapshot_preview1_fd_prestat_get)
func openedDirectory(_ descriptor: Int32, _ result: Int32) -> Int32 { SystemError.badDescriptor }

@c(__imported_wasi_snapshot_preview1_fd_prestat_dir_name)
func openedDirectoryName(_ descriptor: Int32, _ name: Int32, _ length: Int32) -> Int32 {
  SystemError.badDescriptor
}

// MARK: Everything else of files

@c(__imported_wasi_snapshot_preview1_fd_advise)
func descriptorAdvise(_: Int32, _: Int64, _: Int64, _: Int32) -> Int32 {
  SystemError.notImplemented
}

@c(__imported_wasi_snapshot_preview1_fd_allocate)
func descriptorAllocate(_: Int32, _: Int64, _: Int64) -> Int32 { SystemError.notImplemented }

@c(__imported_wasi_snapshot_preview1_fd_datasync)
func descriptorSyncData(_: Int32) -> Int32 { SystemError.notImplemented }

@c(__imported_wasi_snapshot_preview1_fd_sync)
func descriptorSync(_: Int32) -> Int32 { SystemError.notImplemented }

@c(__imported_wasi_snapshot_preview1_fd_fdstat_set_flags)
func descriptorSetFlags(_: Int32, _: Int32) -> Int32 { SystemError.notImplemented }

@c(__imported_wasi_snapshot_preview1_fd_fdstat_set_rights)
func descriptorSetRights(_: Int32, _: Int64, _: Int64) -> Int32 { SystemError.notImplemented }

@c(__imported_wasi_snapshot_preview1_fd_filestat_set_size)
func descriptorSetSize(_: Int32, _: Int64) -> Int32 { SystemError.notImplemented }

@c(__imported_wasi_snapshot_preview1_fd_filestat_set_times)
func descriptorSetTimes(_: Int32, _: Int64, _: Int64, _: Int32) -> Int32 {
  SystemError.notImplemented
}

@c(__imported_wasi_snapshot_preview1_fd_pread)
func descriptorReadAt(_: Int32, _: Int32, _: Int32, _: Int64, _: Int32) -> Int32 {
  SystemError.notImplemented
}

@c(__imported_wasi_snapshot_preview1_fd_pwrite)
func descriptorWriteAt(_: Int32, _: Int32, _: Int32, _: Int64, _: Int32) -> Int32 {
  SystemError.notImplemented
}

@c(__imported_wasi_snapshot_preview1_fd_readdir)
func descriptorReadDirectory(_: Int32, _: Int32, _: Int32, _: Int64, _: Int32) -> Int32 {
  SystemError.notImplemented
}

@c(__imported_wasi_snapshot_preview1_fd_renumber)
func descriptorRenumber(_: Int32, _: Int32) -> Int32 { SystemError.notImplemented }

@c(__imported_wasi_snapshot_preview1_path_create_directory)
func pathCreateDirectory(_: Int32, _: Int32, _: Int32) -> Int32 { SystemError.notImplemented }

@c(__imported_wasi_snapshot_preview1_path_filestat_get)
func pathStatus(_: Int32, _: Int32, _: Int32, _: Int32, _: Int32) -> Int32 {
  SystemError.notImplemented
}

@c(__imported_wasi_snapshot_preview1_path_filestat_set_times)
func pathSetTimes(
  _: Int32, _: Int32, _: Int32, _: Int32, _: Int64, _: Int64, _: Int32
) -> Int32 { SystemError.notImplemented }

@c(__imported_wasi_snapshot_preview1_path_link)
func pathLink(
  _: Int32, _: Int32, _: Int32, _: Int32, _: Int32, _: Int32, _: Int32
) -> Int32 { SystemError.notImplemented }

@c(__imported_wasi_snapshot_preview1_path_open)
func pathOpen(
  _: Int32, _: Int32, _: Int32, _: Int32, _: Int32, _: Int64, _: Int64, _: Int32, _: Int32
) -> Int32 { SystemError.notImplemented }

@c(__imported_wasi_snapshot_preview1_path_readlink)
func pathReadLink(_: Int32, _: Int32, _: Int32, _: Int32, _: Int32, _: Int32) -> Int32 {
  SystemError.notImplemented
}

@c(__imported_wasi_snapshot_preview1_path_remove_directory)
func pathRemoveDirectory(_: Int32, _: Int32, _: Int32) -> Int32 { SystemError.notImplemented }

@c(__imported_wasi_snapshot_preview1_path_rename)
func pathRename(_: Int32, _: Int32, _: Int32, _: Int32, _: Int32, _: Int32) -> Int32 {
  SystemError.notImplemented
}

@c(__imported_wasi_snapshot_preview1_path_symlink)
func pathSymlink(_: Int32, _: Int32, _: Int32, _: Int32, _: Int32) -> Int32 {
  SystemError.notImplemented
}

@c(__imported_wasi_snapshot_preview1_path_unlink_file)
func pathUnlink(_: Int32, _: Int32, _: Int32) -> Int32 { SystemError.notImplemented }

// MARK: Sockets

@c(__imported_wasi_snapshot_preview1_sock_accept)
func socketAccept(_: Int32, _: Int32, _: Int32) -> Int32 { SystemError.notImplemented }

@c(__imported_wasi_snapshot_preview1_sock_recv)
func socketReceive(_: Int32, _: Int32, _: Int32, _: Int32, _: Int32, _: Int32) -> Int32 {
  SystemError.notImplemented
}

@c(__imported_wasi_snapshot_preview1_sock_send)
func socketSend(_: Int32, _: Int32, _: Int32, _: Int32, _: Int32) -> Int32 {
  SystemError.notImplemented
}

@c(__imported_wasi_snapshot_preview1_sock_shutdown)
func socketShutdown(_: Int32, _: Int32) -> Int32 { SystemError.notImplemented }
