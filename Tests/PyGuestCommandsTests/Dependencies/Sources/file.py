# /// script
# dependencies = ["six @ file:///tmp/six-1.0-py3-none-any.whl"]
# ///
