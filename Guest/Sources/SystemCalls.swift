// The system calls of WASI that are answered inside the guest, so that the module
// does not import them: there are no sockets, three standard streams, and the read-only files of
// `FileCalls.swift`. A definition of wasi-libc's `__imported_…` symbol takes
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

// MARK: What no descriptor can be asked

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

@c(__imported_wasi_snapshot_preview1_fd_pwrite)
func descriptorWriteAt(_: Int32, _: Int32, _: Int32, _: Int64, _: Int32) -> Int32 {
  SystemError.notImplemented
}

@c(__imported_wasi_snapshot_preview1_fd_renumber)
func descriptorRenumber(_: Int32, _: Int32) -> Int32 { SystemError.notImplemented }

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
