# /// script
# dependencies = ["left", "right"]
# ///
