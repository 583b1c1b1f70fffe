"""What is asked, whoever asks and wherever."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Question:
    """One message to the bot; it may hold several questions.

    `conversation` is an opaque id: questions that share it are one conversation. `today` comes
    from the adapter's clock. `as_of` asks for what was known then. `language` is the one to answer
    in, where that is settled. `locale` is the language of the program the asker uses: it counts
    where the text does not tell its own. `full` asks for all of an answer, however long. `at` is
    when it was asked, in seconds of the adapter's clock: a conversation goes on for some minutes.
    `reply_to` is the conversation of the message that this one replies to, where that is another.
    """

    text: str
    today: date
    conversation: str | None = None
    as_of: str | None = None
    language: str | None = None
    locale: str | None = None
    full: bool = False
    at: float | None = None
    reply_to: str | None = None


# A longer text is cut here before anything looks at it: nobody asks more in one question.
MAX_CHARACTERS = 2_000
