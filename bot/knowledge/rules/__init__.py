"""What must hold between the records of a pack.

Each rule is a small function from a draft to problems. Only sound records are looked at, and a
rule keeps silent where a record that is not sound might be the reason.
"""

from collections.abc import Callable, Iterator

from bot.knowledge.draft import Draft
from bot.knowledge.problems import Problem
from bot.knowledge.rules import citing, names, references, standing, times, utterances

Rule = Callable[[Draft], Iterator[Problem]]

QUESTION_RULES: tuple[Rule, ...] = (references.questions_in_turn,)
RULES: tuple[Rule, ...] = (
    references.unknown_ids,
    references.self_references,
    references.cycles,
    references.topics,
    references.uncited_sources,
    references.unknown_starts,
    names.shared_names,
    standing.carried_statuses,
    standing.successors,
    standing.leading_facts,
    standing.weak_evidence,
    citing.braces,
    citing.first_sentences,
    times.records_in_time,
    times.histories,
    times.newer_than_pack,
    utterances.same_utterances,
    utterances.fact_aliases,
    *QUESTION_RULES,
)


def check(draft: Draft) -> Iterator[Problem]:
    """Yield all problems between the records of a draft, in no particular order."""
    for rule in RULES:
        yield from rule(draft)


def check_questions(draft: Draft) -> Iterator[Problem]:
    """Yield the problems of a draft that holds test questions and nothing else."""
    yield from references.unknown_ids(draft, only="questions")
    yield from references.cycles(draft)
    for rule in QUESTION_RULES:
        yield from rule(draft)
