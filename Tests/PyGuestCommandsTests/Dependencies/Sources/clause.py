# /// script
# dependencies = ["six>="]
# ///
