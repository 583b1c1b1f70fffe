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
from bot.search.numbering import Block, Numbering
from bot.search.postings import Bools, Floats, Ints, Near, Postings, nearest_of

# A feature that stands in more utterances is listed with the first so many of them only.
CUT = 12_000
# What is read for a question: utterances of its features, words of its runs of characters, and
# how many words are taken for spelt like its own.
_BUDGET = 6_000
_SPELLING_BUDGET = 3_000
_SPELT_ALIKE = 24
# Targets and utterances looked at closely.
# Of 100,000 utterances fewer are as right as more, and take two thirds of the time.
_CLOSE_TARGETS = 24
_CLOSE_ROWS = 200
_SHORTLIST = 16


class Characters:
    """The runs of characters of utterances, by their words (`words`) and of these (`grams`)."""

    def __init__(self, words: Rows, grams: Rows, size: int) -> None:
        self._words, self._grams, self._size = words, grams, size

    def counts(self, rows: Ints) -> tuple[Ints, Array, Array]:
        """Return the runs of many rows: the places of the rows, the runs, and how often each."""
        words, lengths = self._words.gather(rows)
        # Numbers of 16 bits are enough: a text has 80 words, of at most 32 runs of a length.
        of_words = csr_matrix(
            (np.ones(len(self._grams.values), np.uint16), self._grams.values, self._grams.ends),
            shape=(len(self._grams), self._size),
        )
        of_rows = csr_matrix(
            (np.ones(len(words), np.uint16), words, np.concatenate([[0], np.cumsum(lengths)])),
            shape=(len(rows), len(self._grams)),
        )
        # The product adds up what several words of a row share.
        found = of_rows @ of_words
        row_of = np.repeat(np.arange(len(rows), dtype=np.int64), np.diff(found.indptr))
        return row_of, found.indices, found.data

    def counts_of_few(self, rows: Ints, numbering: Numbering) -> tuple[Ints, Ints, Ints]:
        """Return the same of few rows, in less time."""
        row_of, grams = self._by_row(rows)
        number, distinct = numbering.numbered(grams)
        # Two words of a row may share a run.
        pairs = Numbering(len(rows) * len(distinct))
        number, kept = pairs.numbered(row_of * len(distinct) + number)
        return row_of.take(kept), grams.take(kept), np.bincount(number, minlength=len(kept))

    def _by_row(self, rows: Ints) -> tuple[Ints, Ints]:
        words, lengths = self._words.gather(rows)
        row_of = np.repeat(np.arange(len(rows), dtype=np.int64), lengths)
        grams, lengths = self._grams.gather(words)
        return np.repeat(row_of, lengths), grams

    def counts_of(self, rows: Ints, asked: Ints, numbering: Numbering) -> npt.NDArray[np.int64]:
        """Return how often each of some runs (ascending) stands in each row, a row each."""
        words, of_row = self._words.gather(rows)
        # The same words stand in many of the rows: each is looked through once.
        number, last = numbering.numbered(words)
        grams, of_word = self._grams.gather(words.take(last))
        at, there = numbering.places(asked, grams)
        word_of = np.repeat(np.arange(len(last)), of_word).take(there)
        hits = Rows.build(at, np.bincount(word_of, minlength=len(last)))
        found, each = hits.gather(number)
        row_of = np.repeat(np.repeat(np.arange(len(rows)), of_row), each)
        size = len(rows) * len(asked)
        return np.bincount(row_of * len(asked) + found, minlength=size).reshape(len(rows), -1)


