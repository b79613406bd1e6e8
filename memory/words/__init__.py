"""Finding by words: how texts are cut, indexed and weighed, in English and Chinese."""
