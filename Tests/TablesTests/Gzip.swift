import CZlib
import Foundation

/// Text packed as one member of gzip.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  let size = Int32(MemoryLayout<z_stream>.size)
  deflateInit2_(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
  defer { deflateEnd(&stream) }
  var input = bytes
  return input.withUnsafeMutableBufferPointer { input in
    let room = Int(deflateBound(&stream, uLong(input.count))) + 64
    return [UInt8](unsafeUninitializedCapacity: room) { output, count in
      stream.next_in = input.baseAddress
      stream.avail_in = uInt(input.count)
      stream.next_out = output.baseAddress
      stream.avail_out = uInt(room)
      deflate(&stream, Z_FINISH)
      count = Int(stream.total_out)
    }
  }
}

func gzip(_ text: String) -> [UInt8] { gzip(Array(text.utf8)) }
