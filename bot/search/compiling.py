"""Compiling a pack into flat arrays: all that an index is, apart from the pack itself."""

import numpy as np
from scipy.sparse import csr_matrix

from bot.knowledge.model import Pack
from bot.search.columns import Ints
from bot.search.compact import Compact
from bot.search.diversity import diversity, diversity_by_parts
from bot.search.flat import Array, Rows, Table
from bot.search.holdings import exact, held, only_of, rests_of, stem_idf
from bot.search.learning import Texts, learn
from bot.search.lexicon import Lexicon
from bot.search.postings import LARGE
from bot.search.reading import Read, read_pack_texts
from bot.search.result import Kind
from bot.search.spelling import Spelling
from bot.search.stemming import Stemmer
from bot.search.utterances import Targets


def compiled(pack: Pack, *, large: int = LARGE) -> dict[str, Array]:
    """Return the arrays of an index. Beyond `large` utterances they keep counts, not vectors."""
    targets = Targets(pack)
    stem = Stemmer()
    lexicon = Lexicon(pack, stem)
    read = read_pack_texts(pack, targets, lexicon)
    texts = Texts.of(read, map(stem, read.words.names))
    sizes = read.sizes.astype(np.int64)
    first_row: Ints = np.concatenate([[0], np.cumsum(sizes)])
    owners = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
    is_large = len(owners) > large
    flat = {
        "targets.first": first_row,
        "rows.owners": owners,
        "rows.weights": read.weights,
        **_words(lexicon, read),
        **lexicon.flat(),
        **texts.words.flat("read"),
        "words.stems": texts.stem_of,
        **Rows.build(read.background.values, read.background.lengths).flat("background"),
        **Table.build(read.background.names).flat("background.names"),
        **rests_of(read.rests),
        "profiles.rest": read.rest,
        **exact(read.marks, np.flatnonzero(read.asked)),
        **learn(texts, first_row, large=is_large),
    }
    kinds = np.asarray([list(Kind).index(targets.kind(one)) for one in range(len(targets))], int)
    is_kind = {kind: kinds == number for number, kind in enumerate(Kind)}
    stems = held(texts.stem_of, texts.words, first_row)
    flat["stems.idf"], unseen = stem_idf(stems, len(texts.stems))
    flat["stems.left_out"] = only_of(stems, is_kind[Kind.TOPIC], len(texts.stems))
    broad = _diversity(flat, first_row, owners, is_large=is_large)
    flat["targets.traits"] = np.column_stack(
        [broad, is_kind[Kind.FACT], is_kind[Kind.TOPIC], is_kind[Kind.SCENARIO]]
    )
    flat["pack.figures"] = np.asarray([unseen, read.named / max(1, len(owners))])
    return flat


def _words(lexicon: Lexicon, read: Read) -> dict[str, Array]:
    """Return the words that utterances hold (the first) and all others that the pack uses."""
    counts = dict.fromkeys(read.words.names, 0)
    for learnt in (lexicon.learnt, read.learnt):
        for word, count in learnt.items():
            counts[word] = counts.get(word, 0) + count
    found = np.fromiter(counts.values(), np.int64, len(counts)).astype(np.int32)
    used = {word: count for word, count in counts.items() if count}
    return {
        **Table.build(list(counts)).flat("words"),
        "words.counts": found,
        **Spelling.build(used).flat("mending"),
    }


def _diversity(flat: dict[str, Array], first_row: Ints, owners: Ints, *, is_large: bool) -> Array:
    if not is_large:
        shape = (len(owners), len(flat["features.idf"]))
        parts = (flat["table.values"], flat["table.ids"], flat["table.ends"])
        return diversity(csr_matrix(parts, shape=shape), owners, len(first_row) - 1)
    postings = Compact(flat, first_row, owners, flat["rows.weights"])
    return diversity_by_parts(postings.vectors, first_row, owners)
