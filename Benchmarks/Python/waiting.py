"""Coroutines that are measured."""

import asyncio

import pyguest


@pyguest.function(concurrency=100)
async def wait(x: int) -> int:
    await asyncio.sleep(0.001)
    return x
