"""The dictionary in the cache: built once, asked from any thread, and never half there."""

import threading

import pytest
from tests.memory.made_dictionary import written

from keepmum.memory.errors import ModelBroken, ModelMissing
from keepmum.memory.words.cedict import entries
from keepmum.memory.words.dictionary import MOST, Dictionary, find_dictionary, packaged_dictionary


@pytest.fixture
def dictionary(tmp_path):
    with find_dictionary(written(tmp_path), tmp_path / "cache") as opened:
        yield opened


def test_both_ways(dictionary):
    """Chinese gives English, the commonest meaning first; an English stem gives Chinese in both spellings."""
    assert [(form.word, form.tokens) for form in dictionary.english("饼干")] == [
        ("biscuit", ("biscuit",)),
        ("cracker", ("cracker",)),
        ("cookie", ("cooki",)),
    ]
    assert {form.word for form in dictionary.chinese("biscuit")} == {"饼干", "餅乾"}
    assert {form.word for form in dictionary.chinese("saf")} == {"保险柜", "保險櫃", "保险", "保險"}
    assert dictionary.chinese("cooki")
    assert not dictionary.chinese("modemx")
    assert not dictionary.english("饼干x")
    assert [form.word for form in dictionary.spellings("饼干")] == ["餅乾"]
    assert not dictionary.spellings("利率")


def test_rare_meanings_do_not_lead_back(dictionary):
    """From English to Chinese only the first meanings of an entry count: 打 is "to type" as well, and few who ask for that mean it."""
    assert [form.word for form in dictionary.chinese("beat")] == ["打"]
    assert not dictionary.chinese("typ")
    assert "type" in {form.word for form in dictionary.english("打")}


def test_known_words(dictionary):
    """Many words are asked for in one go."""
    assert dictionary.known(["面试", "试", "饼干", *map(str, range(1200))]) == {"面试", "饼干"}
    assert dictionary.known([]) == frozenset()


def test_built_once_and_whole(tmp_path):
    """The file is made once; nothing half made is left; a damaged one is made anew; another source has another file."""
    source, cache = written(tmp_path), tmp_path / "cache"
    find_dictionary(source, cache).close()
    (made,) = cache.iterdir()
    before = made.stat().st_mtime_ns
    find_dictionary(source, cache).close()
    assert made.stat().st_mtime_ns == before
    assert made.stat().st_mode & 0o077 == 0
    made.write_bytes(b"cut")
    with find_dictionary(source, cache) as again:
        assert again.english("面试")
    source.write_text(source.read_text(encoding="utf-8") + "新 新 [xin1] /new/\n", encoding="utf-8")
    find_dictionary(source, cache).close()
    assert len(list(cache.iterdir())) == 2


def test_no_dictionary(tmp_path):
    """No file, no package, a file of another kind and a folder that cannot be written are told apart, and leave nothing behind."""
    with pytest.raises(ModelMissing):
        find_dictionary(tmp_path / "none", tmp_path / "cache")
    with pytest.raises(ModelMissing, match="keepmum_none"):
        packaged_dictionary("keepmum_none")
    other = tmp_path / "other"
    for content in (b"", b"nothing of the kind", b"\xff\xfe\x00"):
        other.write_bytes(content)
        with pytest.raises((ModelBroken, ModelMissing)):
            find_dictionary(other, tmp_path / "cache")
    assert not list((tmp_path / "cache").iterdir())
    with pytest.raises(ModelBroken):
        Dictionary(other)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelMissing):
        find_dictionary(written(tmp_path), tmp_path / "file")


def test_threads(dictionary):
    """It may be asked from a thread other than the one that opened it."""
    found = []
    thread = threading.Thread(target=lambda: found.extend(dictionary.english("钥匙")))
    thread.start()
    thread.join()
    assert [form.word for form in found] == ["key"]


def test_the_packaged_one(tmp_path):
    """The package's file is read whole, finds what it should, and no word has more translations than are looked up."""
    try:
        source = packaged_dictionary()
    except ModelMissing:
        pytest.skip("the package is not installed")
    with source.open(encoding="utf-8") as lines:
        assert sum(1 for _ in entries(lines)) > 80_000
    with find_dictionary(source, tmp_path) as opened:
        for chinese, english in (("面试", "interview"), ("医院", "hospital"), ("鑰匙", "key"), ("膝盖", "kne"), ("茶叶", "tea")):
            assert any(form.tokens == (english,) for form in opened.english(chinese)), chinese
            assert any(form.word == chinese for form in opened.chinese(english)), english
        assert len(opened.english("打")) <= MOST
    assert [path.suffix for path in tmp_path.iterdir()] == [".sqlite"]
