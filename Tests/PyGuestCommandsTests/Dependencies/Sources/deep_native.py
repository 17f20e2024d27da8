# /// script
# dependencies = ["needy"]
# ///
