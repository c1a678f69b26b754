"""Drives a Python object from another process: calls come as lines of JSON, answers go out so.

A call is {"id", "method", "args"} and its answer {"id", "result"} or {"id", "error"}. An argument
{"$callback": name} becomes a function that reports what it is given as {"callback": name, "args"}.
"""

import json
import sys
import threading
from datetime import datetime

_lock = threading.Lock()


def tell(line):
    """Writes one line for the process that drives this one."""
    with _lock:
        sys.stdout.write(json.dumps(line, default=_plain) + "\n")
        sys.stdout.flush()


def _plain(value):
    if isinstance(value, datetime):
        return {"$date": round(value.timestamp() * 1000)}
    if isinstance(value, bytes):
        return value.decode()
    raise TypeError(f"cannot tell {value!r}")


def event(name, *args):
    """Reports that a callback of this name was called."""
    tell({"callback": name, "args": args})


def refusal(error):
    """The answer's field for an exception."""
    return {"type": type(error).__name__, "message": str(error)}


def arguments(call):
    """The arguments of a call, callbacks among them."""
    return [_argument(arg) for arg in call["args"]]


def _argument(arg):
    if isinstance(arg, dict) and "$callback" in arg:
        return lambda *args: event(arg["$callback"], *args)
    return arg
