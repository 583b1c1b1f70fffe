"""What the search is measured against: one small interface, and what one would otherwise write.

Libraries that only a system needs are imported when it is built, so that each is measured with
its own memory only, and so that one that is not installed leaves the others alone.
"""

import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from typing import Any, ClassVar

from tests.bench.pools import Entry

Ranked = list[tuple[str, float]]

# As many as the deepest measure looks at, and as many utterances as may be needed to find them.
DEPTH = 10
_UTTERANCES = 200
_WORD = re.compile(r"\w+")


class System(ABC):
    """A way to find the entry that a question means."""

    title: ClassVar[str]
    needs: ClassVar[tuple[str, ...]] = ()
    # Whether a score is meant as the probability of being right.
    calibrated: ClassVar[bool] = False
    # Beyond so many utterances it takes too long to build or to ask.
    most: ClassVar[int] = 10_000_000

    @abstractmethod
    def build(self, entries: Sequence[Entry]) -> None:
        """Build the index."""

    @abstractmethod
    def ask(self, text: str) -> Ranked:
        """Return the best entries with their scores, never below 0, best first."""

    def first(self, text: str) -> Ranked:
        """Find the best entry only, the fastest way there is: what is timed."""
        return self.ask(text)

    @classmethod
    def missing(cls) -> list[str]:
        """Return the libraries that it needs and that are not installed."""
        return [name for name in cls.needs if find_spec(name) is None]


class _Utterances(System):
    """A system that finds utterances; an entry's score is the best of its own."""

    def build(self, entries: Sequence[Entry]) -> None:
        self.owners = [entry.id for entry in entries for _ in entry.utterances]
        self.prepare([text for entry in entries for text in entry.utterances])

    @abstractmethod
    def prepare(self, texts: list[str]) -> None:
        """Build the index of the utterances."""

    def best(self, found: Iterable[tuple[int, float]]) -> Ranked:
        """Return the entries of utterances that come best first."""
        ranked: dict[str, float] = {}
        for number, score in found:
            ranked.setdefault(self.owners[number], score)
            if len(ranked) == DEPTH:
                break
        return list(ranked.items())


class _Rapidfuzz(_Utterances):
    """rapidfuzz over every utterance; both sides in its usual form (lower case, no marks)."""

    def prepare(self, texts: list[str]) -> None:
        from rapidfuzz import fuzz, process, utils

        self._texts = [utils.default_process(text) for text in texts]
        self._process, self._form = process, utils.default_process
        self._scorer: Callable[..., float] = getattr(fuzz, self.title.split()[-1])

    def ask(self, text: str) -> Ranked:
        form = self._form(text)
        found = self._process.extract(form, self._texts, scorer=self._scorer, limit=_UTTERANCES)
        return self.best((number, score) for _, score, number in found)

    def first(self, text: str) -> Ranked:
        found = self._process.extractOne(self._form(text), self._texts, scorer=self._scorer)
        return [(self.owners[found[2]], found[1])] if found else []


class WRatio(_Rapidfuzz):
    """What `process.extractOne` does by default."""

    title = "rapidfuzz WRatio"


class TokenSet(_Rapidfuzz):
    """Shared words, whatever else there is."""

    title = "rapidfuzz token_set_ratio"


class TokenSort(_Rapidfuzz):
    """All words, in any order."""

    title = "rapidfuzz token_sort_ratio"


class Bm25(_Utterances):
    """bm25s with its usual settings, no words left out and its Snowball stemmer."""

    title = "bm25s"
    needs = ("bm25s",)

    def prepare(self, texts: list[str]) -> None:
        import bm25s
        import Stemmer

        self._library = bm25s
        self._stem = Stemmer.Stemmer("english")
        self._index = bm25s.BM25()
        self._index.index(self._tokens(texts), show_progress=False)
        self._depth = min(_UTTERANCES, len(texts))

    def _tokens(self, texts: list[str]) -> Any:
        return self._library.tokenize(
            texts, stopwords=None, stemmer=self._stem, return_ids=False, show_progress=False
        )

    def ask(self, text: str) -> Ranked:
        tokens = self._tokens([text])
        if not tokens[0]:
            return []
        found, scores = self._index.retrieve(tokens, k=self._depth, show_progress=False)
        both = zip(found[0].tolist(), scores[0].tolist(), strict=True)
        return self.best((number, score) for number, score in both if score > 0)


class _Fts5(_Utterances):
    """SQLite's full-text search: any of the terms, by its bm25."""

    tokenizer: ClassVar[str]

    def prepare(self, texts: list[str]) -> None:
        self._base = sqlite3.connect(":memory:")
        self._base.execute(
            f"CREATE VIRTUAL TABLE u USING fts5(text, tokenize='{self.tokenizer}', content='')"
        )
        self._base.executemany("INSERT INTO u(rowid, text) VALUES (?, ?)", enumerate(texts))
        self._base.execute("INSERT INTO u(u) VALUES ('optimize')")

    def terms(self, text: str) -> list[str]:
        """Return what is looked for."""
        return _WORD.findall(text.lower())

    def ask(self, text: str) -> Ranked:
        terms = dict.fromkeys(self.terms(text.replace("\0", " ")))
        if not terms:
            return []
        query = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
        found = self._base.execute(
            f"SELECT rowid, -rank FROM u WHERE u MATCH ? ORDER BY rank LIMIT {_UTTERANCES}",  # noqa: S608
            (query,),
        )
        return self.best(found)


