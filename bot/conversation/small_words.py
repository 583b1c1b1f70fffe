"""Small words in five languages: what joins, points, asks, or says nothing without others.

All are folded as search folds them.
"""

# Words that say nothing without others.
EMPTY = frozenset(
    """
    a an the n and or but so also then now what about how is are was were be been do does did has
    have had of in on at to for from by with as than there any ok okay well please not no nope nah
    same thing too i mean meant actually sorry im u me tell say one ones thats whats hows its
    il lo la i gli le un uno una e ed o ma poi di del della dei da in con su per che anche invece no
    non nel nella al alla dal dalla
    l les un une des du de et ou mais dans sur avec pour par au aux
    der die das den dem ein eine und oder aber in an von zu mit auf fur bei im am auch nein denn so
    el los las y e o pero en con por para al tambien
    aussi got see cool nice right yes yeah ah oh lol haha understood interesting capito verstanden
    cosa come va vom zum zur
    """.split()
)
JOINING_WORDS = frozenset(
    "and n or but also so then what about how e ed ma et mais und aber y pero".split()
)
PREPOSITIONS = frozenset(
    """
    in on at for from by with to of a di da per su nel nella al alla dal dalla en au pour dans
    fur bei auf mit von im
    """.split()
)
IT = frozenset(
    """
    it its this that these those they them their theirs same former latter there
    esso essa essi loro suo sua suoi questo questa quello quella ne ci
    ca cela ceci leur leurs son sa ses celui celle y en
    es das dies dieser diese dieses ihr ihre ihren deren dessen sein seine seinen davon damit dort
    eso esto su sus ellos ellas aquello
    """.split()
)
HE = frozenset(
    """
    he him his she her hers lui lei egli ella elle il er ihm ihn sie ihr ihrem el ella
    """.split()
)
QUESTION_WORDS = frozenset(
    """
    who when where why how what which whose whom many much long often far big
    chi quando dove perche come quanto quanti quale qui quand ou pourquoi comment combien quel
    quelle
    wer wann wo warum wieso wie wieviel welche quien cuando donde cuanto cuantos cual
    """.split()
)


def says_something(word: str) -> bool:
    """Tell whether a word is none of these: it tells what a text is about."""
    return not (word in EMPTY or word in IT or word in HE or word in QUESTION_WORDS)
