"""Learning the features of a pack: their numbers and idf, and the vectors of its utterances.

A small pack keeps every vector as it is. A large one keeps counts, from which `compact` makes
the vectors of those utterances that a question comes near to.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack

from bot.search.columns import Ints, Numbers, grams, information, keys_of, numbered
from bot.search.compact import CUT, Characters
from bot.search.features import CHARACTERS, CONCEPTS, SHARES, SYNONYMS, WORDS
from bot.search.flat import Array, Rows, Table, places
from bot.search.ordinary import english
from bot.search.reading import Read
from bot.search.workers import mapped

Floats = npt.NDArray[np.float32]

# How much of a word's weight is its idf alone, and how much is scaled by what it tells in English.
_IDF_ALONE, _BY_INFORMATION = 0.5, 0.8
# A family tells about this much, whichever of its words stands there.
_FAMILY_INFORMATION = 0.6
# Utterances that are turned into features at a time.
_CHUNK = 50_000


@dataclass(frozen=True, slots=True)
class Texts:
    """What was read, with what follows from a word alone: its stem and its runs of characters."""

    read: Read
    words: Rows
    stems: list[str]
    stem_of: npt.NDArray[np.int32]
    gram_names: list[str]
    grams: Rows  # of each word

    @classmethod
    def of(cls, read: Read, stem_of: Iterable[str]) -> "Texts":
        """Return the texts with the stems of their words, which come in the words' order."""
        stems, names = Numbers(), Numbers()
        stem_numbers = np.fromiter((stems[stem] for stem in stem_of), np.int32)
        found = [[names[gram] for gram in grams(word)] for word in read.words.names]
        lengths = np.fromiter(map(len, found), np.int64, len(found))
        flat = np.fromiter((one for each in found for one in each), np.int32, int(lengths.sum()))
        return cls(
            read,
            Rows.build(read.words.values, read.words.lengths),
            list(stems),
            stem_numbers,
            list(names),
            Rows.build(flat, lengths),
        )


@dataclass(frozen=True, slots=True)
class _View:
    """The features of a view: how many, and how often each stands in each utterance."""

    size: int
    table: csr_matrix
    telling: Array | None = None


def learn(texts: Texts, first_row: Ints, *, large: bool) -> dict[str, Array]:
    """Return all that is kept of the features and of the utterances' vectors."""
    count, targets = len(texts.words), len(first_row) - 1
    ordinary = english()
    flat: dict[str, Array] = {}
    word_view = _pairs(
        flat,
        "pairs",
        texts.stem_of[texts.words.values],
        texts.read.words.lengths,
        None,
        np.asarray([ordinary.information(stem) for stem in texts.stems], np.float64),
        large=large,
    )
    families = texts.read.families
    told = [
        _FAMILY_INFORMATION if unit.startswith("*") else ordinary.information(unit)
        for unit in families.names
    ]
    family_view = _pairs(
        flat,
        "families",
        families.values,
        texts.read.phrases,
        families.lengths,
        np.asarray(told, np.float64),
        large=large,
    )
    concepts = texts.read.concepts
    concept_view = _View(
        len(concepts.names), _table(concepts.values, concepts.lengths, len(concepts.names))
    )
    flat |= Table.build(texts.stems).flat("stems")
    flat |= Table.build(families.names).flat("families.units")
    flat |= Table.build(texts.gram_names).flat("grams")
    flat |= Table.build(concepts.names).flat("concepts")
    sizes = [0] * len(SHARES)
    for view, one in ((WORDS, word_view), (CONCEPTS, concept_view), (SYNONYMS, family_view)):
        sizes[view] = one.size
    sizes[CHARACTERS] = len(texts.gram_names)
    flat["features.offsets"] = np.cumsum([0, *sizes[:-1]])
    with_concepts = np.count_nonzero(concepts.lengths) / max(1, count)
    shares = _shares(with_concepts)
    flat["features.shares"] = np.asarray(shares)
    views = {WORDS: word_view, CONCEPTS: concept_view, SYNONYMS: family_view}
    if large:
        return flat | _learn_large(texts, views, sizes, shares, first_row)
    values, lengths = texts.grams.gather(texts.words.values)
    ends = np.concatenate([[0], np.cumsum(lengths)])[texts.words.ends]
    views[CHARACTERS] = _View(sizes[CHARACTERS], _table(values, np.diff(ends), sizes[CHARACTERS]))
    idf: list[Floats] = []
    blocks = []
    for view in range(len(SHARES)):
        block = views[view].table
        row_of = _row_of(block)
        if view == CHARACTERS:
            of_view = _idf(count, np.bincount(block.indices, minlength=sizes[view]))
        else:
            of_view = _idf(targets, _holding(block, first_row))
        if (telling := views[view].telling) is not None:
            of_view *= telling
        idf.append(of_view)
        data = (1 + np.log(block.data)) * of_view[block.indices]
        norms = np.bincount(row_of, data**2, count)
        data *= np.sqrt(shares[view] / norms[row_of])
        block.data = data
        blocks.append(block)
    table = hstack(blocks, "csr", dtype=np.float32)
    by_feature = table.T.tocsr()
    return flat | {
        "features.idf": np.concatenate(idf),
        "features.unseen": np.asarray([float(one.max(initial=1.0)) for one in idf]),
        "table.ends": table.indptr,
        "table.ids": table.indices,
        "table.values": table.data,
        "postings.ends": by_feature.indptr,
        "postings.rows": by_feature.indices,
        "postings.values": by_feature.data,
    }


