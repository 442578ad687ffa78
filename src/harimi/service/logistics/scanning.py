"""What a scanner or a person types to say which unit they have in hand."""

from unicodedata import normalize
from urllib.parse import parse_qs, urlsplit

from harimi.service.logistics.codes import code_hash
from harimi.service.logistics.models import Unit


def scanned(typed: str) -> Unit | None:
    """The unit whose box has the code, or the address that holds it, or which has that serial number."""
    plain = normalize("NFKC", typed).strip()
    code = parse_qs(urlsplit(plain).query).get("code", [plain])[0] if plain.startswith("http") else plain
    known = Unit.objects.filter(code_hash=code_hash(code)).first()
    return known or Unit.objects.filter(serial__iexact=plain).first()


def each(typed: str) -> list[str]:
    """What was scanned one after another, each once: one to a line."""
    return list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
