# /// script
# dependencies = ["six @ https://example.org/six-1.0-py3-none-any.whl"]
# ///
