# /// script
# dependencies = ["six @ git+https://example.org/six"]
# ///
