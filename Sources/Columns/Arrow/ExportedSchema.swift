import CArrow

/// What a schema that was handed over leads to. It lives until its consumer releases the schema.
private final class ExportedSchema {
  let format: UnsafeMutableBufferPointer<CChar>
  let name: UnsafeMutableBufferPointer<CChar>
  let metadata: UnsafeMutableBufferPointer<CChar>
  let children: ChildTable<ArrowSchema>

  init(_ field: Field) {
    format = Self.copy(ArrowFormat.text(of: field.type).utf8CString)
    name = Self.copy(field.name.utf8CString)
    metadata = Self.copy(field.type.arrowMetadata.map(CChar.init(bitPattern:)))
    children = ChildTable(field.type.children.map(ArrowSchema.init(checked:)))
  }

  deinit {
    for memory in [format, name, metadata] { memory.deallocate() }
  }

  private static func copy(_ bytes: some Collection<CChar>) -> UnsafeMutableBufferPointer<CChar> {
    let memory = UnsafeMutableBufferPointer<CChar>.allocate(capacity: bytes.count)
    _ = memory.initialize(from: bytes)
    return memory
  }
}

extension ArrowSchema {
  /// - Throws: `.unsupportedType` where a name has a zero in it, which would end it there.
  init(exporting field: Field) throws(ColumnError) {
    try field.checkNames()
    self.init(checked: field)
  }

  fileprivate init(checked field: Field) {
    let owner = ExportedSchema(field)
    self.init(
      format: owner.format.baseAddress, name: owner.name.baseAddress,
      metadata: owner.metadata.isEmpty ? nil : owner.metadata.baseAddress,
      flags: field.isNullable ? Int64(ARROW_FLAG_NULLABLE) : 0,
      n_children: Int64(field.type.children.count), children: owner.children.start, dictionary: nil,
      release: { schema in
        guard let schema, schema.pointee.release != nil, let owner = schema.pointee.private_data
        else { return }
        schema.pointee.release = nil
        schema.pointee.private_data = nil
        Unmanaged<ExportedSchema>.fromOpaque(owner).release()
      },
      private_data: Unmanaged.passRetained(owner).toOpaque())
  }
}

extension Field {
  fileprivate func checkNames() throws(ColumnError) {
    if name.utf8.contains(0) {
      throw ColumnError(
        .unsupportedType, "the name \(name.debugDescription) cannot be handed over: it has a zero")
    }
    for child in type.children { try child.checkNames() }
  }
}

extension DataType {
  fileprivate var arrowMetadata: [UInt8] {
    switch id {
    case .uuid: ArrowMetadata.encoded([ArrowMetadata.extensionName: "arrow.uuid"])
    case .json: ArrowMetadata.encoded([ArrowMetadata.extensionName: "arrow.json"])
    default: []
    }
  }
}
