def delay_category(dep_delay: int | None) -> str:
    """Tells in words how late a flight left, from minutes; None is a flight that did not."""
    if dep_delay is None:
        return "cancelled"
    if dep_delay < 0:
        return "early"
    if dep_delay < 15:
        return "on time"
    if dep_delay < 60:
        return "late"
    return "an hour late"
