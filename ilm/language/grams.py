"""A text as counted pieces of two to four letters, each a number under a key.

The pieces are of the form that search compares, Zawgyi read as Unicode; of Burmese that may be
either, both readings. Without the key a number says nothing of its piece.
"""

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from itertools import chain
from typing import Any

from ilm.language.finding import readings
from ilm.language.normalise import search_form

SIZES = (2, 3, 4)  # letters of a piece
WIDTH = 1 << 15  # numbers there are; two pieces may share one
LOOKED_AT = 4_000  # letters of a text


def pieces(text: str) -> list[str]:
    """Every piece as often as it stands there, words set apart by one space."""
    forms = [f" {' '.join(search_form(r).split())} " for r in readings(text[:LOOKED_AT])]
    return [
        form[at : at + size]
        for form in forms
        for size in SIZES
        for at in range(len(form) - size + 1)
    ]


def counted(texts: Sequence[str], key: bytes) -> Any:
    """A sparse matrix, a row for each text: how often each number stands there, dampened."""
    import numpy as np
    from scipy.sparse import csr_matrix

    known: dict[str, int] = {}
    rows: list[Counter[int]] = []
    for text in texts:
        row: Counter[int] = Counter()
        for piece, often in Counter(pieces(text)).items():
            if piece not in known:
                known[piece] = _number(piece, key)
            row[known[piece]] += often
        rows.append(row)
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(starts[-1]))
    times = chain.from_iterable(row.values() for row in rows)
    values = 1 + np.log(np.fromiter(times, dtype=np.float32, count=int(starts[-1])))
    return csr_matrix((values, columns, starts), shape=(len(rows), WIDTH))


def rarity(matrix: Any) -> Any:
    """How much each number tells among these texts: the fewer hold it, the more."""
    import numpy as np

    held = np.bincount(matrix.indices, minlength=WIDTH)
    return (np.log((1 + matrix.shape[0]) / (1 + held)) + 1).astype(np.float32)


def weighed(matrix: Any, rare: Any) -> Any:
    """Rows of length one, each number by its rarity: the product of two is how alike they are."""
    import numpy as np
    from scipy.sparse import diags

    turned = matrix @ diags(rare)
    length = np.sqrt(turned.multiply(turned).sum(axis=1)).A1
    return (diags(1 / np.maximum(length, 1e-9)) @ turned).tocsr()


def _number(piece: str, key: bytes) -> int:
    return int.from_bytes(blake2b(piece.encode(), digest_size=4, key=key).digest()) % WIDTH
