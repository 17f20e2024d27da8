import Glibc
import PythonGuest

// Makes an image of a linked guest: pyguest-image GUEST.wasm DIRECTORY

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
  print("usage: pyguest-image GUEST.wasm DIRECTORY")
  exit(2)
}
let clock = ContinuousClock()
let start = clock.now
do throws(PythonGuestError) {
  try ImageBuilder.build(guest: arguments[1], directory: arguments[2]) { step in
    let seconds = Double((clock.now - start) / .milliseconds(100)).rounded() / 10
    print("  \(seconds) s  \(step)")
  }
} catch {
  print("pyguest-image: \(error.message)")
  exit(70)
}