def _learn_large(
    texts: Texts,
    views: dict[int, _View],
    sizes: list[int],
    shares: list[float],
    first_row: Ints,
) -> dict[str, Array]:
    """Return what is kept of a large pack: counts and lengths instead of vectors."""
    count, targets = len(texts.words), len(first_row) - 1
    idf: list[Floats] = [np.zeros(0, np.float32)] * len(SHARES)
    scale = np.zeros((len(SHARES), count), np.float32)
    counts: list[csr_matrix] = []
    rows: list[Array] = []
    lengths: list[Array] = []
    for view in (WORDS, CONCEPTS, SYNONYMS):
        table, telling = views.pop(view), None
        table, telling = table.table, table.telling
        row_of = _row_of(table)
        idf[view] = _idf(targets, _holding(table, first_row))
        if telling is not None:
            idf[view] *= telling
        weights = (1 + np.log(table.data)) * idf[view][table.indices]
        scale[view] = _scale(shares[view], np.bincount(row_of, weights**2, count))
        del weights, row_of
        table.data = np.minimum(table.data, 255).astype(np.uint8)
        counts.append(table)
        by_feature = table.tocsc()
        listed = np.minimum(np.diff(by_feature.indptr), CUT)
        rows.append(by_feature.indices[places(by_feature.indptr[:-1], listed)])
        lengths.append(listed)
        del by_feature
    together = hstack(counts, "csr", dtype=np.uint8)
    counts.clear()
    size = sizes[CHARACTERS]
    characters = Characters(texts.words, texts.grams, size)
    starts = range(0, count, _CHUNK)

    def held(number: int) -> Ints:
        rows = np.arange(starts[number], min(count, starts[number] + _CHUNK))
        return np.bincount(characters.counts(rows)[1], minlength=size)

    holding = np.zeros(size, np.int64)
    for part in mapped(held, len(starts), share=True):
        holding += part
    idf[CHARACTERS] = of_grams = _idf(count, holding)

    def measured(number: int) -> Floats:
        rows = np.arange(starts[number], min(count, starts[number] + _CHUNK))
        row_of, found, times = characters.counts(rows)
        weights = (1 + np.log(times.astype(np.float32))) * of_grams[found]
        return _scale(shares[CHARACTERS], np.bincount(row_of, weights**2, len(rows)))

    scale[CHARACTERS] = np.concatenate(list(mapped(measured, len(starts), share=True)))
    word_of = np.repeat(np.arange(len(texts.grams), dtype=np.int32), texts.grams.lengths())
    spelt = csr_matrix(
        (np.ones(len(word_of), np.uint8), (texts.grams.values, word_of)),
        shape=(size, len(texts.grams)),
    )
    norms = np.sqrt(np.bincount(word_of, of_grams[texts.grams.values] ** 2, len(texts.grams)))
    return {
        "features.idf": np.concatenate(idf),
        "features.unseen": np.asarray([float(one.max(initial=1.0)) for one in idf]),
        **Rows(together.indices, together.indptr).flat("counted"),
        "counted.times": together.data,
        "counted.scale": scale,
        **Rows.build(np.concatenate(rows), np.concatenate(lengths)).flat("postings"),
        **Rows(spelt.indices, spelt.indptr).flat("spelt"),
        "spelt.norms": norms.astype(np.float32),
        **texts.grams.flat("spelling"),
    }


