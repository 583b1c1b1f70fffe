"""The notices beside an answer: what it takes for granted, where sources disagree, how old it is.

By key; the texts are in the order of `LANGUAGES`.
"""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str, str, str]] = {
    "premise_denied": (
        "That has not happened: {statement}", "Questo non è avvenuto: {statement}",
        "Cela n'a pas eu lieu : {statement}", "Das ist nicht geschehen: {statement}",
        "Eso no ha ocurrido: {statement}",
    ),
    "premise_superseded": (
        "That is out of date: {statement}", "Questo non è più attuale: {statement}",
        "Cela n'est plus d'actualité : {statement}", "Das ist überholt: {statement}",
        "Eso ya no es actual: {statement}",
    ),
    "premise_contradicted": (
        "Firmer sources contradict that: {statement}",
        "Fonti più solide lo contraddicono: {statement}",
        "Des sources plus solides le contredisent : {statement}",
        "Besser belegt ist das Gegenteil: {statement}",
        "Fuentes más sólidas lo contradicen: {statement}",
    ),
    "premise_only_denied": (
        "What the question takes for granted is denied: {statement}",
        "Ciò che la domanda dà per scontato è smentito: {statement}",
        "Ce que la question tient pour acquis est démenti : {statement}",
        "Was die Frage voraussetzt, ist dementiert: {statement}",
        "Lo que la pregunta da por hecho está desmentido: {statement}",
    ),
    "premise_only_superseded": (
        "What the question takes for granted is out of date: {statement}",
        "Ciò che la domanda dà per scontato non è più attuale: {statement}",
        "Ce que la question tient pour acquis est dépassé : {statement}",
        "Was die Frage voraussetzt, ist überholt: {statement}",
        "Lo que la pregunta da por hecho está desactualizado: {statement}",
    ),
    "disagree": (
        "Sources disagree: {one} – {standing_one}; {other} – {standing_other}",
        "Le fonti non concordano: {one} – {standing_one}; {other} – {standing_other}",
        "Les sources divergent : {one} – {standing_one} ; {other} – {standing_other}",
        "Die Quellen widersprechen sich: {one} – {standing_one}; {other} – {standing_other}",
        "Las fuentes no coinciden: {one} – {standing_one}; {other} – {standing_other}",
    ),
    "disagree_other": (
        "Sources disagree. {standing}: {statement}",
        "Le fonti non concordano. {standing}: {statement}",
        "Les sources divergent. {standing} : {statement}",
        "Die Quellen widersprechen sich. {standing}: {statement}",
        "Las fuentes no coinciden. {standing}: {statement}",
    ),
    "since_then": (
        "Since then: {statement} {standing}.", "Da allora: {statement} {standing}.",
        "Depuis : {statement} {standing}.", "Seither: {statement} {standing}.",
        "Desde entonces: {statement} {standing}.",
    ),
    "review": (
        "Due for review since {date}; it may be out of date.",
        "Da rivedere dal {date}; potrebbe non essere aggiornato.",
        "À revoir, échéance {date} ; ce n'est peut-être plus à jour.",
        "Zur Prüfung fällig seit {date}; es kann veraltet sein.",
        "Pendiente de revisión desde {date}; puede no estar al día.",
    ),
    "expected": (
        "News expected: {date}.", "Novità attese: {date}.", "Du nouveau est attendu : {date}.",
        "Neues wird erwartet: {date}.", "Se esperan novedades: {date}.",
    ),
    "known_on": (
        "As of {date}.", "Situazione nota al {date}.", "Situation connue au {date}.",
        "Stand: {date}.", "Según lo conocido a fecha de {date}.",
    ),
    "other_language": (
        "This answer exists only in {language}.", "Questa risposta esiste solo in {language}.",
        "Cette réponse n'existe qu'en {language}.", "Diese Antwort gibt es nur auf {language}.",
        "Esta respuesta solo existe en {language}.",
    ),
    "language_en": ("English", "inglese", "anglais", "Englisch", "inglés"),
    "language_it": ("Italian", "italiano", "italien", "Italienisch", "italiano"),
    "language_fr": ("French", "francese", "français", "Französisch", "francés"),
    "language_de": ("German", "tedesco", "allemand", "Deutsch", "alemán"),
    "language_es": ("Spanish", "spagnolo", "espagnol", "Spanisch", "español"),
}  # fmt: skip
