"""Writing packs: a first pack to begin with, and FAQs from and for other programs.

What comes in becomes `Pair`s, whatever its format; `building` makes the records of a pack of them.
Nothing is dropped in silence: what is not carried over is a `Problem` with its line and the mend.
"""
