"""The texts of `/privacy`."""

TEXTS: dict[str, dict[str, str]] = {
    "privacy_name": {
        "en": "privacy",
        "it": "privacy",
        "fr": "confidentialité",
        "de": "datenschutz",
        "es": "privacidad",
    },
    "privacy_about": {
        "en": "See, take with you or delete what I hold on you",
        "it": "Vedi, scarica o elimina ciò che conservo su di te",
        "fr": "Voir, emporter ou supprimer ce que je garde sur vous",
        "de": "Sehen, mitnehmen oder löschen, was ich über dich habe",
        "es": "Ver, descargar o borrar lo que guardo sobre ti",
    },
    "privacy_title": {
        "en": "### What I hold on you",
        "it": "### Ciò che conservo su di te",
        "fr": "### Ce que je garde sur vous",
        "de": "### Was ich über dich habe",
        "es": "### Lo que guardo sobre ti",
    },
    "privacy_nothing": {
        "en": "Nothing.",
        "it": "Niente.",
        "fr": "Rien.",
        "de": "Nichts.",
        "es": "Nada.",
    },
    "privacy_held_answers": {
        "en": "Answers given to you: **{count}**",
        "it": "Risposte date a te: **{count}**",
        "fr": "Réponses qui vous ont été données : **{count}**",
        "de": "Antworten an dich: **{count}**",
        "es": "Respuestas dadas a ti: **{count}**",
    },
    "privacy_held_feedback": {
        "en": "Your feedback on answers: **{count}**",
        "it": "Tuoi giudizi sulle risposte: **{count}**",
        "fr": "Vos avis sur des réponses : **{count}**",
        "de": "Deine Urteile über Antworten: **{count}**",
        "es": "Tus valoraciones de respuestas: **{count}**",
    },
    "privacy_held_questions": {
        "en": "Questions of yours that I could not answer: **{count}**",
        "it": "Tue domande a cui non ho saputo rispondere: **{count}**",
        "fr": "Vos questions restées sans réponse : **{count}**",
        "de": "Deine Fragen, die ich nicht beantworten konnte: **{count}**",
        "es": "Preguntas tuyas que no supe responder: **{count}**",
    },
    "privacy_held_proposals": {
        "en": "What you proposed or reported: **{count}**",
        "it": "Ciò che hai proposto o segnalato: **{count}**",
        "fr": "Ce que vous avez proposé ou signalé : **{count}**",
        "de": "Was du vorgeschlagen oder gemeldet hast: **{count}**",
        "es": "Lo que propusiste o señalaste: **{count}**",
    },
    "privacy_held_decisions": {
        "en": "What you did as a curator: **{count}**",
        "it": "Ciò che hai fatto come curatore: **{count}**",
        "fr": "Ce que vous avez fait en tant que curateur : **{count}**",
        "de": "Was du als Kurator getan hast: **{count}**",
        "es": "Lo que hiciste como curador: **{count}**",
    },
    "privacy_held_following": {
        "en": "What you follow, and messages about it: **{count}**",
        "it": "Ciò che segui e i relativi messaggi: **{count}**",
        "fr": "Ce que vous suivez et les messages à ce sujet : **{count}**",
        "de": "Was du verfolgst, und Nachrichten dazu: **{count}**",
        "es": "Lo que sigues y los mensajes sobre ello: **{count}**",
    },
    "privacy_held_since": {
        "en": "The oldest is from {since}.",
        "it": "La voce più vecchia è del {since}.",
        "fr": "Le plus ancien date du {since}.",
        "de": "Das Älteste ist vom {since}.",
        "es": "Lo más antiguo es del {since}.",
    },
    "privacy_explained": {
        "en": "For each answer I keep who asked, where, and which entry answered, so that its"
        " buttons work and you can delete it. What you typed is not kept, only a fingerprint"
        " of it. The exception: a question in a server that I could not answer is kept word"
        " for word for its curators (a server can switch that off), under a fingerprint"
        " instead of your name, as feedback is. What you follow, propose or decide, and when"
        " you last asked what changed, is kept under your id. Days until it is deleted:"
        " answers {answers}, feedback {feedback},"
        " questions {questions}, proposals {proposals}. Deleting takes all of it; what"
        " curators have accepted stays, without your name.",
        "it": "Per ogni risposta conservo chi ha chiesto, dove, e quale voce ha risposto, perché"
        " i pulsanti funzionino e tu possa eliminarla. Ciò che hai scritto non è conservato:"
        " solo una sua impronta. L'eccezione: una domanda in un server a cui non ho saputo"
        " rispondere è conservata parola per parola per i suoi curatori (il server può"
        " disattivarlo), sotto un'impronta e non con il tuo nome, come i giudizi. Ciò che"
        " segui, proponi o decidi, e quando hai chiesto le novità, è conservato con il tuo id."
        " Giorni fino all'eliminazione:"
        " risposte {answers}, giudizi {feedback}, domande {questions}, proposte {proposals}."
        " Eliminando sparisce tutto; ciò che i curatori hanno accettato resta, senza il tuo"
        " nome.",
        "fr": "Pour chaque réponse, je garde qui a demandé, où, et quelle fiche a répondu, pour"
        " que ses boutons marchent et que vous puissiez la supprimer. Ce que vous avez écrit"
        " n'est pas gardé, seulement son empreinte. L'exception : dans un serveur, une"
        " question restée sans réponse est gardée mot pour mot pour ses curateurs (le"
        " serveur peut le désactiver), sous une empreinte et non sous votre nom, comme les"
        " avis. Ce que vous suivez, proposez ou décidez, et votre dernière demande"
        " de nouveautés, est gardé sous votre identifiant."
        " Jours jusqu'à la suppression : réponses {answers}, avis {feedback}, questions"
        " {questions}, propositions {proposals}. Supprimer efface tout ; ce que les"
        " curateurs ont accepté reste, sans votre nom.",
        "de": "Zu jeder Antwort behalte ich, wer wo gefragt und welcher Eintrag geantwortet hat,"
        " damit die Knöpfe funktionieren und du sie löschen kannst. Was du geschrieben hast,"
        " behalte ich nicht, nur einen Fingerabdruck davon. Die Ausnahme: Eine Frage auf"
        " einem Server, die ich nicht beantworten konnte, wird Wort für Wort für dessen"
        " Kuratoren behalten (ein Server kann das abschalten), unter einem Fingerabdruck"
        " statt unter deinem Namen, wie Urteile auch. Was du verfolgst, vorschlägst oder"
        " entscheidest, und wann du zuletzt nach Neuem gefragt hast, steht unter deiner"
        " Kennung. Tage bis zur Löschung: Antworten"
        " {answers}, Urteile {feedback}, Fragen {questions}, Vorschläge {proposals}. Löschen"
        " nimmt alles mit; was Kuratoren angenommen haben, bleibt ohne deinen Namen.",
        "es": "De cada respuesta guardo quién preguntó, dónde y qué entrada respondió, para que"
        " sus botones funcionen y puedas borrarla. Lo que escribiste no se guarda, solo su"
        " huella. La excepción: una pregunta en un servidor que no supe responder se guarda"
        " palabra por palabra para sus curadores (el servidor puede desactivarlo), bajo una"
        " huella y no con tu nombre, como las valoraciones. Lo que sigues, propones o"
        " decides, y cuándo preguntaste por novedades, se guarda con tu id. Días hasta que se"
        " borra: respuestas {answers},"
        " valoraciones {feedback}, preguntas {questions}, propuestas {proposals}. Al borrar"
        " desaparece todo; lo que los curadores han aceptado se queda, sin tu nombre.",
    },
    "privacy_export": {
        "en": "Take with you",
        "it": "Scarica",
        "fr": "Emporter",
        "de": "Mitnehmen",
        "es": "Descargar",
    },
    "privacy_exported": {
        "en": "This is all that I hold on you.",
        "it": "Questo è tutto ciò che conservo su di te.",
        "fr": "Voici tout ce que je garde sur vous.",
        "de": "Das ist alles, was ich über dich habe.",
        "es": "Esto es todo lo que guardo sobre ti.",
    },
    "privacy_exported_newest": {
        "en": "This is the newest of what I hold on you; {count} older records did not fit.",
        "it": "Questo è il più recente di ciò che conservo su di te; {count} voci più vecchie non"
        " ci stavano.",
        "fr": "Voici le plus récent de ce que je garde sur vous ; {count} éléments plus anciens"
        " n'ont pas tenu.",
        "de": "Das ist das Neueste, was ich über dich habe; {count} ältere Einträge passten nicht"
        " hinein.",
        "es": "Esto es lo más reciente de lo que guardo sobre ti; {count} registros más antiguos"
        " no cabían.",
    },
    "privacy_delete": {
        "en": "Delete everything",
        "it": "Elimina tutto",
        "fr": "Tout supprimer",
        "de": "Alles löschen",
        "es": "Borrar todo",
    },
    "privacy_sure": {
        "en": "Delete all of it? My messages stay where they are, but afterwards I no longer know"
        " that you asked for them, so I cannot delete them for you.",
        "it": "Eliminare tutto? I miei messaggi restano dove sono, ma dopo non saprò più che li hai"
        " chiesti tu, quindi non potrò eliminarli per te.",
        "fr": "Tout supprimer ? Mes messages restent où ils sont, mais je ne saurai plus que vous"
        " les avez demandés et ne pourrai donc plus les supprimer pour vous.",
        "de": "Alles löschen? Meine Nachrichten bleiben stehen, doch danach weiß ich nicht mehr,"
        " dass du danach gefragt hast, und kann sie nicht mehr für dich löschen.",
        "es": "¿Borrar todo? Mis mensajes se quedan donde están, pero después ya no sabré que los"
        " pediste tú y no podré borrarlos por ti.",
    },
    "privacy_yes": {
        "en": "Yes, delete",
        "it": "Sì, elimina",
        "fr": "Oui, supprimer",
        "de": "Ja, löschen",
        "es": "Sí, borrar",
    },
    "privacy_no": {
        "en": "No, keep",
        "it": "No, conserva",
        "fr": "Non, garder",
        "de": "Nein, behalten",
        "es": "No, conservar",
    },
    "privacy_deleted": {
        "en": "✅ Deleted. Records: {count}",
        "it": "✅ Eliminato. Voci: {count}",
        "fr": "✅ Supprimé. Éléments : {count}",
        "de": "✅ Gelöscht. Einträge: {count}",
        "es": "✅ Borrado. Registros: {count}",
    },
}
