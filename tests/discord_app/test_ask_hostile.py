"""Hostile questions through the whole of Discord: nothing pings or breaks, all is accepted."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.discord_app.cooldowns import Cooldowns, Rate
from tests.discord_app.conftest import World
from tests.discord_app.shown import walk
from tests.discord_app.test_rendering import HOSTILE, harmless

ENDLESS = Rate(1_000_000, 1)
questions = st.one_of(
    st.sampled_from(HOSTILE),
    st.tuples(st.sampled_from(HOSTILE), st.sampled_from(["did acme deny", "bolt price", "it"])).map(
        " ".join
    ),
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=4).map("\n".join),
    st.text(max_size=300),
    st.text(alphabet="*_`~|[]()<>@#\\-. \na1:/", min_size=1, max_size=200),
)


async def test_hostile_questions(world: World) -> None:
    """500 of them, in a channel, by command and in direct messages in turn."""
    world.bot.cooldowns = Cooldowns(world.bot.clock, member=ENDLESS, channel=ENDLESS)
    examples: list[str] = []

    @settings(
        max_examples=500, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(questions)
    def collect(said: str) -> None:
        examples.append(said.encode("utf-8", "replace").decode()[:1_900])

    collect()
    carol = world.env.create_user("carol")
    for number, said in enumerate(examples):
        if number % 3 == 0:
            await world.alice.send(world.channel, f"{world.mention} {said}")
        elif said.strip() and number % 3 == 1:
            await world.alice.slash(world.channel, "ask", question=said)
        elif said.strip():
            await carol.send_dm(said)
    assert len(examples) >= 500
    sent = world.sent()
    assert len(sent) >= len([said for said in examples if said.strip()])
    for body in sent:
        for shown in walk(body["components"]):
            harmless(shown.get("content", ""))
        assert body["allowed_mentions"]["parse"] == []
        assert not body["allowed_mentions"].get("replied_user")
    assert not any(message.mentions for message in world.replies())
