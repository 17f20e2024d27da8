# /// script
# dependencies = ["delta", "absent; sys_platform == 'win32'"]
# ///
import beta


def name() -> str:
    return beta.name()
