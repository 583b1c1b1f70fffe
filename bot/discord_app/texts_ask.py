"""The fixed texts around asking and answering, by key and language.

What an answer itself says is in `bot.answers.texts`. Keys that begin with
`command_` name and describe commands.
"""

from collections.abc import Mapping

LANGUAGES = ("en", "it", "fr", "de", "es")

# key: the texts in the order of LANGUAGES.
_TABLE: Mapping[str, tuple[str, str, str, str, str]] = {
    # on an answer
    "more": ("More", "Altro", "Plus", "Mehr", "Más"),
    "sources": ("Sources", "Fonti", "Sources", "Quellen", "Fuentes"),
    "why": (
        "Why this answer", "Perché questa risposta", "Pourquoi cette réponse",
        "Warum diese Antwort", "Por qué esta respuesta",
    ),
    "related": (
        "Related questions", "Domande collegate", "Questions liées", "Verwandte Fragen",
        "Preguntas relacionadas",
    ),
    "outdated": ("Outdated", "Superata", "Dépassée", "Veraltet", "Desactualizada"),
    "look_into": (
        "Look into one", "Approfondiscine uno", "En ouvrir un", "Eines ansehen", "Ver uno",
    ),
    "next": ("Next", "Avanti", "Suivant", "Weiter", "Siguiente"),
    "back": ("Back", "Indietro", "Précédent", "Zurück", "Atrás"),
    "none_of_these": (
        "None of these", "Nessuna di queste", "Aucune de celles-ci", "Keine davon",
        "Ninguna de estas",
    ),
    "asked": ("Asked: {question}", "Domanda: {question}", "Question : {question}",
              "Gefragt: {question}", "Pregunta: {question}"),
    "more_answers": (
        "There is more in your message than fits here; ask the rest separately.",
        "Il messaggio contiene più di quanto entri qui: chiedi il resto a parte.",
        "Votre message contient plus que ce qui tient ici ; posez le reste séparément.",
        "In der Nachricht steckt mehr, als hier Platz hat; bitte den Rest einzeln fragen.",
        "Tu mensaje contiene más de lo que cabe aquí; pregunta el resto por separado.",
    ),
    # while processes of the bot answer from different versions of a pack
    "version": (
        "From version {version} of my facts; an update is on its way.",
        "Dalla versione {version} dei miei dati; un aggiornamento è in corso.",
        "D'après la version {version} de mes données ; une mise à jour est en cours.",
        "Aus Fassung {version} meiner Fakten; eine Aktualisierung ist unterwegs.",
        "De la versión {version} de mis datos; hay una actualización en curso.",
    ),
    # after a button
    "thanks": (
        "Thank you. The curators see that.", "Grazie. I curatori lo vedono.",
        "Merci. Les curateurs le verront.", "Danke. Die Redaktion sieht das.",
        "Gracias. Los editores lo verán.",
    ),
    "none_taken": (
        "None of these, then. Try it in other words, or name the company or model you mean.",
        "Nessuna, allora. Prova con altre parole, o nomina l'azienda o il modello.",
        "Aucune, donc. Essayez d'autres mots, ou nommez l'entreprise ou le modèle.",
        "Also keine davon. Versuche es mit anderen Worten, oder nenne Firma oder Modell.",
        "Ninguna, entonces. Prueba con otras palabras, o nombra la empresa o el modelo.",
    ),
    "only_asker": (
        "Only the member who asked can do that.", "Può farlo solo chi ha fatto la domanda.",
        "Seul l'auteur de la question peut le faire.",
        "Das kann nur, wer die Frage gestellt hat.",
        "Solo puede hacerlo quien hizo la pregunta.",
    ),
    "gone": (
        "That is no longer in my sources. Please ask again.",
        "Questo non è più nelle mie fonti. Chiedi di nuovo, per favore.",
        "Cela n'est plus dans mes sources. Reposez la question, s'il vous plaît.",
        "Das ist nicht mehr in meinen Quellen. Bitte frage noch einmal.",
        "Eso ya no está en mis fuentes. Pregunta de nuevo, por favor.",
    ),
    "no_sources": (
        "This answer cites no source.", "Questa risposta non cita fonti.",
        "Cette réponse ne cite aucune source.", "Diese Antwort nennt keine Quelle.",
        "Esta respuesta no cita ninguna fuente.",
    ),
    "why_match": (
        "Nearest question: {question}", "Domanda più vicina: {question}",
        "Question la plus proche : {question}", "Nächste Frage: {question}",
        "Pregunta más cercana: {question}",
    ),
    "why_confidence": (
        "How sure: {percent} %", "Sicurezza: {percent} %", "Certitude : {percent} %",
        "Sicherheit: {percent} %", "Seguridad: {percent} %",
    ),
    "why_next": (
        "Next best: {question}, {points} points behind",
        "Seconda scelta: {question}, {points} punti in meno",
        "Deuxième choix : {question}, {points} points de moins",
        "Nächstbeste: {question}, {points} Punkte dahinter",
        "Segunda opción: {question}, {points} puntos menos",
    ),
    "why_named": (
        "It was chosen by name.", "È stata scelta per nome.", "Choisie par son nom.",
        "Sie wurde beim Namen gewählt.", "Se eligió por su nombre.",
    ),
    "why_facts": (
        "It rests on:", "Si basa su:", "Elle repose sur :", "Sie beruht auf:", "Se basa en:",
    ),
    "why_pack": (
        "From “{title}”, version {version}.", "Da “{title}”, versione {version}.",
        "Tiré de « {title} », version {version}.", "Aus „{title}“, Version {version}.",
        "De “{title}”, versión {version}.",
    ),
    # where facts stand
    "status_confirmed": ("confirmed", "confermato", "confirmé", "bestätigt", "confirmado"),
    "status_reported": ("reported", "riportato", "rapporté", "berichtet", "publicado"),
    "status_rumour": ("rumour", "voce", "rumeur", "Gerücht", "rumor"),
    "status_speculation": ("speculation", "ipotesi", "spéculation", "Spekulation", "especulación"),
    "status_denied": ("denied", "smentito", "démenti", "dementiert", "desmentido"),
    "status_superseded": ("out of date", "superato", "dépassé", "überholt", "superado"),
    "status_opinion": ("opinion", "opinione", "opinion", "Meinung", "opinión"),
    # waiting, errors
    "slow_down": (
        "One moment, please: ask me again {when}.",
        "Un attimo, per favore: chiedi di nuovo {when}.",
        "Un instant, s'il vous plaît : redemandez {when}.",
        "Einen Moment, bitte: frage {when} noch einmal.",
        "Un momento, por favor: pregúntame de nuevo {when}.",
    ),
    "error": (
        "Sorry, something went wrong. Reference: {reference}",
        "Mi dispiace, qualcosa è andato storto. Riferimento: {reference}",
        "Désolé, une erreur est survenue. Référence : {reference}",
        "Entschuldigung, da ging etwas schief. Kennzeichen: {reference}",
        "Lo siento, algo salió mal. Referencia: {reference}",
    ),
    "bad_date": (
        "That is no date. Write 2025, 2025-04 or 2025-04-24.",
        "Non è una data. Scrivi 2025, 2025-04 o 2025-04-24.",
        "Ce n'est pas une date. Écrivez 2025, 2025-04 ou 2025-04-24.",
        "Das ist kein Datum. Schreibe 2025, 2025-04 oder 2025-04-24.",
        "Eso no es una fecha. Escribe 2025, 2025-04 o 2025-04-24.",
    ),
    "no_text": (
        "There is no text in that message to look up.", "In quel messaggio non c'è testo.",
        "Il n'y a pas de texte dans ce message.", "In dieser Nachricht steht kein Text.",
        "No hay texto en ese mensaje.",
    ),
    "greeting": (
        "Ask me a question, for example:", "Fammi una domanda, per esempio:",
        "Posez-moi une question, par exemple :", "Stell mir eine Frage, zum Beispiel:",
        "Hazme una pregunta, por ejemplo:",
    ),
    "not_there": (
        "I hold nothing by that name. Choose one from the list as you type.",
        "Non ho nulla con quel nome. Scegli dall'elenco mentre scrivi.",
        "Je n'ai rien de ce nom. Choisissez dans la liste pendant la saisie.",
        "Unter dem Namen habe ich nichts. Wähle beim Tippen aus der Liste.",
        "No tengo nada con ese nombre. Elige de la lista mientras escribes.",
    ),
    "nothing_listed": (
        "There is nothing to list.", "Non c'è nulla da elencare.", "Il n'y a rien à lister.",
        "Es gibt nichts aufzulisten.", "No hay nada que listar.",
    ),
    "page": (
        "Page {page} of {pages}", "Pagina {page} di {pages}", "Page {page} sur {pages}",
        "Seite {page} von {pages}", "Página {page} de {pages}",
    ),
    "scenarios": ("Scenarios", "Scenari", "Scénarios", "Szenarien", "Escenarios"),
    "timeline": ("Timeline", "Cronologia", "Chronologie", "Zeitleiste", "Cronología"),
    "not_covered": ("Not covered: {about}", "Non trattato: {about}", "Non couvert : {about}",
                    "Nicht behandelt: {about}", "No se trata: {about}"),
    "about_counts": (
        "{entries} questions, {facts} facts, {sources} sources, {scenarios} scenarios",
        "{entries} domande, {facts} fatti, {sources} fonti, {scenarios} scenari",
        "{entries} questions, {facts} faits, {sources} sources, {scenarios} scénarios",
        "{entries} Fragen, {facts} Fakten, {sources} Quellen, {scenarios} Szenarien",
        "{entries} preguntas, {facts} hechos, {sources} fuentes, {scenarios} escenarios",
    ),
    "about_updated": (
        "Updated {date}, version {version}", "Aggiornato {date}, versione {version}",
        "Mis à jour {date}, version {version}", "Aktualisiert {date}, Version {version}",
        "Actualizado {date}, versión {version}",
    ),
    "about_bot": (
        ("I answer only from curated sources, and say how firm each answer is. No language model"
         " writes what I say."),
        ("Rispondo solo da fonti curate e dico quanto è solida ogni risposta. Nessun modello"
         " linguistico scrive ciò che dico."),
        ("Je ne réponds qu'à partir de sources choisies et dis la solidité de chaque réponse. Aucun"
         " modèle de langue n'écrit ce que je dis."),
        ("Ich antworte nur aus geprüften Quellen und sage, wie fest jede Antwort steht. Kein"
         " Sprachmodell schreibt, was ich sage."),
        ("Respondo solo con fuentes seleccionadas y digo cuán firme es cada respuesta. Ningún"
         " modelo de lenguaje escribe lo que digo."),
    ),
    "help": (
        ("**How to ask**\n"
         "- `/ask` a question; suggestions appear as you type\n"
         "- mention me in a channel, or reply to one of my answers\n"
         "- write to me in a direct message\n"
         "- right-click a message, **Apps**, **Check this**\n\n"
         "**Look things up**\n"
         "- `/fact` `/scenario` one of them, `/scenarios` `/timeline` `/sources` all of them\n"
         "- `/about` what I know of, `/privacy` what I keep\n"
         "- `/whatchanged` what is new, `/follow` `/unfollow` to be told of it"),
        ("**Come chiedere**\n"
         "- `/ask` una domanda; i suggerimenti compaiono mentre scrivi\n"
         "- menzionami in un canale, o rispondi a una mia risposta\n"
         "- scrivimi in un messaggio diretto\n"
         "- clic destro su un messaggio, **App**, **Controlla**\n\n"
         "**Consultare**\n"
         "- `/fact` `/scenario` uno solo, `/scenarios` `/timeline` `/sources` tutti\n"
         "- `/about` che cosa conosco, `/privacy` che cosa conservo\n"
         "- `/whatchanged` le novità, `/follow` `/unfollow` per essere avvisati"),
        ("**Comment demander**\n"
         "- `/ask` une question ; des suggestions apparaissent à la saisie\n"
         "- mentionnez-moi dans un salon, ou répondez à l'une de mes réponses\n"
         "- écrivez-moi en message privé\n"
         "- clic droit sur un message, **Applications**, **Vérifier**\n\n"
         "**Consulter**\n"
         "- `/fact` `/scenario` un seul, `/scenarios` `/timeline` `/sources` tous\n"
         "- `/about` ce que je connais, `/privacy` ce que je garde\n"
         "- `/whatchanged` les nouveautés, `/follow` `/unfollow` pour être prévenu"),
        ("**So fragst du**\n"
         "- `/ask` eine Frage; Vorschläge erscheinen beim Tippen\n"
         "- erwähne mich in einem Kanal oder antworte auf eine meiner Antworten\n"
         "- schreib mir eine Direktnachricht\n"
         "- Rechtsklick auf eine Nachricht, **Apps**, **Prüfen**\n\n"
         "**Nachschlagen**\n"
         "- `/fact` `/scenario` einzeln, `/scenarios` `/timeline` `/sources` alles\n"
         "- `/about` was ich kenne, `/privacy` was ich behalte\n"
         "- `/whatchanged` was neu ist, `/follow` `/unfollow`, um davon zu erfahren"),
        ("**Cómo preguntar**\n"
         "- `/ask` una pregunta; las sugerencias aparecen al escribir\n"
         "- nómbrame en un canal, o responde a una de mis respuestas\n"
         "- escríbeme un mensaje directo\n"
         "- clic derecho en un mensaje, **Aplicaciones**, **Comprobar**\n\n"
         "**Consultar**\n"
         "- `/fact` `/scenario` uno, `/scenarios` `/timeline` `/sources` todos\n"
         "- `/about` lo que conozco, `/privacy` lo que guardo\n"
         "- `/whatchanged` las novedades, `/follow` `/unfollow` para recibir avisos"),
    ),
    # commands: names are small letters without blanks, descriptions at most 100 characters
    "command_ask": ("ask", "chiedi", "demander", "frage", "preguntar"),
    "command_ask_about": (
        "Ask a question", "Fai una domanda", "Poser une question", "Stelle eine Frage",
        "Haz una pregunta",
    ),
    "command_ask_question": ("question", "domanda", "question", "frage", "pregunta"),
    "command_ask_question_about": (
        "What you want to know", "Che cosa vuoi sapere", "Ce que vous voulez savoir",
        "Was du wissen willst", "Lo que quieres saber",
    ),
    "command_private": ("private", "privato", "privé", "privat", "privado"),
    "command_private_about": (
        "Show the answer only to you", "Mostra la risposta solo a te",
        "Ne montrer la réponse qu'à vous", "Die Antwort nur dir zeigen",
        "Mostrar la respuesta solo a ti",
    ),
    "command_as_of": ("as_of", "alla_data", "à_la_date", "stand", "a_fecha_de"),
    "command_as_of_about": (
        "Answer with what was known then: 2025, 2025-04 or 2025-04-24",
        "Rispondi con ciò che si sapeva allora: 2025, 2025-04 o 2025-04-24",
        "Répondre avec ce qu'on savait alors : 2025, 2025-04 ou 2025-04-24",
        "Mit dem antworten, was damals bekannt war: 2025, 2025-04 oder 2025-04-24",
        "Responder con lo que se sabía entonces: 2025, 2025-04 o 2025-04-24",
    ),
    "command_fact": ("fact", "fatto", "fait", "fakt", "hecho"),
    "command_fact_about": (
        "One fact with its sources", "Un fatto con le sue fonti", "Un fait avec ses sources",
        "Ein Fakt mit seinen Quellen", "Un hecho con sus fuentes",
    ),
    "command_fact_choice": ("fact", "fatto", "fait", "fakt", "hecho"),
    "command_fact_choice_about": (
        "Type to search", "Scrivi per cercare", "Tapez pour chercher", "Tippe, um zu suchen",
        "Escribe para buscar",
    ),
    "command_scenario": ("scenario", "scenario", "scénario", "szenario", "escenario"),
    "command_scenario_about": (
        "One scenario with its evidence", "Uno scenario con gli indizi",
        "Un scénario avec ses indices", "Ein Szenario mit seinen Belegen",
        "Un escenario con sus indicios",
    ),
    "command_scenario_choice": ("scenario", "scenario", "scénario", "szenario", "escenario"),
    "command_scenarios": ("scenarios", "scenari", "scénarios", "szenarien", "escenarios"),
    "command_scenarios_about": (
        "What might happen, and where each scenario stands",
        "Che cosa potrebbe accadere, e a che punto è ogni scenario",
        "Ce qui pourrait arriver, et où en est chaque scénario",
        "Was geschehen könnte, und wo jedes Szenario steht",
        "Qué podría pasar, y cómo está cada escenario",
    ),
    "command_sources": ("sources", "fonti", "sources", "quellen", "fuentes"),
    "command_sources_about": (
        "All sources that I answer from", "Tutte le fonti da cui rispondo",
        "Toutes les sources dont je me sers", "Alle Quellen, aus denen ich antworte",
        "Todas las fuentes con las que respondo",
    ),
    "command_timeline": ("timeline", "cronologia", "chronologie", "zeitleiste", "cronología"),
    "command_timeline_about": (
        "What happened when, the newest first", "Che cosa è successo e quando, dal più recente",
        "Ce qui s'est passé et quand, du plus récent au plus ancien",
        "Was wann geschah, das Neueste zuerst", "Qué pasó y cuándo, primero lo más reciente",
    ),
    "command_subject": ("about", "su", "sur", "über", "sobre"),
    "command_subject_about": (
        "Only this company, person, model or scenario",
        "Solo questa azienda, persona, modello o scenario",
        "Seulement cette entreprise, personne, ce modèle ou scénario",
        "Nur diese Firma, diese Person, dieses Modell oder Szenario",
        "Solo esta empresa, persona, modelo o escenario",
    ),
    "command_from": ("from", "dal", "du", "von", "desde"),
    "command_from_about": (
        "The first date: 2025, 2025-04 or 2025-04-24",
        "La prima data: 2025, 2025-04 o 2025-04-24",
        "La première date : 2025, 2025-04 ou 2025-04-24",
        "Das erste Datum: 2025, 2025-04 oder 2025-04-24",
        "La primera fecha: 2025, 2025-04 o 2025-04-24",
    ),
    "command_to": ("to", "al", "au", "bis", "hasta"),
    "command_to_about": (
        "The last date: 2025, 2025-04 or 2025-04-24",
        "L'ultima data: 2025, 2025-04 o 2025-04-24",
        "La dernière date : 2025, 2025-04 ou 2025-04-24",
        "Das letzte Datum: 2025, 2025-04 oder 2025-04-24",
        "La última fecha: 2025, 2025-04 o 2025-04-24",
    ),
    "command_theme": ("theme", "tema", "thème", "thema", "tema"),
    "command_theme_about": (
        "The colours of the picture", "I colori dell'immagine", "Les couleurs de l'image",
        "Die Farben des Bildes", "Los colores de la imagen",
    ),
    "theme_dark": ("dark", "scuro", "sombre", "dunkel", "oscuro"),
    "theme_light": ("light", "chiaro", "clair", "hell", "claro"),
    "dates_reversed": (
        "The last date lies before the first.", "L'ultima data precede la prima.",
        "La dernière date précède la première.", "Das letzte Datum liegt vor dem ersten.",
        "La última fecha es anterior a la primera.",
    ),
    "command_about": ("about", "informazioni", "à_propos", "über", "acerca"),
    "command_about_about": (
        "What I know of, and how old it is", "Che cosa conosco, e quanto è aggiornato",
        "Ce que je connais, et de quand cela date", "Was ich kenne, und wie alt es ist",
        "Lo que conozco, y de cuándo es",
    ),
    "command_help": ("help", "aiuto", "aide", "hilfe", "ayuda"),
    "command_help_about": (
        "How to ask me", "Come chiedere", "Comment me demander", "Wie du mich fragst",
        "Cómo preguntarme",
    ),
    "check_this_menu": ("Check this", "Controlla", "Vérifier", "Prüfen", "Comprobar"),
}  # fmt: skip

TEXTS: dict[str, dict[str, str]] = {
    key: dict(zip(LANGUAGES, texts, strict=True)) for key, texts in _TABLE.items()
}
