# /// script
# dependencies = ["-e ./six"]
# ///
