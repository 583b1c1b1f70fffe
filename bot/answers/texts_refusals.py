"""What is said where there is no answer.

By key; the texts are in the order of `LANGUAGES`.
"""

from collections.abc import Mapping

TABLE: Mapping[str, tuple[str, str, str, str, str]] = {
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
