"""Run the stand-in by itself: `python -m tests.discord_app.loopback`.

It prints the settings that point the bot at it. Each line of input is said to the bot, and the
JSON of each reply is printed; so is what Discord would have refused.
"""

import asyncio
import json
import sys

from tests.discord_app.loopback.server import StandIn


def tell(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def main() -> None:
    """Serve until the input ends."""
    async with StandIn() as server:
        server.tells_time = True
        tell(f"DISCORD_API_BASE={server.api_base}")
        tell(f"DISCORD_GATEWAY_URL={server.gateway.url}")
        tell(f"SCENARIO_BOT_DISCORD_TOKEN={server.token}")
        while line := await asyncio.to_thread(sys.stdin.readline):
            if not server.gateway.live():
                tell("no bot is connected")
                continue
            before = len(server.requests)
            await server.say(line.strip())
            sent = await server.request("POST", r"/channels/\d+/messages", after=before)
            tell(json.dumps(sent.body, ensure_ascii=False, indent=2))
            for problem in server.excuse():
                tell(f"refused: {problem}")


if __name__ == "__main__":
    asyncio.run(main())
