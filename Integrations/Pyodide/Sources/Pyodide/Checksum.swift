internal import CJavaScriptCore

/// The SHA-256 of bytes as hexadecimal digits, by the library that JavaScriptCore brings along.
func sha256(_ bytes: [UInt8]) -> String {
  guard let text = g_compute_checksum_for_data(G_CHECKSUM_SHA256, bytes, gsize(bytes.count)) else {
    return ""
  }
  defer { g_free(text) }
  return String(cString: text)
}
