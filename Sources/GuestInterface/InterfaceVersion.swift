/// The version of everything in this folder and of the guest's exports and imports.
///
/// An image made for another version is refused. `./just check` fails when the
/// folder changes and this number does not.
public let interfaceVersion: UInt32 = 4
