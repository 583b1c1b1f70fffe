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
    "privacy_held": {
        "en": "Answers given to you: **{answers}**\nYour feedback on answers: **{feedback}**\n"
        "The oldest is from {since}.",
        "it": "Risposte date a te: **{answers}**\nTuoi giudizi sulle risposte: **{feedback}**\n"
        "La voce più vecchia è del {since}.",
        "fr": "Réponses qui vous ont été données : **{answers}**\n"
        "Vos avis sur des réponses : **{feedback}**\nLe plus ancien date du {since}.",
        "de": "Antworten an dich: **{answers}**\nDeine Urteile über Antworten: **{feedback}**\n"
        "Das Älteste ist vom {since}.",
        "es": "Respuestas dadas a ti: **{answers}**\n"
        "Tus valoraciones de respuestas: **{feedback}**\nLo más antiguo es del {since}.",
    },
    "privacy_explained": {
        "en": "For each answer I keep who asked, where, and which entry answered, so that its"
        " buttons work and you can delete it. What you typed is not kept, only a fingerprint"
        " of it. Feedback is kept under a fingerprint instead of your name. After {days} days all"
        " of it is deleted.",
        "it": "Per ogni risposta conservo chi ha chiesto, dove, e quale voce ha risposto, perché i"
        " pulsanti funzionino e tu possa eliminarla. Ciò che hai scritto non è conservato:"
        " solo una sua impronta. I giudizi sono conservati sotto un'impronta, non con il tuo nome."
        " Dopo {days} giorni tutto viene eliminato.",
        "fr": "Pour chaque réponse, je garde qui a demandé, où, et quelle fiche a répondu, pour que"
        " ses boutons marchent et que vous puissiez la supprimer. Ce que vous avez écrit n'est"
        " pas gardé, seulement son empreinte. Les avis sont gardés sous une empreinte et non sous"
        " votre nom. Après {days} jours, tout est supprimé.",
        "de": "Zu jeder Antwort behalte ich, wer wo gefragt und welcher Eintrag geantwortet hat,"
        " damit die Knöpfe funktionieren und du sie löschen kannst. Was du geschrieben hast,"
        " behalte ich nicht, nur einen Fingerabdruck davon. Urteile stehen unter einem"
        " Fingerabdruck statt unter deinem Namen. Nach {days} Tagen wird alles gelöscht.",
        "es": "De cada respuesta guardo quién preguntó, dónde y qué entrada respondió, para que sus"
        " botones funcionen y puedas borrarla. Lo que escribiste no se guarda, solo su"
        " huella. Las valoraciones se guardan bajo una huella y no con tu nombre. A los {days} días"
        " se borra todo.",
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
