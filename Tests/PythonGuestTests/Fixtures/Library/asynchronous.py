"""Coroutines that wait for time and for each other. Each function checks itself."""

import asyncio
import time


def results_come_in_order() -> bool:
    async def slow(number):
        await asyncio.sleep(0.02 - number / 500)
        return number

    async def main():
        return await asyncio.gather(*map(slow, range(9)))

    return asyncio.run(main()) == list(range(9))


def waiting_goes_on_side_by_side() -> bool:
    async def main():
        await asyncio.gather(*(asyncio.sleep(0.03) for _ in range(50)))

    start = time.monotonic()
    asyncio.run(main())
    return 0.03 <= time.monotonic() - start < 1


def groups_cancel_the_rest() -> bool:
    ended = []

    async def endless():
        try:
            await asyncio.sleep(3600)
        finally:
            ended.append(True)

    async def failing():
        await asyncio.sleep(0)
        raise ValueError("mine")

    async def main():
        async with asyncio.TaskGroup() as group:
            group.create_task(endless())
            group.create_task(failing())

    try:
        asyncio.run(main())
    except ExceptionGroup as errors:
        return ended == [True] and str(errors.exceptions[0]) == "mine"


def timeouts() -> bool:
    async def main():
        try:
            async with asyncio.timeout(0.01):
                await asyncio.sleep(10)
        except TimeoutError:
            pass
        try:
            await asyncio.wait_for(asyncio.Event().wait(), 0.01)
        except TimeoutError:
            return True

    return asyncio.run(main())


def queues_and_locks() -> bool:
    async def main():
        queue, lock, seen = asyncio.Queue(1), asyncio.Lock(), []

        async def produce():
            for number in range(5):
                await queue.put(number)
            await queue.put(None)

        async def consume():
            while (number := await queue.get()) is not None:
                async with lock:
                    seen.append(number)

        await asyncio.gather(produce(), consume())
        return seen

    return asyncio.run(main()) == [0, 1, 2, 3, 4]


def exceptions_come_out() -> bool:
    async def main():
        raise LookupError("mine")

    try:
        asyncio.run(main())
    except LookupError as error:
        return error.args == ("mine",)


def asynchronous_generators_end() -> bool:
    ended = []

    async def numbers():
        try:
            for number in range(10):
                yield number
                await asyncio.sleep(0)
        finally:
            ended.append(True)

    async def main():
        async for number in numbers():
            if number == 2:
                return number

    return asyncio.run(main()) == 2 and ended == [True]


def every_run_has_a_loop_of_its_own() -> bool:
    async def main():
        return asyncio.get_running_loop()

    loops = asyncio.run(main()), asyncio.run(main(), debug=True)
    with asyncio.Runner() as runner:
        same = runner.run(main()), runner.run(main())
    return (
        loops[0] is not loops[1]
        and all(loop.is_closed() for loop in (*loops, *same))
        and same[0] is same[1]
        and isinstance(loops[0], asyncio.SelectorEventLoop)
    )


def calls_later() -> bool:
    loop, seen = asyncio.new_event_loop(), []
    loop.call_later(0.01, loop.stop)
    loop.call_soon_threadsafe(seen.append, 1)
    loop.call_at(loop.time() + 0.005, seen.append, 2)
    loop.run_forever()
    loop.close()
    return seen == [1, 2]


def waiting_for_nothing_is_told() -> bool:
    cancelled = []

    async def main():
        try:
            await asyncio.Future()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    try:
        asyncio.run(main())
    except RuntimeError as error:
        return "wait forever" in str(error) and cancelled == [True]


def an_executor_of_ones_own_runs() -> bool:
    import concurrent.futures

    class Now(concurrent.futures.Executor):
        def submit(self, function, /, *arguments):
            future = concurrent.futures.Future()
            future.set_result(function(*arguments))
            return future

    async def main():
        return await asyncio.get_running_loop().run_in_executor(Now(), abs, -3)

    return asyncio.run(main()) == 3


def there_are_no_threads() -> bool:
    async def main():
        try:
            await asyncio.to_thread(abs, 1)
        except RuntimeError as error:
            return str(error)

    return asyncio.run(main()) == "can't start new thread: the guest has one alone"
