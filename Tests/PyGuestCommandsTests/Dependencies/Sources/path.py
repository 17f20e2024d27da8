# /// script
# dependencies = ["./six-1.0-py3-none-any.whl"]
# ///
