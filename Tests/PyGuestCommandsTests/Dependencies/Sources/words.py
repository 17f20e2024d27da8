# /// script
# dependencies = ["six seven"]
# ///
