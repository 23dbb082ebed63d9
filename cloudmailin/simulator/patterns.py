"""Does a recipient fit a customer's `auth_regex`? Asked in a process of its own, which can be stopped.

A pattern such as `(a+)+$` can keep Python's matcher busy for longer than anybody waits, and nothing inside the
process can interrupt it. Choices, as CloudMailin says only that the pattern limits the recipients: it is read
as Python reads it, and has to fit the whole address.
"""

from __future__ import annotations

import asyncio
import json
import sys

SECONDS = 1.0
# The alarm ends it by itself should the simulator be killed meanwhile.
_MATCH = """
import json, re, signal, sys
signal.alarm(5)
pattern, text = json.load(sys.stdin)
sys.exit(0 if re.fullmatch(pattern, text) else 3)
"""


async def fits(pattern: str, recipient: str) -> bool:
    """False also for a pattern that can't be read or takes too long."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-ISc",
        _MATCH,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(SECONDS):
            await process.communicate(json.dumps([pattern, recipient]).encode())
    except TimeoutError:
        return False
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode == 0
