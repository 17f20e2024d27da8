import Glibc

/// The stack of the calling thread, on which the guest runs. A guest that ran past its end
/// would end the whole process, so a thread with too little is refused.
package enum ThreadStack {
  /// What the guest may use: deep enough that CPython ends a recursion of C functions with
  /// RecursionError. The deepest known, a parser of XML within another's handler, takes 5.9 MiB
  /// where a program has lifted Python's own limit, and CPython's parser 0.8 MiB on top of it.
  package static let guestBytes = 27 << 18
  /// What the doors of the sandbox may use on top, with the program's output handler.
  private static let hostBytes = 256 << 10

  /// Checks that this thread has room for a guest's stack of that many bytes.
  package static func check(_ guestBytes: Int = guestBytes) throws(SandboxError) {
    guard let end = lowestAddress else { return }
    var marker = UInt8(0)
    let here = withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
    // Below the end, this is a stack of somebody's own making, whose end is not known.
    let needed = guestBytes + hostBytes
    guard here >= end, here - end < UInt(needed) else { return }
    throw SandboxError(.threadTooSmall(bytesLeft: Int(here - end), bytesNeeded: needed))
  }

  /// The end of the calling thread's stack, looked up once a thread.
  private static var lowestAddress: UInt? {
    guard let key else { return nil }
    if let known = pthread_getspecific(key) { return UInt(bitPattern: known) }
    guard let found = lookUp() else { return nil }
    pthread_setspecific(key, UnsafeRawPointer(bitPattern: found))
    return found
  }

  private static let key: pthread_key_t? = {
    var key = pthread_key_t()
    return pthread_key_create(&key, nil) == 0 ? key : nil
  }()

  private static func lookUp() -> UInt? {
    var attributes = pthread_attr_t()
    guard let getAttributes, getAttributes(pthread_self(), &attributes) == 0 else { return nil }
    defer { pthread_attr_destroy(&attributes) }
    var lowest: UnsafeMutableRawPointer?
    var size = 0
    guard pthread_attr_getstack(&attributes, &lowest, &size) == 0 else { return nil }
    return lowest.map { UInt(bitPattern: $0) }
  }

  /// `pthread_getattr_np`, which the C library's headers hide from Swift.
  private static let getAttributes = dlsym(nil, "pthread_getattr_np").map {
    unsafeBitCast($0, to: GetAttributes.self)
  }

  private typealias GetAttributes =
    @convention(c) (pthread_t, UnsafeMutablePointer<pthread_attr_t>) -> Int32
}