class Compact(Postings):
    """The utterances of a large pack."""

    fitted = 64

    def __init__(self, flat: Flat, first_row: Ints, owners: Ints, weights: Floats) -> None:
        things = max(len(owners), len(flat["features.idf"]), len(flat["words.stems"]))
        super().__init__(first_row, owners, weights, things)
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
        closest = self._closest(rows[kept], guesses[kept])
        rows = self._rows_of(np.sort(closest))[:_CLOSE_ROWS]
        if without_row is not None:
            rows = rows[rows != without_row]
        cosines = self._cosines(rows, thin, by_thin, grams, by_gram)
        targets, evidence, nearest = self._by_target(rows, cosines)
        best = nearest_of(evidence + nearest, _SHORTLIST)
        chosen = np.zeros(len(self._first_row), bool)
        chosen[targets[best]] = True
        inside = np.flatnonzero(chosen[self._owners[rows]])
        return self._near(
            targets[best], evidence[best], nearest[best], rows[inside], cosines[inside]
        )

    def _closest(self, rows: Ints, guesses: Floats) -> Ints:
        """Return the targets that come nearest by guesses for rows, with rows not too many."""
        owners = self._owners[rows]
        weighted = guesses * self._weights[rows]
        squares = np.bincount(owners, weighted * weighted, len(self._first_row) - 1)
        targets = np.flatnonzero(squares > 0)
        most = np.zeros(len(squares))
        np.maximum.at(most, owners, weighted)
        closest = targets[nearest_of(np.sqrt(squares[targets]) + most[targets], _CLOSE_TARGETS)]
        sizes = np.cumsum(self._first_row[closest + 1] - self._first_row[closest])
        count = len(closest)
        while count > 1 and sizes[count - 1] > _CLOSE_ROWS:
            count = max(1, count * 3 // 4)
        return closest[:count]

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
        """Return rows that the question may be near to, and about how near."""
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
        shift = np.repeat(self._view_of(features[order]) * self._scale.shape[1], lengths)
        scale = self._scale.ravel()
        gains = np.repeat(own[order], lengths) * scale.take(shift + rows)
        gains += np.repeat(spelt[order], lengths) * self._scale[CHARACTERS].take(rows)
        touching, last = self._numbering.numbered(rows)
        guesses: Floats = np.bincount(touching, gains, len(last)).astype(np.float64, copy=False)
        touched: Ints = rows.take(last).astype(np.int64)
        return touched, guesses

    def _spelt_alike(self, grams: Ints, by_gram: Array) -> tuple[Ints, Array]:
        """Return the stems of the words spelt most like the question's, and what each gains."""
        held = self._spelt.ends[grams + 1] - self._spelt.ends[grams]
        order = np.argsort(held, kind="stable")
        enough = int(np.searchsorted(np.cumsum(held[order]), _SPELLING_BUDGET, "right"))
        order = order[:enough]
        words, lengths = self._spelt.gather(grams[order])
        if not len(words):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        number, last = self._numbering.numbered(words)
        likeness = np.bincount(number, np.repeat(by_gram[order], lengths), len(last))
        distinct = words.take(last)
        by_number = np.argsort(distinct)
        distinct = distinct[by_number]
        best = nearest_of(likeness[by_number] / self._norms[distinct], _SPELT_ALIKE)
        distinct = distinct[best]
        found, lengths = self._spelling.gather(distinct)
        at, there = self._numbering.places(grams, found)
        word_of = np.repeat(np.arange(len(distinct)), lengths).take(there)
        gains = np.bincount(word_of, by_gram[at], len(distinct))
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
            at, hit = self._numbering.places(thin, features)
            row_of = np.repeat(np.arange(len(rows)), lengths).take(hit)
            # From the place among these rows' features to that among all.
            shifts = self._counted.ends[rows] - (np.cumsum(lengths) - lengths)
            times = self._times[hit + shifts[row_of]]
            scale = self._scale[self._view_of(thin)[at], rows[row_of]]
            products = _sublinear(times) * by_thin[at] * scale
            result += np.bincount(row_of, products, len(rows))
        if len(grams):
            times = self._characters.counts_of(rows, grams, self._numbering)
            result += (_sublinear(times) @ by_gram) * self._scale[CHARACTERS, rows]
        return result

    def _blocks(self, rows: Ints) -> list[Block]:
        """Return the features and values of a few rows: all but the characters, and these."""
        return self._weighed(rows, self._characters.counts_of_few(rows, self._numbering))

    def _weighed(self, rows: Ints, counted: tuple[Ints, Array, Array]) -> list[Block]:
        thin, of_thin = self._counted.gather(rows)
        times = self._times[places(self._counted.ends[rows], of_thin)]
        shift = self._view_of(thin) * self._scale.shape[1]
        scale = self._scale.ravel().take(shift + np.repeat(rows, of_thin))
        ids = thin + self._grams * (thin >= self._first_gram)
        row_of, grams, times_of_gram = counted
        of_gram = np.bincount(row_of, minlength=len(rows))
        ids_of_gram = grams + self._first_gram
        scale_of_gram = self._scale[CHARACTERS].take(rows).take(row_of)
        values = _sublinear(times_of_gram) * self._idf.take(ids_of_gram) * scale_of_gram
        return [
            (ids, _sublinear(times) * self._idf.take(ids) * scale, of_thin),
            (ids_of_gram, values, of_gram),
        ]

    def vectors(self, rows: Ints) -> csr_matrix:
        """Return the vectors of many rows."""
        shape = (len(rows), len(self._idf))
        thin, spelt = (
            csr_matrix((values, ids, np.concatenate([[0], np.cumsum(lengths)])), shape=shape)
            for ids, values, lengths in self._weighed(rows, self._characters.counts(rows))
        )
        return thin + spelt

    def _view_of(self, thin: Ints) -> Ints:
        first, second = self._ends.tolist()
        found: Ints = self._views.take((thin >= first).astype(np.intp) + (thin >= second))
        return found


# What a feature counts that stands so many times in a text.
_TIMES = np.concatenate([[0.0], 1 + np.log(np.arange(1, 256))]).astype(np.float32)


def _sublinear(times: Array) -> npt.NDArray[np.float32]:
    return _TIMES.take(times, mode="clip")
