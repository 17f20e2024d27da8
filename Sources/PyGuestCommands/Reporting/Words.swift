/// A number with commas between its thousands.
func grouped(_ number: Int) -> String {
  var groups: [Substring] = []
  var digits = String(number.magnitude)[...]
  while digits.count > 3 {
    groups.insert(digits.suffix(3), at: 0)
    digits = digits.dropLast(3)
  }
  groups.insert(digits, at: 0)
  return (number < 0 ? "-" : "") + groups.joined(separator: ",")
}
