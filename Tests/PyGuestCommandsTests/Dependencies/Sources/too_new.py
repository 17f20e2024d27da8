# /// script
# dependencies = ["beta>=9"]
# ///
