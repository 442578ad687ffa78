"""Folding: text as it is compared, never as it is kept.

Text that was copied from a PDF holds CJK and Kangxi radicals (U+2E80 to U+2FDF) that look like common characters: a search
for “利用” finds nothing in it. Only these are folded: NFKC over the whole text would also turn ① into 1, and ids of
clauses would collide. One character becomes one character, so places in a text hold before and after.
"""

import hashlib
import unicodedata

_FROM = (
    "⺅⺉⺌⺍⺎⺏⺐⺒⺓⺖⺗⺘⺙⺛⺝⺞⺟⺠⺡⺢⺣⺤⺨⺪⺫⺬⺭⺯⺱⺲⺵⺷⺹⺺⺽⺾⺿⻀⻁⻂⻄⻆⻊⻌⻍⻏⻑⻖⻗⻘⻝⻞⻟⻤⻨⻩⻫⻭⻯⻲"
)
_INTO = (
    "亻刂小小兀尣尢巳幺忄心扌攵旡月歺母民氵水灬爫犭疋罒示礻糸罓罒网羊耂肀臼艹艹艹虎衤西角足辶辶阝長阝雨青食食飠鬼麦黄斉歯竜亀"
)
"""Radicals that Unicode does not decompose, with what stands for them in Japanese text (its EquivalentUnifiedIdeograph)."""
_SUPPLEMENT = dict(zip(_FROM, _INTO, strict=True))


def _folded(character: str) -> str:
    single = unicodedata.normalize("NFKC", character)
    return _SUPPLEMENT.get(character, single if len(single) == 1 else character)


_TABLE = {code: _folded(chr(code)) for code in range(0x2E80, 0x2FE0)}


def fold(text: str) -> str:
    """The text with every radical replaced by the character it looks like; as long as before."""
    return text.translate(_TABLE)


def sha256(content: str | bytes) -> str:
    """SHA-256 in hexadecimal; of text its UTF-8 bytes."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
