"""The lines of an answer for text displays: short answer, standing, notices, sources."""

from collections.abc import Sequence

from bot.answers.answer import Answer, Outcome
from bot.answers.dates import shown as shown_date
from bot.discord_app import dates
from bot.discord_app.escaping import escaped, link, one_line
from bot.discord_app.limits import LABEL, fitted, label

# Colour alone tells nothing to those who cannot see it.
_SIGNS = {
    "confirmed": "✅",
    "reported": "📰",
    "rumour": "💬",
    "speculation": "🔮",
    "denied": "❌",
    "superseded": "🕰️",
    "opinion": "🗣️",
    "open": "⏳",
    "happened": "✅",
    "ruled out": "❌",
    "overtaken": "🕰️",
}
_SHORT = 1_500
_STANDING = 500
_NOTICE = 400
_TITLE = 120


def head(answer: Answer, language: str, limit: int) -> tuple[str, str]:
    """Return the short answer and under it how firm it is, and what of the former did not fit."""
    short, _ = parts(answer)
    if answer.outcome is not Outcome.ANSWERED:
        shown, left = fitted(short, min(limit, _SHORT), answer.language)
        return shown or "…", left
    shown, left = fitted(short, min(limit // 2, _SHORT), answer.language)
    lines = [f"**{shown or '…'}**"]
    if answer.standing:
        lines.append(standing_line(answer, language, min(limit // 4, _STANDING)))
    return "\n".join(lines), left


def sign(status: str | None) -> str:
    """Return the sign of how firm something is, or nothing."""
    return _SIGNS.get(status or "", "")


def standing_line(answer: Answer, language: str, limit: int) -> str:
    """Return how firm an answer is, with its day as each reader's Discord shows it."""
    standing, _ = fitted(one_line(answer.standing), limit, answer.language)
    stamped = dates.with_timestamp(standing, answer.as_of, language)
    return f"{sign(answer.status)} {stamped}".strip()


def parts(answer: Answer) -> tuple[str, str]:
    """Return the first sentence and what follows it."""
    whole, short = answer.text.strip(), answer.short.strip()
    if short and whole.startswith(short):
        return short, whole[len(short) :].strip()
    return whole, ""


def notice_lines(answer: Answer, limit: int = _NOTICE) -> tuple[list[str], bool]:
    """Return what must be known beside the answer, and whether any of it was cut."""
    found = [fitted(one_line(one), limit, answer.language) for one in answer.notices]
    return [f"> {shown}" for shown, _ in found], any(left for _, left in found)


def small(lines: Sequence[str]) -> list[str]:
    """Return lines in the size of a footnote."""
    return [f"-# {line}" for line in lines]


def source_lines(answer: Answer, language: str) -> list[str]:
    """Return the numbered sources: outlet, date and the title as a link."""
    lines = []
    for cited in answer.citations:
        title = label(cited.title or cited.outlet, _TITLE)
        outlet = escaped(label(cited.outlet, LABEL))
        day = f", {escaped(shown_date(cited.published, language))}" if cited.published else ""
        lines.append(f"[{cited.number}] {outlet}{day}: {link(title, cited.url)}")
    return lines
