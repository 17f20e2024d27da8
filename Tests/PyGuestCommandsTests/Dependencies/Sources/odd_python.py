# /// script
# dependencies = []
# requires-python = "three"
# ///
