"""Statutes and articles as they are cited. Whatever else somebody writes is refused: a law without a name permits nothing."""

import re
import unicodedata

MOST = 80
"""Letters of a statute's name."""
_NOT_ONE = re.compile(
    r"法令|関係法|関連|各種法|諸法|その他|社内|当社|弊社|^ある|(方|手)法$|various|applicable|^(any|some|the)\b", re.IGNORECASE
)
_JAPANESE = re.compile(r"[^\s、。,;]+(法|法律|施行令|政令|省令|府令|規則|条例)")
_ENGLISH = re.compile(
    r"([A-Z][A-Za-z' ,-]* (Act|Code|Law|Order|Ordinance|Rules)"
    r"|(Act|Code|Law|Ordinance) (of|on|for|concerning) [A-Z][A-Za-z' ,-]*)(,? (of )?\d{4})?"
)
_NUMBER = r"(\d{1,4}|[〇一二三四五六七八九十百千]{1,7})"
_JAPANESE_ARTICLE = re.compile(
    rf"第?{_NUMBER}(条(の{_NUMBER})*|(の{_NUMBER})+)(第?{_NUMBER}項)?(第?{_NUMBER}号(の{_NUMBER})*)?"
)
_SHORT_ARTICLE = re.compile(r"(article |art\. ?)?\d{1,4}(-\d{1,2})*(\(\d{1,2}\))?(\([ivx]{1,5}\))?", re.IGNORECASE)


def is_statute(typed: str) -> bool:
    """Whether it reads like the name of one law: 刑事訴訟法, Code of Criminal Procedure, Data Protection Act 2018."""
    told = plain(typed)
    if len(told) > MOST or _NOT_ONE.search(told):
        return False
    return bool(_JAPANESE.fullmatch(told) or _ENGLISH.fullmatch(told))


def is_article(typed: str) -> bool:
    """Whether it names an article: 第197条第2項, 第百九十七条, 105の2, 197(2)."""
    told = plain(typed)
    return bool(_JAPANESE_ARTICLE.fullmatch(told) or _SHORT_ARTICLE.fullmatch(told))


def plain(typed: str) -> str:
    """In one width, without spaces around."""
    return unicodedata.normalize("NFKC", typed).strip()
