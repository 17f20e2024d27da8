# /// script
# dependencies = []
# requires-python = ">=3.14"
# ///
