"""rocketchat-async, driven over stdin and stdout."""

import asyncio
import json
import sys

from calls import arguments, refusal, tell
from rocketchat_async import RocketChat


async def answer(client, call):
    try:
        tell({"id": call["id"], "result": await getattr(client, call["method"])(*arguments(call))})
    except Exception as error:
        tell({"id": call["id"], "error": refusal(error)})


async def main():
    client = RocketChat()
    loop = asyncio.get_running_loop()
    calls = set()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        task = asyncio.create_task(answer(client, json.loads(line)))
        calls.add(task)
        task.add_done_callback(calls.discard)


asyncio.run(main())
