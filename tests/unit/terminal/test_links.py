"""`check --links`: what becomes of addresses, politely and never inside of a private network.

All is asked of a server on this machine; names lead there by a look-up of the tests' own.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.knowledge.cited_addresses import CitedAddress, cited_addresses
from bot.terminal import cli
from bot.terminal.checking import Format
from bot.terminal.links import report
from bot.terminal.links.addresses import is_public
from bot.terminal.links.visiting import Manners, State, Visit, visited

LOOSE = Manners(allow_loopback=True, delay=0, seconds=20, seconds_each=5)


@dataclass
class Site:
    """A server, what was asked of it, and how many requests it had at once."""

    port: int = 0
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    at_once: dict[str, int] = field(default_factory=dict)
    most_at_once: dict[str, int] = field(default_factory=dict)
    hold: asyncio.Event | None = None

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        host = request.host.partition(":")[0]
        self.asked.append((request.method, host, request.path_qs))
        self.agents.add(request.headers.get("User-Agent", ""))
        now = self.at_once[host] = self.at_once.get(host, 0) + 1
        self.most_at_once[host] = max(self.most_at_once.get(host, 0), now)
        self.most_at_once["all"] = max(self.most_at_once.get("all", 0), sum(self.at_once.values()))
        try:
            if self.hold is not None:
                await self.hold.wait()
            await asyncio.sleep(0)
            return await self._answer(request)
        finally:
            self.at_once[host] -= 1

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        kind, _, rest = request.path.strip("/").partition("/")
        if kind == "status":
            return web.Response(status=int(rest), text="x")
        if kind == "no-head":
            return web.Response(status=405 if request.method == "HEAD" else 200)
        if kind == "to":
            status, _, target = rest.partition("/")
            return web.Response(status=int(status), headers={"Location": f"/{target}"})
        if kind == "away":
            return web.Response(status=301, headers={"Location": request.query["to"]})
        if kind == "nowhere":
            return web.Response(status=302)
        if kind == "endless":
            response = web.StreamResponse()
            await response.prepare(request)
            if request.method != "HEAD":
                while True:
                    await response.write(b"x" * 65_536)
            return response
        if kind == "cut":
            assert request.transport is not None
            request.transport.close()
        return web.Response(text="here")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    server = web.TCPSite(runner, "127.0.0.1", 0)
    await server.start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()


def leading(**names: list[str]) -> Callable[[str, int], Awaitable[list[str]]]:
    """Return a look-up in which each name has its answers, one after the other."""
    left = {name.replace("_", "."): list(answers) for name, answers in names.items()}

    async def lookup(host: str, port: int) -> list[str]:
        if host not in left:
            raise OSError("no such host")
        answers = left[host]
        return (answers.pop(0) if len(answers) > 1 else answers[0]).split()

    return lookup


async def test_what_becomes_of_each_address(site: Site) -> None:
    paths = {
        "/fine": (State.OK, ""),
        "/no-head": (State.OK, ""),
        "/status/404": (State.GONE, "answers 404"),
        "/status/410": (State.GONE, "answers 410"),
        "/status/403": (State.REFUSED, "answers 403"),
        "/status/429": (State.REFUSED, "answers 429"),
        "/status/503": (State.UNREACHABLE, "answers 503"),
        "/to/301/fine": (State.MOVED, site.url("/fine")),
        "/to/308/to/301/fine": (State.MOVED, site.url("/fine")),
        "/to/302/fine": (State.OK, ""),
        "/to/302/to/301/fine": (State.OK, ""),
        "/to/301/to/302/fine": (State.MOVED, site.url("/to/302/fine")),
        "/to/301/status/404": (State.GONE, "answers 404"),
        "/to/301/" * 5 + "fine": (State.MOVED, site.url("/fine")),
        "/to/301/" * 6 + "fine": (State.UNREACHABLE, "leads on more than 5 times"),
        "/nowhere": (State.UNREACHABLE, "answers 302 and leads nowhere"),
        "/endless": (State.OK, ""),
        "/cut": (State.UNREACHABLE, "the connection was closed without an answer"),
        "/away?to=ftp://a.test/": (State.REFUSED, "it leads to what is no web address"),
        "/away?to=http://[": (State.UNREACHABLE, "it is no usable address"),
        "/away?to=http://u:p@127.0.0.1/": (State.REFUSED, "it holds a name or a password"),
    }
    wanted = {site.url(path.replace("//to", "/to")): Visit(*came) for path, came in paths.items()}
    assert await visited(wanted, LOOSE) == wanted
    methods = {path: [m for m, _, p in site.asked if p == path] for path in ("/status/429", "/x")}
    assert methods["/status/429"] == ["HEAD"]
    assert [m for m, _, p in site.asked if p == "/no-head"] == ["HEAD", "GET"]
    (agent,) = site.agents
    assert agent.startswith("scenario-bot/")


async def test_an_endless_body_is_not_read(site: Site) -> None:
    async def only_get(request: web.Request) -> web.StreamResponse:
        if request.method == "HEAD":
            return web.Response(status=405)
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65_536)

    site._answer = only_get  # type: ignore[method-assign]
    assert await visited([site.url("/")], LOOSE) == {site.url("/"): Visit(State.OK)}


async def test_each_address_once_and_each_host_one_at_a_time(site: Site) -> None:
    names = {f"h{number}_test": ["127.0.0.1"] for number in range(8)}
    # Names that end in .test lie nowhere on the web, so that these end otherwise.
    names = {name.replace("_test", "_org"): answers for name, answers in names.items()}
    addresses = [
        site.url(f"/{number}", host.replace("_", ".")) for host in names for number in range(3)
    ]
    manners = replace(LOOSE, lookup=leading(**names))
    found = await visited([*addresses, *addresses], manners)
    assert set(found) == set(addresses)
    assert {visit.state for visit in found.values()} == {State.OK}
    assert len(site.asked) == len(addresses)
    assert site.most_at_once.pop("all") <= 4
    assert set(site.most_at_once.values()) == {1}


async def test_a_host_has_its_rest_between_two_requests(site: Site) -> None:
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)

    addresses = [site.url(path) for path in ("/a", "/no-head", "/to/302/b")]
    found = await visited(addresses, replace(LOOSE, delay=60.0, sleep=rest))
    assert {visit.state for visit in found.values()} == {State.OK}
    # Five requests: one, two as HEAD is not understood, two as one leads on.
    assert len(site.asked) == 5
    assert len(rests) == 4
    assert all(30 < seconds <= 60 for seconds in rests)


async def test_the_time_is_bounded(site: Site) -> None:
    site.hold = asyncio.Event()
    slow, later = site.url("/slow"), site.url("/later")
    found = await visited([slow, later], replace(LOOSE, seconds=0.2))
    over = Visit(State.UNREACHABLE, "not tried: the time was over")
    assert found == {slow: over, later: over}
    found = await visited([slow], replace(LOOSE, seconds_each=0.1))
    assert found == {slow: Visit(State.UNREACHABLE, "no answer within 0.1 s")}
    site.hold.set()


async def test_the_number_is_bounded(site: Site) -> None:
    found = await visited([site.url("/a"), site.url("/b")], replace(LOOSE, most=1))
    assert [visit.state for visit in found.values()].count(State.OK) == 1
    assert len(site.asked) == 1


PRIVATE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://168.63.129.16/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:1::1]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://localhost/",
    "http://box.local/",
    "http://metadata.google.internal/",
    "http://inside.org/",
    "http://half.org/",
    "http://mapped.org/",
]


async def test_nothing_private_is_asked(site: Site) -> None:
    lookup = leading(
        inside_org=["10.1.2.3"],
        half_org=["192.0.2.1 127.0.0.1"],
        mapped_org=["::ffff:127.0.0.1"],
        **{"0x7f_1": ["127.0.0.1"], "localhost": ["127.0.0.1"]},
    )
    found = await visited(PRIVATE, Manners(delay=0, lookup=lookup))
    assert {one: visit.state for one, visit in found.items()} == dict.fromkeys(
        PRIVATE, State.REFUSED
    )
    assert site.asked == []


async def test_a_redirect_into_a_private_network_is_refused(site: Site) -> None:
    # The first hop may go to this machine, the second is judged as it is for everybody.
    inward = [site.url(f"/away?to={one}") for one in ("http://10.0.0.1/", "http://inside.org/")]
    manners = replace(LOOSE, lookup=leading(inside_org=["169.254.169.254"]))
    found = await visited(inward, manners)
    assert {visit.detail for visit in found.values()} == {"it leads into a private network"}


async def test_a_name_that_changes_its_meaning_is_judged_at_each_connection(site: Site) -> None:
    lookup = leading(rebind_org=["127.0.0.1", "10.0.0.1"])
    url = site.url("/no-head", "rebind.org")
    found = await visited([url], replace(LOOSE, lookup=lookup))
    assert found == {url: Visit(State.REFUSED, "it leads into a private network")}
    assert [method for method, _, _ in site.asked] == ["HEAD"]


async def test_odd_addresses() -> None:
    odd = {
        "http://example.org:22/": (State.REFUSED, "port 22 is none of the web"),
        "http://unknown.org/": (State.UNREACHABLE, "its host is not known"),
        "https://imported.invalid/faq.csv": (State.REFUSED, "it can lie nowhere on the web"),
        "http://a..b/": (State.UNREACHABLE, ""),
        "http://[::1": (State.UNREACHABLE, "it is no usable address"),
        "http://x:99999/": (State.UNREACHABLE, "it is no usable address"),
    }
    found = await visited(odd, Manners(delay=0, lookup=leading()))
    assert {one: visit.state for one, visit in found.items()} == {
        one: state for one, (state, _) in odd.items()
    }
    for one, (_, detail) in odd.items():
        assert found[one].detail == detail or not detail


@given(address=st.ip_addresses())
def test_what_is_public_is_global_and_nothing_else(address: object) -> None:
    parsed = ip_address(str(address))
    inward = (parsed.is_private, parsed.is_loopback, parsed.is_multicast, not parsed.is_global)
    assert not is_public(str(address)) or not any(inward)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)
    assert not is_public("no address")


def test_places_are_found_also_in_a_pack_that_is_not_sound(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    (folder / "sources").mkdir(parents=True)
    (folder / "sources" / "a.yaml").write_text(
        "- id: one\n  url: https://a.org/1\n- {url: 'https://a.org/2'}\n- text\n- id: none\n",
        encoding="utf-8",
    )
    (folder / "sources" / "b.yaml").write_text("- [\n", encoding="utf-8")
    assert cited_addresses(folder) == [
        CitedAddress("odd/sources/a.yaml", 2, "one", "https://a.org/1"),
        CitedAddress("odd/sources/a.yaml", 3, "", "https://a.org/2"),
    ]


LINKS = [
    report.Link(CitedAddress("p/sources.yaml", 4, "one", "https://a.org/"), Visit(State.OK)),
    report.Link(
        CitedAddress("p/sources.yaml", 9, "two", "https://b.org/"),
        Visit(State.MOVED, "https://c.org/\x1b[2J"),
    ),
    report.Link(
        CitedAddress("p/sources.yaml", 14, "three", "https://d.org/"),
        Visit(State.GONE, "answers 404"),
    ),
]


def test_a_line_for_each_address() -> None:
    assert report.written(LINKS, Path("p"), Format.TEXT).splitlines() == [
        "p/sources.yaml:4: ok: one https://a.org/",
        r"p/sources.yaml:9: moved: two https://b.org/: https://c.org/\x1b[2J",
        "p/sources.yaml:14: gone: three https://d.org/: answers 404",
        "links: 1 ok, 1 moved, 1 gone",
    ]
    told = report.written(LINKS, Path("p"), Format.GITHUB).splitlines()
    assert [line.partition("::")[0] + line.split("::")[1].split(",")[0] for line in told] == [
        "warning file=p/sources.yaml",
        "error file=p/sources.yaml",
    ]
    assert [one["state"] for one in report.as_values(LINKS)] == ["ok", "moved", "gone"]


def test_only_what_is_gone_is_an_error() -> None:
    assert report.any_wrong(LINKS, strict=False)
    assert not report.any_wrong(LINKS[:2], strict=False)
    assert report.any_wrong(LINKS[:2], strict=True)
    assert not report.any_wrong(LINKS[:1], strict=True)


def test_the_command_tries_addresses_only_when_asked(pack: Path, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    for file in pack.glob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("https://example.org", "http://10.0.0.1")
        (folder / file.name).write_text(text, encoding="utf-8")
    words = ["check", "--pack", str(folder)]
    plain = CliRunner().invoke(cli.app, words)
    assert "links" not in plain.stdout
    told = CliRunner().invoke(cli.app, [*words, "--links", "--links-time", "5"])
    assert told.exit_code == 0
    assert "odd/sources.yaml:4: refused: gazette-2025-04-24 http://10.0.0.1/a/" in told.stdout
    assert told.stdout.endswith("links: 2 refused\n")
    assert CliRunner().invoke(cli.app, [*words, "--links", "--strict"]).exit_code == 1
    found = json.loads(CliRunner().invoke(cli.app, [*words, "--links", "--json"]).stdout)
    assert [one["state"] for one in found["packs"][0]["links"]] == ["refused", "refused"]
