"""Every fixed sentence that a member reads, by key and language.

English is complete by definition; a text that a language lacks is given in English. What a pack
says is never in here.
"""

from collections.abc import Mapping

FALLBACK = "en"
LANGUAGES = ("en", "it", "fr", "de", "es")

# key: the texts in the order of LANGUAGES.
_TABLE: Mapping[str, tuple[str, str, str, str, str]] = {
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
    # notices
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
    # asked about the answer before
    "says_sources": (
        "What the sources say ({count} independent of each other):",
        "Che cosa dicono le fonti ({count} indipendenti tra loro):",
        "Ce que disent les sources ({count} indépendantes entre elles) :",
        "Was die Quellen sagen ({count} voneinander unabhängige):",
        "Lo que dicen las fuentes ({count} independientes entre sí):",
    ),
    "says_sources_one": (
        "It goes back to one source:", "Risale a una sola fonte:",
        "Cela remonte à une seule source :",
        "Es geht auf eine Quelle zurück:", "Se remonta a una sola fuente:",
    ),
    "no_sources_for_that": (
        "No source is cited for that.", "Per questo non è citata alcuna fonte.",
        "Aucune source n'est citée pour cela.", "Dafür ist keine Quelle genannt.",
        "Para eso no se cita ninguna fuente.",
    ),
    "counted": (
        "{count} independent sources", "{count} fonti indipendenti",
        "{count} sources indépendantes", "{count} unabhängige Quellen",
        "{count} fuentes independientes",
    ),
    "counted_one": (
        "one source", "una sola fonte", "une seule source", "eine Quelle", "una sola fuente",
    ),
    "is_confirmed": (
        "Yes, that is confirmed.", "Sì, è confermato.", "Oui, c'est confirmé.",
        "Ja, das ist bestätigt.", "Sí, está confirmado.",
    ),
    "is_reported": (
        "That is reported, but not confirmed by those concerned.",
        "È riportato, ma non confermato dagli interessati.",
        "C'est rapporté, mais pas confirmé par les intéressés.",
        "Das wird berichtet, ist aber von den Beteiligten nicht bestätigt.",
        "Se ha publicado, pero los implicados no lo han confirmado.",
    ),
    "is_rumour": (
        "That is a rumour.", "È una voce.", "C'est une rumeur.", "Das ist ein Gerücht.",
        "Es un rumor.",
    ),
    "is_speculation": (
        "That is speculation.", "È un'ipotesi.", "C'est une spéculation.",
        "Das ist Spekulation.", "Es una especulación.",
    ),
    "is_opinion": (
        "That is an opinion.", "È un'opinione.", "C'est une opinion.", "Das ist eine Meinung.",
        "Es una opinión.",
    ),
    "is_denied": (
        "No, that is denied.", "No, è smentito.", "Non, c'est démenti.",
        "Nein, das ist dementiert.", "No, está desmentido.",
    ),
    "is_superseded": (
        "Not any more: that is out of date.", "Non più: è superato.",
        "Plus maintenant : c'est dépassé.",
        "Nicht mehr: das ist überholt.", "Ya no: está superado.",
    ),
    "dated": (
        "That is from {date}.", "Risale al {date}.", "Cela date de : {date}.",
        "Das ist vom Stand {date}.", "Eso es de: {date}.",
    ),
    "all_there_is": (
        "This is all I have on that:", "Questo è tutto ciò che ho:",
        "Voici tout ce que j'ai là-dessus :",
        "Das ist alles, was ich dazu habe:", "Esto es todo lo que tengo sobre eso:",
    ),
    # what was known, what is new, and how long ago
    "known_on_head": (
        "What was known on {date}, the latest first:",
        "Che cosa si sapeva il {date}, prima le notizie più recenti:",
        "Ce que l'on savait le {date}, le plus récent d'abord :",
        "Was am {date} bekannt war, das Neueste zuerst:",
        "Lo que se sabía el {date}, primero lo más reciente:",
    ),
    "changed_since_then": (
        "Since then {changed} of these statements have changed standing; {newer} facts are new.",
        "Da allora {changed} di queste affermazioni hanno cambiato stato; {newer} fatti nuovi.",
        "Depuis, {changed} de ces affirmations ont changé de statut ; {newer} faits nouveaux.",
        "Seither änderte sich der Stand von {changed} dieser Aussagen; {newer} Fakten sind neu.",
        "Desde entonces {changed} de estas afirmaciones cambiaron y {newer} hechos son nuevos.",
    ),
    "new_since_head": (
        "New since {date} ({count} facts in all), the latest first:",
        "Novità dal {date} ({count} fatti in tutto), prima le più recenti:",
        "Nouveau depuis {date} ({count} faits en tout), le plus récent d'abord :",
        "Neu seit {date} ({count} Fakten insgesamt), das Neueste zuerst:",
        "Novedades desde {date} ({count} hechos en total), primero lo más reciente:",
    ),
    "nothing_since": (
        "I hold nothing that is newer than {date}.", "Non ho nulla di più recente del {date}.",
        "Je n'ai rien de plus récent que : {date}.", "Ich habe nichts, das neuer ist als {date}.",
        "No tengo nada más reciente que {date}.",
    ),
    "ago_day": (
        "{number} days ago", "{number} giorni fa", "il y a {number} jours", "vor {number} Tagen",
        "hace {number} días",
    ),
    "ago_month": (
        "{number} months ago", "{number} mesi fa", "il y a {number} mois", "vor {number} Monaten",
        "hace {number} meses",
    ),
    "ago_year": (
        "{number} years ago", "{number} anni fa", "il y a {number} ans", "vor {number} Jahren",
        "hace {number} años",
    ),
    "ago_line": (
        "{date}: {ago}.", "{date}: {ago}.", "{date} : {ago}.", "{date}: {ago}.", "{date}: {ago}.",
    ),
    # scenarios beside each other
    "no_odds": (
        "Nobody can say what is likelier; this is what speaks for and against each:",
        "Nessuno può dire che cosa sia più probabile; ecco che cosa parla a favore e contro:",
        "Nul ne peut dire ce qui est le plus probable ; voici ce qui plaide pour et contre :",
        "Was wahrscheinlicher ist, kann niemand sagen; dies spricht jeweils dafür und dagegen:",
        "Nadie puede decir qué es más probable; esto habla a favor y en contra de cada uno:",
    ),
    "side_title": (
        "“{title}”: {state}", "«{title}»: {state}", "« {title} » : {state}", "„{title}“: {state}",
        "«{title}»: {state}",
    ),
    "side_for": (
        "- For it: {pieces} pieces of evidence, {count} independent sources. {said}",
        "- A favore: {pieces} elementi, {count} fonti indipendenti. {said}",
        "- Pour : {pieces} éléments, {count} sources indépendantes. {said}",
        "- Dafür: {pieces} Belege, {count} unabhängige Quellen. {said}",
        "- A favor: {pieces} indicios, {count} fuentes independientes. {said}",
    ),
    "side_against": (
        "- Against it: {pieces} pieces of evidence, {count} independent sources. {said}",
        "- Contro: {pieces} elementi, {count} fonti indipendenti. {said}",
        "- Contre : {pieces} éléments, {count} sources indépendantes. {said}",
        "- Dagegen: {pieces} Belege, {count} unabhängige Quellen. {said}",
        "- En contra: {pieces} indicios, {count} fuentes independientes. {said}",
    ),
    # several facts
    "difference": (
        "Difference: {difference}.", "Differenza: {difference}.", "Écart : {difference}.",
        "Unterschied: {difference}.", "Diferencia: {difference}.",
    ),
    "difference_ratio": (
        "Difference: {difference}, a factor of {ratio}.",
        "Differenza: {difference}, un fattore di {ratio}.",
        "Écart : {difference}, un facteur de {ratio}.",
        "Unterschied: {difference}, ein Faktor von {ratio}.",
        "Diferencia: {difference}, un factor de {ratio}.",
    ),
    "points": (
        "{number} percentage points", "{number} punti percentuali",
        "{number} points de pourcentage", "{number} Prozentpunkte", "{number} puntos porcentuales",
    ),
    # scenarios
    "scenario_open": ("Open", "Aperto", "Ouvert", "Offen", "Abierto"),
    "scenario_happened": (
        "It happened", "Si è avverato", "C'est arrivé", "Eingetreten", "Se cumplió",
    ),
    "scenario_ruled_out": ("Ruled out", "Escluso", "Exclu", "Ausgeschlossen", "Descartado"),
    "scenario_overtaken": (
        "Overtaken by events", "Superato dai fatti", "Dépassé par les faits",
        "Von den Ereignissen überholt", "Superado por los hechos",
    ),
    "scenario_standing": (
        "{state}, as of {date}", "{state}, al {date}", "{state}, au {date}",
        "{state}, Stand {date}", "{state}, a fecha de {date}",
    ),
    "scenario_short": (
        "Scenario “{title}”: {state}.", "Scenario «{title}»: {state}.",
        "Scénario « {title} » : {state}.", "Szenario „{title}“: {state}.",
        "Escenario «{title}»: {state}.",
    ),
    "scenario_for": ("For it:", "A favore:", "Pour :", "Dafür:", "A favor:"),
    "scenario_against": ("Against it:", "Contro:", "Contre :", "Dagegen:", "En contra:"),
    "scenario_settled_by": (
        "What would settle it:", "Che cosa lo deciderebbe:", "Ce qui trancherait :",
        "Was es entscheiden würde:", "Qué lo decidiría:",
    ),
    "scenario_judged_by": (
        "What it was to be judged by:", "Da che cosa si doveva giudicare:",
        "Ce qui devait trancher :", "Woran es zu messen war:", "Qué debía decidirlo:",
    ),
    "scenario_watch": (
        "What to watch:", "Che cosa osservare:", "À surveiller :", "Worauf zu achten ist:",
        "Qué hay que observar:",
    ),
    "scenario_deadline": (
        "To be decided by {date}.", "Da decidere entro il {date}.", "À trancher d'ici : {date}.",
        "Zu entscheiden bis {date}.", "Se decidirá antes de: {date}.",
    ),
    "more": (
        "and {count} more", "e altri {count}", "et {count} de plus", "und {count} weitere",
        "y {count} más",
    ),
    "word_confirmed": ("confirmed", "confermato", "confirmé", "bestätigt", "confirmado"),
    "word_reported": ("reported", "riportato", "rapporté", "berichtet", "publicado"),
    "word_rumour": ("rumour", "voce", "rumeur", "Gerücht", "rumor"),
    "word_speculation": ("speculation", "ipotesi", "spéculation", "Spekulation", "especulación"),
    "word_opinion": ("opinion", "opinione", "opinion", "Meinung", "opinión"),
    "word_denied": ("denied", "smentito", "démenti", "dementiert", "desmentido"),
    "word_superseded": ("out of date", "superato", "dépassé", "überholt", "superado"),
    # what changed since an earlier answer
    "now_standing": (
        "Now {standing} (was: {was})", "Ora {standing} (prima: {was})",
        "Désormais {standing} (auparavant : {was})", "Jetzt {standing} (vorher: {was})",
        "Ahora {standing} (antes: {was})",
    ),
    "now_superseded": (
        "Now out of date (was: {was})", "Non più attuale (prima: {was})",
        "Désormais dépassé (auparavant : {was})", "Jetzt überholt (vorher: {was})",
        "Ya no es actual (antes: {was})",
    ),
    "now_superseded_by": (
        "Now out of date (was: {was}). In its place: {statement}",
        "Non più attuale (prima: {was}). Al suo posto: {statement}",
        "Désormais dépassé (auparavant : {was}). À la place : {statement}",
        "Jetzt überholt (vorher: {was}). Stattdessen: {statement}",
        "Ya no es actual (antes: {was}). En su lugar: {statement}",
    ),
    "now_value": (
        "Now {value} (was: {was})", "Ora {value} (prima: {was})",
        "Désormais {value} (auparavant : {was})", "Jetzt {value} (vorher: {was})",
        "Ahora {value} (antes: {was})",
    ),
    "now_said": (
        "Corrected: {statement}", "Corretto: {statement}", "Corrigé : {statement}",
        "Berichtigt: {statement}", "Corregido: {statement}",
    ),
    "now_as_of": (
        "Now as of {date} (was: {was})", "Ora al {date} (prima: {was})",
        "Désormais au {date} (auparavant : {was})", "Jetzt Stand {date} (vorher: {was})",
        "Ahora a fecha de {date} (antes: {was})",
    ),
    "now_disputed": (
        "Sources disagree on this now: {statement}",
        "Ora le fonti non concordano su questo: {statement}",
        "Les sources divergent désormais là-dessus : {statement}",
        "Hierzu widersprechen sich die Quellen jetzt: {statement}",
        "Ahora las fuentes no coinciden en esto: {statement}",
    ),
    "now_new": (
        "New: {statement}", "Novità: {statement}", "Nouveau : {statement}", "Neu: {statement}",
        "Nuevo: {statement}",
    ),
    "now_withdrawn": (
        "Withdrawn: {statement}", "Ritirato: {statement}", "Retiré : {statement}",
        "Zurückgezogen: {statement}", "Retirado: {statement}",
    ),
    "now_entry": (
        "The answer was revised: {question}", "La risposta è stata rivista: {question}",
        "La réponse a été revue : {question}", "Die Antwort wurde überarbeitet: {question}",
        "La respuesta se ha revisado: {question}",
    ),
    "now_scenario": (
        "Scenario “{title}”: {state} (was: {was})", "Scenario «{title}»: {state} (prima: {was})",
        "Scénario « {title} » : {state} (auparavant : {was})",
        "Szenario „{title}“: {state} (vorher: {was})",
        "Escenario «{title}»: {state} (antes: {was})",
    ),
    "now_scenario_said": (
        "The scenario was revised: {title}", "Lo scenario è stato rivisto: {title}",
        "Le scénario a été revu : {title}", "Das Szenario wurde überarbeitet: {title}",
        "El escenario se ha revisado: {title}",
    ),
    # no answer
    "no_entry": (
        "I have nothing on that.", "Su questo non ho nulla.", "Je n'ai rien là-dessus.",
        "Dazu habe ich nichts.", "No tengo nada sobre eso.",
    ),
    "no_entry_near": (
        "I have nothing on that. Perhaps you meant:", "Su questo non ho nulla. Forse intendevi:",
        "Je n'ai rien là-dessus. Peut-être vouliez-vous dire :",
        "Dazu habe ich nichts. Vielleicht war gemeint:",
        "No tengo nada sobre eso. Quizá querías decir:",
    ),
    "suggested": (
        "I am not sure what you mean. Did you mean:", "Non sono sicuro di aver capito. Intendevi:",
        "Je ne suis pas sûr de comprendre. Vouliez-vous dire :",
        "Ich bin nicht sicher, was gemeint ist. War es:",
        "No estoy seguro de entenderlo. ¿Querías decir:",
    ),
    "not_a_question": (
        "I found no question in that. Ask me about: {titles}.",
        "Qui non trovo una domanda. Chiedimi di: {titles}.",
        "Je n'y trouve pas de question. Interrogez-moi sur : {titles}.",
        "Darin finde ich keine Frage. Frag mich zu: {titles}.",
        "Ahí no encuentro ninguna pregunta. Pregúntame sobre: {titles}.",
    ),
    "no_question": (
        "I found no question in that.", "Qui non trovo una domanda.",
        "Je n'y trouve pas de question.", "Darin finde ich keine Frage.",
        "Ahí no encuentro ninguna pregunta.",
    ),
    "not_yet_known": (
        "My sources do not say that yet. News expected: {date}.",
        "Le mie fonti non lo dicono ancora. Novità attese: {date}.",
        "Mes sources ne le disent pas encore. Du nouveau est attendu : {date}.",
        "Das sagen meine Quellen noch nicht. Neues wird erwartet: {date}.",
        "Mis fuentes aún no lo dicen. Se esperan novedades: {date}.",
    ),
    "not_known_then": (
        "What I hold on that is from after {date}.", "Ciò che ho su questo è successivo a: {date}.",
        "Ce que j'ai là-dessus date d'après : {date}.",
        "Was ich dazu habe, ist aus der Zeit nach: {date}.",
        "Lo que tengo sobre eso es posterior a: {date}.",
    ),
}  # fmt: skip


def by_language(table: Mapping[str, tuple[str, ...]]) -> Mapping[str, Mapping[str, str]]:
    """Return a table of texts in the order of `LANGUAGES`, by key and language."""
    return {key: dict(zip(LANGUAGES, texts, strict=True)) for key, texts in table.items()}


def text_of(texts: Mapping[str, str], language: str, /, **values: object) -> str:
    """Return a text in the language (English where there is none) with its values put in."""
    return texts.get(language, texts[FALLBACK]).format(**values)


TEXTS = by_language(_TABLE)


def text(key: str, language: str, /, **values: object) -> str:
    """Return a text of an answer, as `text_of` does."""
    return text_of(TEXTS[key], language, **values)


def language_name(code: str, language: str) -> str:
    """Return what a language is called in another; its code where nobody wrote that down."""
    key = f"language_{code}"
    return text(key, language) if key in TEXTS else code
