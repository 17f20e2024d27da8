# /// script
# dependencies = ["absent"]
# ///