class Fts5Words(_Fts5):
    """Whole words."""

    title = "SQLite FTS5, unicode61"
    tokenizer = "unicode61 remove_diacritics 2"


class Fts5Trigrams(_Fts5):
    """Three characters in a row, blanks too."""

    title = "SQLite FTS5, trigram"
    tokenizer = "trigram"

    def terms(self, text: str) -> list[str]:
        lowered = text.lower()
        return [lowered[at : at + 3] for at in range(len(lowered) - 2)]


class Tantivy(_Utterances):
    """tantivy, stems; from four letters on a term may be one edit away."""

    title = "tantivy, fuzzy terms"
    needs = ("tantivy",)

    def prepare(self, texts: list[str]) -> None:
        import tantivy

        self._library = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=False, tokenizer_name="en_stem")
        builder.add_integer_field("number", stored=True)
        self._schema = builder.build()
        index = tantivy.Index(self._schema)
        writer = index.writer(heap_size=50_000_000, num_threads=1)
        for number, text in enumerate(texts):
            writer.add_document(tantivy.Document(text=text, number=number))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._index = index
        self._searcher = index.searcher()
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        for each in (tantivy.Filter.lowercase(), tantivy.Filter.stemmer("english")):
            analyzer = analyzer.filter(each)
        self._analyzer = analyzer.build()

    def ask(self, text: str) -> Ranked:
        query, should = self._library.Query, self._library.Occur.Should
        clauses = []
        for term in dict.fromkeys(self._analyzer.analyze(text)):
            clauses.append((should, query.term_query(self._schema, "text", term)))
            if len(term) > 3:
                clauses.append((should, query.fuzzy_term_query(self._schema, "text", term)))
        if not clauses:
            return []
        hits = self._searcher.search(query.boolean_query(clauses), limit=_UTTERANCES).hits
        return self.best(
            (self._searcher.doc(address)["number"][0], score) for score, address in hits
        )


class CharacterTfidf(_Utterances):
    """Cosine of TF-IDF over the character n-grams of each word."""

    title = "TF-IDF, character n-grams"
    needs = ("sklearn",)

    def prepare(self, texts: list[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._space = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        # By feature, so that a question only touches the postings of its own.
        self._postings = self._space.fit_transform(texts).T.tocsr()

    def ask(self, text: str) -> Ranked:
        import numpy as np

        found = (self._space.transform([text]) @ self._postings).tocoo()
        numbers, scores = found.coords[1], found.data
        if len(scores) > _UTTERANCES:
            kept = np.argpartition(-scores, _UTTERANCES)[:_UTTERANCES]
            numbers, scores = numbers[kept], scores[kept]
        order = np.lexsort((numbers, -scores))
        return self.best(zip(numbers[order].tolist(), scores[order].tolist(), strict=True))


class Regression(System):
    """Multinomial logistic regression over words, pairs of words and character n-grams."""

    title = "logistic regression, words + characters"
    needs = ("sklearn",)
    calibrated = True
    most = 2_000

    def build(self, entries: Sequence[Entry]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_pipeline, make_union

        self._model = make_pipeline(
            make_union(
                TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
                TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
            ),
            LogisticRegression(C=30, max_iter=200),
        )
        self._model.fit(
            [text for entry in entries for text in entry.utterances],
            [entry.id for entry in entries for _ in entry.utterances],
        )

    def ask(self, text: str) -> Ranked:
        import numpy as np

        chances = self._model.predict_proba([text])[0]
        order = np.argsort(-chances, kind="stable")[:DEPTH]
        ids = self._model.classes_
        return [(str(ids[place]), float(chances[place])) for place in order]


class Ours(System):
    """The search of this project, entries alone: no facts, names or test questions to help."""

    title = "Scenario Bot"
    calibrated = True

    def build(self, entries: Sequence[Entry]) -> None:
        from tests.bench.ours import Search

        self._search = Search((entry.id, entry.question, entry.aliases) for entry in entries)

    def ask(self, text: str) -> Ranked:
        return self._search.rank(text)[:DEPTH]

    @property
    def sure(self) -> float:
        """The confidence from which on it answers."""
        return self._search.sure


SYSTEMS: dict[str, type[System]] = {
    "wratio": WRatio,
    "token_set": TokenSet,
    "token_sort": TokenSort,
    "bm25s": Bm25,
    "fts5_words": Fts5Words,
    "fts5_trigram": Fts5Trigrams,
    "tantivy": Tantivy,
    "tfidf": CharacterTfidf,
    "regression": Regression,
    "ours": Ours,
}
