"""What the commands in the folder above share. Nothing here is run by itself."""
