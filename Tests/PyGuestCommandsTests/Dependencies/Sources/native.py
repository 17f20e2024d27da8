# /// script
# dependencies = ["numpy"]
# ///
