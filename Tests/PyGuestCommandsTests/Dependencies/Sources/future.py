# /// script
# dependencies = ["future"]
# ///
