"""The child that turns a sentence-transformers folder into an int8 ONNX file, so that torch is never loaded again.

It runs once a model, in a process of its own: torch takes seconds and 400 MB, and leaves with the process.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from keepmum.memory.errors import ModelBroken

OPSET = 17
_PROBES = (
    "The dentist moved the appointment to Tuesday at three.",
    "Mum's knee hurts when she climbs the stairs.",
    "Did you book the train to Lyon for the wedding?",
    "I painted the kitchen yellow last spring",
    "ok",
    "Flight BA117 leaves at 6:40, gate closes 20 minutes before; please bring the blue folder and both passports.",
    "What did Grandpa say about the garden?",
    "We adopted a second cat and named her Biscuit.",
)


def export(message: object) -> object:
    """Export one model and check it against its source.

    Args:
        message: A map with `source` (the SentenceTransformer folder) and `target` (an empty folder).

    Returns:
        A map with `cosine`: the mean cosine between the exported and the original vectors of a few sentences.

    Raises:
        ValueError: The message is not such a map.
        ModelBroken: The folder holds no model that sentence-transformers can load, or the graph cannot be exported.
    """
    if not isinstance(message, dict) or not {"source", "target"} <= message.keys():
        raise ValueError("export wants source and target")
    source, target = Path(message["source"]), Path(message["target"])
    warnings.simplefilter("ignore")  # torch warns about its own exporter
    usual = tempfile.tempdir
    try:
        with tempfile.TemporaryDirectory(dir=target, ignore_cleanup_errors=True) as scratch:
            tempfile.tempdir = scratch  # torch leaves a folder for compiled code wherever temporary files go
            model = _load(source)
            _write_graph(model, target)
            shutil.copyfile(source / "tokenizer.json", target / "tokenizer.json")
            return {"cosine": _mean_cosine(model, target)}
    except Exception as error:  # torch, transformers and onnx each raise their own
        raise ModelBroken(f"the export of the embedding model fails: {type(error).__name__}") from error
    finally:
        tempfile.tempdir = usual


def _load(source: Path) -> Any:  # noqa: ANN401  torch is imported in this child only
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(1)
    return SentenceTransformer(str(source), device="cpu", local_files_only=True, model_kwargs={"attn_implementation": "eager"}).eval()


def _write_graph(model: Any, target: Path) -> None:  # noqa: ANN401  as above
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    names = [name for name in model.tokenizer.model_input_names if name in {"input_ids", "attention_mask", "token_type_ids"}]

    class Sentence(torch.nn.Module):  # type: ignore[misc]  # torch is not typed here
        """The whole pipeline, from token numbers to the sentence's vector, pooling included."""

        def __init__(self) -> None:
            super().__init__()
            self.pipeline = model

        def forward(self, *inputs: Any) -> Any:  # noqa: ANN401  tensors
            """Run transformer, pooling and normalisation."""
            return self.pipeline(dict(zip(names, inputs, strict=True)))["sentence_embedding"]

    example = tuple(torch.ones((2, 8), dtype=torch.int64) for _ in names)
    plain = target / "plain.onnx"
    with torch.no_grad():
        torch.onnx.export(
            Sentence().eval(),
            example,
            str(plain),
            input_names=names,
            output_names=["sentence"],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names} | {"sentence": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )
    quantize_dynamic(str(plain), str(target / "model.onnx"), weight_type=QuantType.QInt8, per_channel=True)
    plain.unlink()


def _mean_cosine(model: Any, target: Path) -> float:  # noqa: ANN401  as above
    from keepmum.memory.meaning.embed import OnnxEmbedder

    ours = OnnxEmbedder(target, "probe").embed(_PROBES)
    theirs = np.asarray(model.encode(list(_PROBES), normalize_embeddings=True, show_progress_bar=False), dtype=np.float32)
    return float((ours * theirs).sum(axis=1).mean())


if __name__ == "__main__":
    from keepmum.memory.child import enter, serve

    enter()
    serve(export)
