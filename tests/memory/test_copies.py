"""Near-duplicates fold; short texts never do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from keepmum.memory.finding.copies import fold_copies

NEWS = "The clinic on Harbour Road has moved to number 14, go in by the side door and ring twice"


def test_a_forwarded_text_folds_into_the_best_ranked_one() -> None:
    """Equal texts, and one with a word more, are one hit; another text is not."""
    texts = [NEWS, "We could go to the sea on Sunday if the weather holds", NEWS.upper(), f"{NEWS} ok"]
    assert fold_copies(texts) == [[0, 2, 3], [1]]


def test_chinese_copies_fold() -> None:
    """Chinese has no spaces, and copies are found all the same."""
    text = "诊所搬到海港路十四号了，从侧门进去按两下铃"
    assert fold_copies([text, f"{text}。", "周日天气好的话我们可以去海边走走吧"]) == [[0, 1], [2]]


def test_short_texts_are_said_anew_each_time() -> None:
    """An "ok, see you then" of March is not that of May."""
    assert fold_copies(["ok, see you then", "ok, see you then"]) == [[0], [1]]


def test_a_text_with_another_number_in_few_words_is_not_a_copy() -> None:
    """What differs in the one word that matters stays apart, unless the texts are long and all but equal."""
    assert fold_copies(["Your table is booked for Friday at seven", "Your table is booked for Sunday at nine"]) == [[0], [1]]


@given(st.lists(st.text(alphabet="ab c妈", max_size=30), max_size=12))
def test_every_text_is_in_one_group(texts: list[str]) -> None:
    """Nothing is lost and nothing is twice, and each group begins with its best."""
    groups = fold_copies(texts)
    assert sorted(place for group in groups for place in group) == list(range(len(texts)))
    assert all(group == sorted(group) for group in groups)
    assert [group[0] for group in groups] == sorted(group[0] for group in groups)
