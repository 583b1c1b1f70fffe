"""Takes the README's pictures: `python docs/screenshots.py`.

The bot runs as it is, over the shipped pack, on a simulated Discord, whose preview a browser
draws. Besides the bot's own packages this needs `pip install "simcord[screenshot]"` and Chromium.
"""

import asyncio
import io
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import simcord

    from bot.knowledge.model import Pack
    from bot.service.reload import Loaded
    from bot.storage.store import Store

_ROOT = Path(__file__).resolve().parent.parent
_IMAGES = _ROOT / "docs" / "images"
_NOW = datetime(2026, 6, 8, 9, 30, tzinfo=UTC)
_WIDTHS = {"desktop": 760, "phone": 400}
_HEIGHT = 3_600  # a picture is only as high as its message
_MOST = 200_000  # bytes of a picture
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# What the pack does not know, in three wordings.
_MISSED = (
    "does faw get a say at leapmotor",
    "faw a say at leapmotor or not",
    "will faw have a say at leapmotor??",
)
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)


def main() -> int:
    """Take every picture and return the exit status."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        return _fail(f"This needs a browser, one of: {', '.join(_BROWSERS)}.")
    try:
        use_browser(browser)
        asyncio.run(take())
    except ImportError as error:
        return _fail(f'This needs `pip install "simcord[screenshot]"`: {error}.')
    return 0


def use_browser(browser: str) -> None:
    """Let simcord start this browser, and not the one that Playwright would download."""
    from playwright.async_api import BrowserType

    launch = BrowserType.launch

    async def launch_it(self: BrowserType, **options: Any) -> Any:
        return await launch(self, executable_path=browser, args=list(_FLAGS), **options)

    BrowserType.launch = launch_it  # type: ignore[method-assign]


async def take() -> None:
    """Run the bot, ask, and take the pictures of what it says."""
    import simcord

    sys.path.insert(0, str(_ROOT))
    from bot.app import open_desk
    from bot.discord_app.client import ScenarioClient
    from bot.service.reload import Reloader
    from bot.storage.store import Store

    desk = open_desk([_ROOT / "knowledge" / "ferrari-leapmotor"])
    async with Store.open(":memory:") as store:
        packs = [shelf.pack for shelf in desk.shelves]
        client = ScenarioClient(
            desk=desk,
            store=store,
            clock=lambda: _NOW,
            reloader=Reloader(packs, partial(_laid_over, store)),
            shard_count=1,
        )
        async with simcord.run(client, settle_timeout=60) as env:
            await _ask(env)


async def _laid_over(store: "Store", packs: "Sequence[Pack]") -> "Loaded | None":
    """Return the packs with what curators accepted."""
    from bot.accepted import accepted
    from bot.app import build_desk
    from bot.loading import overlaid
    from bot.service.reload import Laid, Loaded

    changes, laid = await accepted(store), list[Laid]()
    fresh = tuple(overlaid(pack, changes.get(pack.id, ()), laid) for pack in packs)
    return Loaded(fresh, build_desk(fresh), laid=tuple(laid))


async def _ask(env: "simcord.Env") -> None:
    import discord

    await env.advance_time((_NOW - env.now()).total_seconds())
    me: Any = env.bot.user
    await me.edit(username="Scenario Bot")
    guild = env.create_guild("Garage")
    role = guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    channel = guild.create_text_channel("ferrari")
    ada = guild.add_member(env.create_user("ada"), roles=[role])

    async def mention(question: str) -> Any:
        await ada.send(channel, f"{me.mention} {question}")
        return channel.history()[-1]

    async def slash(command: str, **options: str) -> Any:
        return await ada.slash(channel, command, **options)

    shots = {
        "mention": await mention("did leapmotor really say ferrari talks are on?"),
        "ask": await slash("ask", question="how many motors does the luce have"),
        "did-you-mean": await mention("what about the battery"),
        "refusal": await mention("should i buy ferrari stock"),
        "scenarios": await slash("scenarios"),
        "timeline": await slash("timeline", about="Ferrari–Leapmotor"),
        "scenario": await slash("scenario", scenario="A Ferrari on Leapmotor's platform"),
        "settings": await slash("settings"),
    }
    for name, question in zip(("bob", "carl", "dora"), _MISSED, strict=True):
        member = guild.add_member(env.create_user(name))
        await member.send(channel, f"{me.mention} {question}")
    shots["curate"] = await slash("curate")
    page = (await slash("curate")).response
    [menu] = [one for one in _controls(page) if one.startswith("cur:pick_cluster")][:1]
    [cluster] = (await env.bot.store.questions.queue(guild.id))[:1]  # type: ignore[attr-defined]
    await ada.select(page, [str(cluster.id)], custom_id=menu)
    shots["curate-question"] = page
    done = (await slash("curate")).response
    await ada.select(done, [str(cluster.id)], custom_id=menu)
    [alias] = [one for one in _controls(done) if one.startswith("cur:alias")][:1]
    await ada.click(done, custom_id=alias)
    shots["curate-done"] = done
    shots["history"] = await slash("history")
    async with env.preview(channel, viewers=[ada], presentation_time=_NOW) as preview:
        for name, target in shots.items():
            for device, width in _WIDTHS.items():
                shot = await preview.screenshot(target=target, viewport=(width, _HEIGHT))
                _save(_IMAGES / f"{name}-{device}.png", shot.png or b"")


def _controls(message: Any) -> list[str]:
    """Return the custom ids in a message."""
    found: list[str] = []
    waiting = list(message.components)
    while waiting:
        part = waiting.pop(0)
        part = part if isinstance(part, dict) else part.to_dict()
        found += [part["custom_id"]] if part.get("custom_id") else []
        waiting += [*part.get("components", ()), *filter(None, [part.get("accessory")])]
    return found


def _save(path: Path, png: bytes) -> None:
    """Write a picture with 256 colours, which makes it small."""
    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(io.BytesIO(png)) as picture:
        few = picture.convert("RGB").quantize(
            method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
        )
    few.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.relative_to(_ROOT)}: {size} bytes")  # noqa: T201
    if size > _MOST:
        raise ValueError(f"{path.name} is larger than {_MOST} bytes")


def _fail(why: str) -> int:
    print(why, file=sys.stderr)  # noqa: T201
    return 1


if __name__ == "__main__":
    sys.exit(main())
