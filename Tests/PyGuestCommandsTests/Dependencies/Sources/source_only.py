# /// script
# dependencies = ["raw"]
# ///
