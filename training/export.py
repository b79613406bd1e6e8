"""Writes a trained tagger as the files that keepmum ships: an int8 ONNX graph, its tokenizer, and what its labels mean."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from training.base import Base
from training.calibrate import Calibration
from training.labelled import CATEGORIES

OPSET = 17
GRAPH, TOKENIZER, CONFIG = "tagger.onnx", "tokenizer.json", "tagger.json"


def export(net: Any, base: Base, calibration: Calibration, folder: Path) -> None:  # noqa: ANN401  torch has no types here
    """Write the files into a folder that is there."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    example = tuple(torch.ones((2, 8), dtype=torch.int64) for _ in range(3))
    names = ("input_ids", "attention_mask", "token_type_ids")
    with tempfile.TemporaryDirectory() as scratch, torch.no_grad():
        plain = Path(scratch) / "plain.onnx"
        torch.onnx.export(
            net.eval(),
            example,
            str(plain),
            input_names=list(names),
            output_names=["scores"],
            dynamic_axes={name: {0: "batch", 1: "pieces"} for name in (*names, "scores")},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize_dynamic(str(plain), str(folder / GRAPH), weight_type=QuantType.QInt8, per_channel=True)
    base.tokenizer.save(str(folder / TOKENIZER), pretty=False)
    config = {"labels": ["", *CATEGORIES], "ends": list(base.ends), "slope": calibration.slope, "shift": calibration.shift}
    (folder / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
