"""Folding: text as it is compared, never as it is kept.

Text that was copied from a PDF holds CJK and Kangxi radicals (U+2E80 to U+2FDF) that look like common characters: a search for
“利用” finds nothing in it. Only these are folded. NFKC over the whole text would also turn ① into 1, and clause ids would collide.
One character becomes one character, so places in a text hold before and after.
"""

import hashlib
import unicodedata

_SUPPLEMENT = {
    "⺅": "亻", "⺉": "刂", "⺌": "小", "⺍": "小", "⺎": "兀", "⺏": "尣", "⺐": "尢", "⺒": "巳", "⺓": "幺", "⺖": "忄", "⺗": "心",
    "⺘": "扌", "⺙": "攵", "⺛": "旡", "⺝": "月", "⺞": "歺", "⺟": "母", "⺠": "民", "⺡": "氵", "⺢": "水", "⺣": "灬", "⺤": "爫",
    "⺨": "犭", "⺪": "疋", "⺫": "罒", "⺬": "示", "⺭": "礻", "⺯": "糸", "⺱": "罓", "⺲": "罒", "⺵": "网", "⺷": "羊", "⺹": "耂",
    "⺺": "肀", "⺽": "臼", "⺾": "艹", "⺿": "艹", "⻀": "艹", "⻁": "虎", "⻂": "衤", "⻄": "西", "⻆": "角", "⻊": "足", "⻌": "辶",
    "⻍": "辶", "⻏": "阝", "⻑": "長", "⻖": "阝", "⻗": "雨", "⻘": "青", "⻝": "食", "⻞": "食", "⻟": "飠", "⻤": "鬼", "⻨": "麦",
    "⻩": "黄", "⻫": "斉", "⻭": "歯", "⻯": "竜", "⻲": "亀",
}  # fmt: skip
"""Radicals that Unicode does not decompose, with what stands for them in Japanese text (its EquivalentUnifiedIdeograph)."""


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
