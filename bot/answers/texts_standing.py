"""How firm a statement is, and what is said of it first.

By key; the texts are in the order of `LANGUAGES`.
"""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str, str, str]] = {
    # how firm a statement is: the standing line
    "confirmed": (
        "Confirmed, {date}", "Confermato, {date}", "Confirmé, {date}", "Bestätigt, {date}",
        "Confirmado, {date}",
    ),
    "confirmed_by": (
        "Confirmed by {name}, {date}", "Confermato da {name}, {date}",
        "Confirmé par {name}, {date}", "Bestätigt von {name}, {date}",
        "Confirmado por {name}, {date}",
    ),
    "reported_by": (
        "Reported by {name}, {date}", "Riportato da {name}, {date}", "Rapporté par {name}, {date}",
        "Berichtet von {name}, {date}", "Publicado por {name}, {date}",
    ),
    "denied": (
        "Denied, {date}", "Smentito, {date}", "Démenti, {date}", "Dementiert, {date}",
        "Desmentido, {date}",
    ),
    "denied_by": (
        "Denied by {name}, {date}", "Smentito da {name}, {date}", "Démenti par {name}, {date}",
        "Dementiert von {name}, {date}", "Desmentido por {name}, {date}",
    ),
    "rumour": (
        "Rumour ({name}, {date})", "Voce non confermata ({name}, {date})",
        "Rumeur ({name}, {date})", "Gerücht ({name}, {date})", "Rumor ({name}, {date})",
    ),
    "speculation": (
        "Speculation ({name}, {date})", "Ipotesi ({name}, {date})", "Spéculation ({name}, {date})",
        "Spekulation ({name}, {date})", "Especulación ({name}, {date})",
    ),
    "opinion": (
        "Opinion: {name}, {date}", "Opinione: {name}, {date}", "Opinion : {name}, {date}",
        "Meinung: {name}, {date}", "Opinión: {name}, {date}",
    ),
    "superseded": (
        "Superseded, {date}", "Superato, {date}", "Dépassé, {date}", "Überholt, {date}",
        "Superado, {date}",
    ),
    "superseded_now": (
        "Superseded. Now: {statement}", "Superato. Ora: {statement}",
        "Dépassé. Désormais : {statement}", "Überholt. Jetzt: {statement}",
        "Superado. Ahora: {statement}",
    ),
    "two_names": (
        "{first} and {second}", "{first} e {second}", "{first} et {second}", "{first} und {second}",
        "{first} y {second}",
    ),
    # the same in a word
    "word_confirmed": ("confirmed", "confermato", "confirmé", "bestätigt", "confirmado"),
    "word_reported": ("reported", "riportato", "rapporté", "berichtet", "publicado"),
    "word_rumour": ("rumour", "voce", "rumeur", "Gerücht", "rumor"),
    "word_speculation": ("speculation", "ipotesi", "spéculation", "Spekulation", "especulación"),
    "word_opinion": ("opinion", "opinione", "opinion", "Meinung", "opinión"),
    "word_denied": ("denied", "smentito", "démenti", "dementiert", "desmentido"),
    "word_superseded": ("out of date", "superato", "dépassé", "überholt", "superado"),
    # the first words of a statement that is not to be taken for a fact
    "says_rumour": (
        "Rumour: {statement}", "Voce non confermata: {statement}", "Rumeur : {statement}",
        "Gerücht: {statement}", "Rumor: {statement}",
    ),
    "says_speculation": (
        "Speculation: {statement}", "Ipotesi: {statement}", "Spéculation : {statement}",
        "Spekulation: {statement}", "Especulación: {statement}",
    ),
    "says_opinion": (
        "Opinion ({name}): {statement}", "Opinione ({name}): {statement}",
        "Opinion ({name}) : {statement}", "Meinung ({name}): {statement}",
        "Opinión ({name}): {statement}",
    ),
    "says_denied": (
        "Denied: {statement}", "Smentito: {statement}", "Démenti : {statement}",
        "Dementiert: {statement}", "Desmentido: {statement}",
    ),
    "says_superseded": (
        "Out of date: {statement}", "Non più attuale: {statement}", "Dépassé : {statement}",
        "Überholt: {statement}", "Desactualizado: {statement}",
    ),
    "said_before_denied": (
        "What was claimed, and denied: {statement}",
        "Ciò che era stato affermato, e smentito: {statement}",
        "Ce qui avait été affirmé, puis démenti : {statement}",
        "Was behauptet und dementiert wurde: {statement}",
        "Lo que se afirmó y se desmintió: {statement}",
    ),
    "said_before_superseded": (
        "What was said before: {statement}", "Ciò che si diceva prima: {statement}",
        "Ce qui se disait avant : {statement}", "Was vorher galt: {statement}",
        "Lo que se decía antes: {statement}",
    ),
}  # fmt: skip