def _pairs(
    flat: dict[str, Array],
    name: str,
    units: Array,
    lengths: Array,
    readings: Array | None,
    figures: npt.NDArray[np.float64],
    *,
    large: bool,
) -> _View:
    """Number words and pairs, keep them under a name, and return the view.

    `lengths` are the words of each text, `readings` the units of each word where not one.
    """
    words = np.concatenate([[0], np.cumsum(lengths)])
    starts = words if readings is None else np.concatenate([[0], np.cumsum(readings)])[words]

    def keys(start: int, behind: int) -> tuple[Ints, Ints]:
        return keys_of(
            units[starts[start] : starts[behind]].astype(np.int64),
            lengths[start:behind].astype(np.int64),
            None if readings is None else readings[words[start] : words[behind]],
        )

    if large:
        # In a large pack features go by their keys; all keys at once would take gigabytes.
        edges = [*range(0, len(lengths), _CHUNK), len(lengths)]

        def part(number: int) -> tuple[Ints, Array, Ints]:
            found, of_text = keys(edges[number], edges[number + 1])
            unique, inverse = np.unique(found, return_inverse=True)
            return unique, inverse.astype(np.int32), of_text

        parts = list(mapped(part, len(edges) - 1, share=True))
        unique = np.unique(np.concatenate([one for one, _, _ in parts]))
        numbers = np.zeros(0, np.int32)
        of_texts = np.concatenate([one for _, _, one in parts])
        columns = np.concatenate(
            [np.searchsorted(unique, one).astype(np.int32)[inverse] for one, inverse, _ in parts]
        )
        del parts
    else:
        learnt, of_texts = keys(0, len(lengths))
        unique, numbers, columns = numbered(learnt)
    flat[f"{name}.keys"], flat[f"{name}.numbers"] = unique, numbers
    telling = _IDF_ALONE + _BY_INFORMATION * information(unique, numbers, figures)
    return _View(len(unique), _table(columns, of_texts, len(unique)), telling)


def _table(columns: Array, lengths: Array, size: int) -> csr_matrix:
    """Return how often each feature stands in each utterance."""
    ends = np.concatenate([[0], np.cumsum(lengths)])
    table = csr_matrix(
        (np.ones(len(columns), np.float32), columns.astype(np.int32, copy=False), ends),
        shape=(len(lengths), size),
    )
    table.sum_duplicates()
    return table


def _row_of(table: csr_matrix) -> npt.NDArray[np.int32]:
    return np.repeat(np.arange(table.shape[0], dtype=np.int32), np.diff(table.indptr))


def _idf(documents: int, holding: Array) -> Floats:
    return (np.log((1 + documents) / (1 + holding)) + 1).astype(np.float32)


def _scale(share: float, norms: Array) -> Floats:
    """Return by what to multiply each row; one without features has nothing to multiply."""
    return np.sqrt(share / np.maximum(norms, 1e-12)).astype(np.float32)


def _holding(block: csr_matrix, first_row: Ints) -> Ints:
    """Return how many targets hold each feature; `first_row` gives the first row of each."""
    by_target = csr_matrix(
        (np.ones(block.nnz, np.uint8), block.indices.copy(), block.indptr[first_row]),
        shape=(len(first_row) - 1, block.shape[1]),
    )
    by_target.sum_duplicates()
    return np.bincount(by_target.indices, minlength=block.shape[1])


def _shares(with_concepts: float) -> list[float]:
    """Return the views' shares, where so many of the texts (0 to 1) name concepts."""
    shares = [
        share * (with_concepts if view == CONCEPTS else 1.0) for view, share in enumerate(SHARES)
    ]
    return [share / sum(shares) for share in shares]
