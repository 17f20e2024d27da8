"""Notes, causes and contexts inside groups, and what a coroutine's tasks raise."""

import asyncio


def parse(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        error.add_note(f"while reading {text}\nof line 1")
        raise LookupError(text) from error


async def wait(x: int) -> None:
    await asyncio.sleep(0)
    try:
        {}["key"]
    except KeyError:
        parse(f"x{x}")


async def f(x: int) -> int:
    if x == 0:
        return x
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(wait(x))
            tasks.create_task(wait(x + 1))
    except* LookupError as group:
        group.add_note("both failed")
        raise ExceptionGroup("in row", [group, ValueError(x)]) from None
    return x
