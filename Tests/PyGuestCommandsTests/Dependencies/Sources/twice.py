# /// script
# dependencies = []
# ///

# /// script
# dependencies = []
# ///
