"""Proofs that can be given away: that an entry is in the ledger, and a bundle that lets others check all of it. JSON, and no content.

    {"format": "keepmum-ledger-proof/1", "key": "NAME+ID+KEY", "checkpoint": "…", "index": 3, "leaf": "base64", "path": ["base64", …]}
    {"format": "keepmum-ledger-bundle/1", "key": "NAME+ID+KEY", "checkpoint": "…", "leaves": ["base64", …],
     "earlier": [{"checkpoint": "…", "consistency": ["base64", …]}]}

tools/verify_ledger.py checks both without keepmum.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass

from keepmum.policy.proving.merkle import consistency_proof, inclusion_proof, leaf_hash
from keepmum.policy.proving.payloads import Payload

PROOF = "keepmum-ledger-proof/1"
BUNDLE = "keepmum-ledger-bundle/1"


@dataclass(frozen=True, slots=True)
class Proofs:
    """What makes proofs over a ledger that was verified.

    Attributes:
        leaves: All of its leaves, in order.
        checkpoint: The signed note of the whole tree.
        key: The key that checks it, as ``NAME+ID+KEY``.
        seen: Checkpoints that were carried elsewhere, each with the size that it saw.
    """

    leaves: tuple[bytes, ...]
    checkpoint: str
    key: str
    seen: tuple[tuple[int, str], ...] = ()

    def inclusion(self, index: int) -> list[bytes]:
        """Return the proof that an entry is in the tree of the checkpoint (RFC 9162, 2.1.3.1).

        Raises:
            ValueError: There is no such entry.
        """
        return inclusion_proof(self._hashes(), index)

    def consistency(self, old_size: int) -> list[bytes]:
        """Return the proof that the tree of ``old_size`` entries is the beginning of that of the checkpoint (RFC 9162, 2.1.4.1).

        Raises:
            ValueError: There was no tree of this size.
        """
        return consistency_proof(self._hashes(), old_size)

    def entry_text(self, index: int, payload: Payload | None = None) -> str:
        """Return one file that proves one entry: its leaf, the way to the root, the checkpoint.

        Args:
            index: The entry.
            payload: Its payload, where the file is to show what it was too.

        Raises:
            ValueError: There is no such entry.
        """
        proof: dict[str, object] = {
            "format": PROOF,
            "key": self.key,
            "checkpoint": self.checkpoint,
            "index": index,
            "path": _all_base64(self.inclusion(index)),
            "leaf": _base64(self.leaves[index]),
        }
        if payload is not None:
            proof |= {"nonce": _base64(payload.nonce), "payload": _base64(payload.body)}
        return json.dumps(proof, ensure_ascii=False, indent=1) + "\n"

    def bundle_text(self) -> str:
        """Return one file with all leaves, the newest checkpoint, and the proof that it goes on from each that was carried elsewhere."""
        hashes = self._hashes()
        earlier = [
            {"checkpoint": note, "consistency": _all_base64(consistency_proof(hashes, size) if size else [])} for size, note in self.seen
        ]
        bundle = {
            "format": BUNDLE,
            "key": self.key,
            "checkpoint": self.checkpoint,
            "earlier": earlier,
            "leaves": _all_base64(self.leaves),
        }
        return json.dumps(bundle, ensure_ascii=False, indent=1) + "\n"

    def _hashes(self) -> list[bytes]:
        return [leaf_hash(leaf) for leaf in self.leaves]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _all_base64(many: Iterable[bytes]) -> list[str]:
    return [_base64(one) for one in many]
