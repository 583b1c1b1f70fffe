"""Sending once more what did not arrive, and bearing it where that was one time too often.

discord.py tries again what Discord fails or limits, five times in up to 25 s, but neither a 503 nor
(on Linux) a connection that breaks, such as one that was kept open and that Discord closed just
then. Here all of it is begun anew, so that trouble of a minute costs nobody an answer.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

_log = logging.getLogger(__name__)

T = TypeVar("T")

_LIMITED = 429
_TAKEN = 40060
TRIES = 3
# Before the next try: after a connection that broke, and after all that discord.py has tried.
PAUSE, LONG_PAUSE = 0.5, 5.0

# Whatever sending may end in.
UNSENT = (discord.HTTPException, aiohttp.ClientError, OSError)


async def surely(send: Callable[[], Awaitable[T]]) -> T:
    """Return what sending brings; where it does not get through, it is sent again.

    What may have arrived all the same must be harmless to send twice.
    """
    for _ in range(TRIES - 1):
        try:
            return await send()
        except TimeoutError:
            raise  # it took minutes; nobody waits for it any more
        except discord.HTTPException as error:
            if error.status < 500 and error.status != _LIMITED:
                raise
            pause, status = LONG_PAUSE, error.status
        except (aiohttp.ClientError, OSError):
            pause, status = PAUSE, 0
        _log.info("sent again: status=%d", status)
        await asyncio.sleep(pause)
    return await send()


async def unless_taken(send: Callable[[], Awaitable[T]]) -> T | None:
    """Return what the response to an interaction brings, or nothing where Discord has it already.

    A failure or a broken connection does not tell whether it was taken; the next attempt does.
    """
    try:
        return await send()
    except discord.HTTPException as error:
        if error.code != _TAKEN:
            raise
        return None
