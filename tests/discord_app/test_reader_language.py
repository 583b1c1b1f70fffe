"""The reader's language: labels and lines keep to it when the curated text is in another."""

import pytest

from bot.discord_app.texts import text as fixed
from bot.storage.records import GuildSettings
from tests.discord_app.commands_host import reading
from tests.discord_app.conftest import World
from tests.discord_app.shown import labels, placeholders, text

ITALIAN = "una fusione di Acme e Zenith"
ONLY_ENGLISH = {
    "it": "Questa risposta esiste solo in inglese.",
    "fr": "Cette réponse n'existe qu'en anglais.",
    "de": "Diese Antwort gibt es nur auf Englisch.",
    "es": "Esta respuesta solo existe en inglés.",
}
LOCALES = {"it": "it", "fr": "fr", "de": "de", "es": "es-ES"}


async def test_an_italian_question_to_an_english_answer_has_italian_labels(world: World) -> None:
    await world.alice.send(world.channel, f"{world.mention} {ITALIAN}")
    [reply] = world.replies()
    assert "What would settle it" in text(reply)
    assert ONLY_ENGLISH["it"] in text(reply)
    assert "Aperto" in text(reply)
    assert {"Fonti", "Perché questa risposta", "Superata"} <= set(labels(reply))
    assert fixed("related", "it") in placeholders(reply)
    sources = await world.bob.click(reply, label="Fonti")
    assert "**Fonti**" in text(sources.response)
    why = await world.bob.click(reply, label="Perché questa risposta")
    assert "Si basa su:" in text(why.response)


@pytest.mark.parametrize("language", ["fr", "de", "es"])
async def test_where_the_question_does_not_tell_the_members_discord_does(
    world: World, language: str
) -> None:
    with reading(LOCALES[language]):
        result = await world.alice.slash(world.channel, "ask", question="Zenith Acme")
        assert ONLY_ENGLISH[language] in text(result.response)
        assert fixed("why", language) in labels(result.response)
        shown = await world.alice.slash(world.channel, "scenario", scenario="scenario-merger")
        assert ONLY_ENGLISH[language] in text(shown.response)
        assert fixed("why", language) in labels(shown.response)


async def test_a_question_that_tells_its_language_is_answered_in_it(world: World) -> None:
    with reading("it"):
        result = await world.alice.slash(
            world.channel, "ask", question="Did Acme deny the talks with Zenith?"
        )
    assert "Why this answer" in labels(result.response)


async def test_what_the_list_offered_is_answered_in_the_lists_language(world: World) -> None:
    place = world.bot.library.reference_of("were-there-talks", "small")
    with reading("it"):
        result = await world.alice.slash(world.channel, "ask", question=f"={place}")
    assert "Domanda: Ci sono state trattative tra Acme e Zenith?" in text(result.response)
    assert "Smentito: Acme ha negato" in text(result.response)
    assert "Perché questa risposta" in labels(result.response)


async def test_what_the_server_chose_comes_first(world: World) -> None:
    await world.store.save_settings(GuildSettings(world.guild.id, language="de"))
    with reading("fr"):
        result = await world.alice.slash(world.channel, "ask", question=ITALIAN)
    assert ONLY_ENGLISH["de"] in text(result.response)
    assert "Warum diese Antwort" in labels(result.response)


async def test_a_card_from_before_the_choice_opens_in_the_language_chosen(world: World) -> None:
    await world.alice.send(world.channel, f"{world.mention} {ITALIAN}")
    [reply] = world.replies()
    await world.store.save_settings(GuildSettings(world.guild.id, language="de"))
    sources = await world.bob.click(reply, label="Fonti")
    assert "**Quellen**" in text(sources.response)


async def test_a_refusal_says_that_it_is_in_another_language(world: World) -> None:
    with reading("de"):
        result = await world.alice.slash(world.channel, "ask", question="who won")
        assert ONLY_ENGLISH["de"] not in text(result.response)  # typed as the pack has it
    await world.store.save_settings(GuildSettings(world.guild.id, language="de"))
    result = await world.alice.slash(world.channel, "ask", question="who won")
    assert "Racing is not covered." in text(result.response)
    assert ONLY_ENGLISH["de"] in text(result.response)
