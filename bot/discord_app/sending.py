"""Sending once more what was cut off on its way, and bearing it where that was one time too often.

discord.py tries again what Discord fails or limits, but not (on Linux) what a connection does that
breaks: such as one that was kept open and that Discord closed just then.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord

_log = logging.getLogger(__name__)

T = TypeVar("T")

_TAKEN = 40060
TRIES = 3
PAUSE = 0.5

# Whatever sending may end in.
UNSENT = (discord.HTTPException, aiohttp.ClientError, OSError)


async def surely(send: Callable[[], Awaitable[T]]) -> T:
    """Return what sending brings; where the connection breaks, it is sent again.

    What may have arrived all the same must be harmless to send twice.
    """
    for left in reversed(range(TRIES)):
        try:
            return await send()
        except TimeoutError:
            raise  # it took minutes; nobody waits for it any more
        except (aiohttp.ClientError, OSError) as error:
            if not left:
                raise
            _log.info("sent again: error=%s", type(error).__name__)
            await asyncio.sleep(PAUSE)
    raise AssertionError  # the last try has returned or raised


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
