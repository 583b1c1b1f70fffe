"""Stage one in a large pack: counts instead of vectors, and characters by word.

A word's runs of characters are kept once for each word, not for each utterance that has it. A
question first reads the rarest words, pairs, concepts and families, within a budget, and the words
spelt most like its own; that finds the nearest targets. Then the vectors of those targets'
utterances are made, and the cosines with them are as exact as in a small pack.
"""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from bot.search.features import CHARACTERS, CONCEPTS, SYNONYMS, WORDS, Vector
from bot.search.flat import Array, Flat, Rows, places
from bot.search.postings import Bools, Floats, Ints, Near, Postings, nearest_of

# A feature that stands in more utterances is listed with the first so many of them only.
CUT = 12_000
# What is read for a question: utterances of its features, words of its runs of characters, and
# how many words are taken for spelt like its own.
_BUDGET = 6_000
_SPELLING_BUDGET = 3_000
_SPELT_ALIKE = 24
# Targets and utterances looked at closely.
_CLOSE_TARGETS = 45
_CLOSE_ROWS = 450


class Characters:
    """The runs of characters of utterances, by their words (`words`) and of these (`grams`)."""

    def __init__(self, words: Rows, grams: Rows, size: int) -> None:
        self._words, self._grams = words, grams
        # Numbers of 16 bits are enough: a text has 80 words, of at most 32 runs of a length.
        self._of_words = csr_matrix(
            (np.ones(len(grams.values), np.uint16), grams.values, grams.ends),
            shape=(len(grams), size),
        )

    def counts(self, rows: Ints) -> tuple[Ints, Array, Array]:
        """Return the runs of some rows: how many each has, the runs, and how often each."""
        words, lengths = self._words.gather(rows)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        shape = (len(rows), len(self._grams))
        of_rows = csr_matrix((np.ones(len(words), np.uint16), words, ends), shape=shape)
        # The product adds up what several words of a row share.
        found = of_rows @ self._of_words
        return np.diff(found.indptr).astype(np.int64), found.indices, found.data

    def counts_of(self, rows: Ints, asked: Ints) -> npt.NDArray[np.int64]:
        """Return how often each of some runs (ascending) stands in each row, a row each."""
        words, of_row = self._words.gather(rows)
        # The same words stand in many of the rows: each is looked through once.
        distinct, number = np.unique(words, return_inverse=True)
        grams, of_word = self._grams.gather(distinct)
        at = np.minimum(np.searchsorted(asked, grams), len(asked) - 1)
        hit = asked[at] == grams
        word_of = np.repeat(np.arange(len(distinct)), of_word)[hit]
        hits = Rows.build(at[hit], np.bincount(word_of, minlength=len(distinct)))
        found, each = hits.gather(number)
        row_of = np.repeat(np.repeat(np.arange(len(rows)), of_row), each)
        size = len(rows) * len(asked)
        return np.bincount(row_of * len(asked) + found, minlength=size).reshape(len(rows), -1)


