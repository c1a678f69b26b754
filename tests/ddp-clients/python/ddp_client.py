"""python-ddp, driven over stdin and stdout. Its events are reported as callbacks of their names."""

import functools
import json
import sys

from calls import arguments, event, refusal, tell
from DDPClient import DDPClient

client = DDPClient(sys.argv[1], auto_reconnect=False)
for name in ("connected", "changed", "socket_closed"):
    client.on(name, functools.partial(event, name))

for line in sys.stdin:
    call = json.loads(line)
    try:
        tell({"id": call["id"], "result": getattr(client, call["method"])(*arguments(call))})
    except Exception as error:
        tell({"id": call["id"], "error": refusal(error)})
