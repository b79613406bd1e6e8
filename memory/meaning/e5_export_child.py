"""The child that turns the multilingual model's file into an ONNX graph: it takes 800 MB for some seconds, and leaves with the process."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from keepmum.memory.errors import ModelBroken
from keepmum.memory.meaning import e5_graph, unigram
from keepmum.memory.meaning.e5_float import FloatModel
from keepmum.memory.meaning.e5_weights import Floats, read_weights
from keepmum.memory.meaning.embed import OnnxSession
from keepmum.memory.meaning.multilingual import MAX_TOKENS

TOKENS = 64  # of a text that the graph is scaled by
_SCALED_BY = (
    "query: When did Mum book the train to Lyon?",
    "query: 妈妈什么时候订的去里昂的火车票？",
    "query: knee pain",
    "query: Wie heißt der Hund von Thomas?",
    "passage: Anna: ok",
    "passage: The dentist moved the appointment to Tuesday at three; please bring the blue folder and both passports.",
    "passage: Ben: Hahaha!! That's so funny 😂 I painted the kitchen yellow last spring, and nobody noticed...",
    "passage: Flight BA117 leaves at 6:40, gate B22, booking X7Q-99, tel. +44 20 7946 0958, mail ben@example.org",
    "passage: 小李：我昨天去医院看了膝盖，医生说没什么大问题，多休息就好了。",
    "passage: 王芳: 周末我们一起去爬山吧！记得带水和防晒霜～",
    "passage: 会议改到下周三下午三点，地点在5号楼302会议室，请带上合同。",
    "passage: 我明天 deadline，project 还没做完，anyway 先这样吧",
    "passage: 母は来週の土曜日に京都へ行きます。桜が楽しみだと言っていました。",
    "passage: 할머니가 김치를 담그셨어요. 주말에 가지러 갈게요.",
    "passage: Grand-mère a planté des tomates et des courgettes dans le jardin; elle t'embrasse très fort.",
    "passage: Мы переезжаем в новую квартиру в пятницу, поможешь с коробками?",
    "passage: ¿Quién recoge a los niños del colegio mañana? Yo salgo tarde del trabajo.",
    "passage: أرسلت لك صور العرس البارحة، هل وصلت؟",
)
_CHECKED_WITH = (
    "query: What did Grandpa say about the garden?",
    "query: 爷爷的花园怎么样了？",
    "passage: Mum's knee hurts when she climbs the stairs.",
    "passage: Carla: We adopted a second cat and named her Biscuit.",
    "passage: 陈伟：我把冬天的衣服都放进箱子里了，箱子在床底下。",
    "passage: 新来的老板太挑剔，我在考虑要不要换工作。",
    "passage: Der Handwerker kommt am Montag zwischen acht und zehn.",
    "passage: yes, on Tuesday",
)


def export(message: object) -> object:
    """Export the model and check it against floats.

    Args:
        message: A map with `source` (the model's file) and `target` (an empty folder).

    Returns:
        A map with `cosine`: the mean cosine between the graph's and the floats' vectors of texts that it was not scaled by.

    Raises:
        ValueError: The message is not such a map.
        ModelBroken: The file is not such a model, or the graph does not run.
    """
    if not isinstance(message, dict) or not {"source", "target"} <= message.keys():
        raise ValueError("export wants source and target")
    source, target = Path(message["source"]), Path(message["target"])
    weights = read_weights(source)
    if weights.sizes.positions < MAX_TOKENS:
        raise ModelBroken("the multilingual model reads too few tokens")
    model = FloatModel(weights)
    cutter = unigram.Unigram(weights.vocabulary)
    peaks: dict[str, Floats] = {}
    for text in _SCALED_BY:
        for name, peak in model.run(cutter.encode(text, TOKENS))[1].items():
            peaks[name] = np.maximum(peaks.get(name, peak), peak)
    try:
        e5_graph.write_graph(model, peaks, target / "model.onnx")
        unigram.save(weights.vocabulary, target / "vocabulary.npz")
    except OSError:
        raise ModelBroken("the exported multilingual model cannot be written") from None
    return {"cosine": _mean_cosine(model, [cutter.encode(text, TOKENS) for text in _CHECKED_WITH], target)}


def _mean_cosine(model: FloatModel, texts: list[list[int]], target: Path) -> float:
    ours = OnnxSession(target / "model.onnx").run(texts)
    right = np.stack([model.run(tokens)[0] for tokens in texts])
    return float((ours * right).sum(axis=1).mean())


if __name__ == "__main__":
    from keepmum.memory.child import enter, serve

    enter()
    serve(export)