class Compact(Postings):
    """The utterances of a large pack."""

    def __init__(self, flat: Flat, first_row: Ints, owners: Ints, weights: Floats) -> None:
        super().__init__(first_row, owners, weights, len(flat["features.idf"]))
        self._counted = Rows.of(flat, "counted")
        self._times, self._scale = flat["counted.times"], flat["counted.scale"]
        self._listed = Rows.of(flat, "postings")
        self._idf = flat["features.idf"]
        self._spelt, self._norms = Rows.of(flat, "spelt"), flat["spelt.norms"]
        self._spelling = Rows.of(flat, "spelling")
        self._stem_of = flat["words.stems"]
        offsets = flat["features.offsets"].tolist()
        self._first_gram = offsets[CHARACTERS]
        self._grams = offsets[CONCEPTS] - self._first_gram
        self._characters = Characters(Rows.of(flat, "read"), self._spelling, self._grams)
        # Features other than characters, numbered without them: where the views end.
        self._ends = np.asarray([self._first_gram, offsets[SYNONYMS] - self._grams])
        self._views = np.asarray([WORDS, CONCEPTS, SYNONYMS])

    def near(
        self,
        vector: Vector,
        *,
        without_row: int | None = None,
        without_targets: Bools | None = None,
    ) -> Near:
        """Return the nearest targets by what is rarest; the cosines returned are exact."""
        thin, by_thin, grams, by_gram = self._parts(vector)
        rows, guesses = self._guess(thin, by_thin, grams, by_gram)
        kept = np.ones(len(rows), bool)
        if without_row is not None:
            kept &= rows != without_row
        if without_targets is not None:
            kept &= ~without_targets[self._owners[rows]]
        targets, evidence, nearest = self._by_target(rows[kept], guesses[kept])
        closest = targets[nearest_of(evidence + nearest, _CLOSE_TARGETS)]
        while len(closest) > 1 and self._size(closest) > _CLOSE_ROWS:
            closest = closest[: max(1, len(closest) * 3 // 4)]
        rows = np.sort(self._rows_of(closest)[:_CLOSE_ROWS])
        if without_row is not None:
            rows = rows[rows != without_row]
        cosines = self._cosines(rows, thin, by_thin, grams, by_gram)
        targets, evidence, nearest = self._by_target(rows, cosines)
        best = nearest_of(evidence + nearest)
        inside = np.isin(self._owners[rows], targets[best])
        return self._near(
            targets[best], evidence[best], nearest[best], rows[inside], cosines[inside]
        )

    def _parts(self, vector: Vector) -> tuple[Ints, Array, Ints, Array]:
        """Return the features of a question and what a row that has one once gains, before scale.

        In turn: all but the characters, numbered without them, and the characters.
        """
        ids = vector.ids.astype(np.int64)
        gains = vector.weights * self._idf[ids]
        first, behind = np.searchsorted(ids, [self._first_gram, self._first_gram + self._grams])
        return (
            np.concatenate([ids[:first], ids[behind:] - self._grams]),
            np.concatenate([gains[:first], gains[behind:]]),
            ids[first:behind] - self._first_gram,
            gains[first:behind],
        )

    def _guess(
        self, thin: Ints, by_thin: Array, grams: Ints, by_gram: Array
    ) -> tuple[Ints, Floats]:
        """Return rows that the question may be near to, ascending, and about how near."""
        stems, by_spelling = self._spelt_alike(grams, by_gram)
        features, number = np.unique(np.concatenate([thin, stems]), return_inverse=True)
        own, spelt = (np.zeros(len(features), np.float32) for _ in range(2))
        own[number[: len(thin)]] = by_thin
        np.maximum.at(spelt, number[len(thin) :], by_spelling)
        listed = self._listed.ends[features + 1] - self._listed.ends[features]
        order = np.argsort(listed, kind="stable")
        enough = int(np.searchsorted(np.cumsum(listed[order]), _BUDGET, "right"))
        order = order[: max(1, enough)]
        rows, lengths = self._listed.gather(features[order])
        view = np.repeat(self._view_of(features[order]), lengths)
        gains = np.repeat(own[order], lengths) * self._scale[view, rows]
        gains += np.repeat(spelt[order], lengths) * self._scale[CHARACTERS, rows]
        # Sorting the row with the place in one number is faster than an argsort.
        keys: Ints = np.sort((rows.astype(np.int64) << 32) | np.arange(len(rows)))
        gains = gains[keys & 0xFFFFFFFF]
        keys >>= 32
        firsts = np.flatnonzero(np.diff(keys, prepend=-1))
        sums = np.add.reduceat(gains, firsts) if len(firsts) else np.zeros(0)
        return keys[firsts], sums.astype(np.float64)

    def _spelt_alike(self, grams: Ints, by_gram: Array) -> tuple[Ints, Array]:
        """Return the stems of the words spelt most like the question's, and what each gains."""
        held = self._spelt.ends[grams + 1] - self._spelt.ends[grams]
        order = np.argsort(held, kind="stable")
        enough = int(np.searchsorted(np.cumsum(held[order]), _SPELLING_BUDGET, "right"))
        order = order[:enough]
        words, lengths = self._spelt.gather(grams[order])
        if not len(words):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        distinct, number = np.unique(words, return_inverse=True)
        likeness = np.bincount(number, np.repeat(by_gram[order], lengths), len(distinct))
        best = nearest_of(likeness / self._norms[distinct], _SPELT_ALIKE)
        distinct = distinct[best]
        found, lengths = self._spelling.gather(distinct)
        at = np.minimum(np.searchsorted(grams, found), len(grams) - 1)
        gains = np.bincount(
            np.repeat(np.arange(len(distinct)), lengths),
            by_gram[at] * (grams[at] == found),
            len(distinct),
        )
        return self._stem_of[distinct].astype(np.int64), gains.astype(np.float32)

    def _cosines(
        self, rows: Ints, thin: Ints, by_thin: Array, grams: Ints, by_gram: Array
    ) -> Floats:
        """Return the exact cosines of a question with some rows."""
        result = np.zeros(len(rows))
        if not len(rows):
            return result
        if len(thin):
            features, lengths = self._counted.gather(rows)
            at = np.minimum(np.searchsorted(thin, features), len(thin) - 1)
            hit = np.flatnonzero(thin[at] == features)
            row_of = np.repeat(np.arange(len(rows)), lengths)[hit]
            # From the place among these rows' features to that among all.
            shifts = self._counted.ends[rows] - (np.cumsum(lengths) - lengths)
            times = self._times[hit + shifts[row_of]]
            at = at[hit]
            scale = self._scale[self._view_of(thin)[at], rows[row_of]]
            products = _sublinear(times) * by_thin[at] * scale
            result += np.bincount(row_of, products, len(rows))
        if len(grams):
            times = self._characters.counts_of(rows, grams)
            result += (_sublinear(times) @ by_gram) * self._scale[CHARACTERS, rows]
        return result

    def _entries(
        self, rows: Ints
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Return the features and values of some rows, one after the other, and their lengths.

        In each row the characters come last.
        """
        thin, of_thin = self._counted.gather(rows)
        times = self._times[places(self._counted.ends[rows], of_thin)]
        of_gram, grams, times_of_gram = self._characters.counts(rows)
        lengths = of_thin + of_gram
        starts = np.cumsum(lengths) - lengths
        features = np.empty(int(lengths.sum()), np.int32)
        values = np.empty(len(features), np.float32)
        at_thin, at_gram = places(starts, of_thin), places(starts + of_thin, of_gram)
        ids = thin.astype(np.int32)
        ids[thin >= self._first_gram] += self._grams
        features[at_thin], features[at_gram] = ids, grams + self._first_gram
        scale = self._scale[self._view_of(thin), np.repeat(rows, of_thin)]
        values[at_thin] = _sublinear(times) * self._idf[ids] * scale
        scale = np.repeat(self._scale[CHARACTERS, rows], of_gram)
        values[at_gram] = _sublinear(times_of_gram) * self._idf[grams + self._first_gram] * scale
        return features, values, lengths

    def vectors(self, rows: Ints) -> csr_matrix:
        """Return the vectors of some rows."""
        features, values, lengths = self._entries(rows)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        return csr_matrix((values, features, ends), shape=(len(rows), len(self._idf)))

    def _view_of(self, thin: Ints) -> Ints:
        found: Ints = self._views[np.searchsorted(self._ends, thin, "right")]
        return found


# What a feature counts that stands so many times in a text.
_TIMES = np.concatenate([[0.0], 1 + np.log(np.arange(1, 256))]).astype(np.float32)


def _sublinear(times: Array) -> npt.NDArray[np.float32]:
    found: npt.NDArray[np.float32] = _TIMES[np.minimum(times, 255)]
    return found
