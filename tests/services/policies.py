"""What the policy's tests build on: the seed where it is, a filled-in profile, and copies of the policy to spoil."""

import os
import shutil
import tomllib
from pathlib import Path

import pytest

from harimi.service.privacy import held, manifest, profile
from harimi.service.privacy.manifest import Manifest, load
from harimi.service.privacy.profile import Profile

ROOT = Path(__file__).parents[2]
SEED = Path(os.environ.get("HARIMI_SHARED", ROOT.parent / "shared")) / "seed/privacy-policy.ja.txt"
EXAMPLE = ROOT / "docs/examples/operator.toml"
needs_seed = pytest.mark.skipif(not SEED.is_file(), reason="the seed policy is not here")

SEED_OPERATOR = """
name = { ja = "アシオット株式会社", en = "Asiot Inc." }
postal_code = "194-0022"
address = { ja = "東京都町田市森野1-36-2 セレステ町田3F", en = "Celeste Machida 3F, 1-36-2 Morino, Machida, Tokyo" }
telephone = "042-812-0853"
mail = "info@asiot.jp"
"""
"""What the seed's contact block says; the rest is left open there."""


def operator(**changed: object) -> Profile:
    """The example's operator, with some fields changed."""
    return profile.parsed(tomllib.loads(EXAMPLE.read_text("utf-8")) | changed, "operator.toml")


def seed_folder(folder: Path) -> Path:
    """The fixture's manifest beside the seed's text."""
    shutil.copy(Path(__file__).parent / "seed_policy/manifest.toml", folder)
    shutil.copy(SEED, folder)
    return folder


def copied(folder: Path) -> Path:
    """A copy of the product's policy and terms; the policy's folder, whose manifest names terms beside it."""
    shutil.copytree(manifest.POLICIES, folder / "policies")
    shutil.copytree(manifest.TERMS, folder / "terms")
    return folder / "policies/1"


def load_copy(folder: Path) -> Manifest:
    """The manifest of such a copy."""
    return load(folder, terms=folder.parents[1] / "terms")


def rewrite(path: Path, old: str, new: str) -> None:
    """Replaces a text in a file, which must hold it."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def second_policy(folder: Path, patch: pytest.MonkeyPatch, added: str, *, wider: tuple[str, str] = ("", "")) -> None:
    """Has the software work with a policy version 2: version 1 and what is `added` to its manifest, one text in it `wider`."""
    one = copied(folder)
    two = one.parent / "2"
    shutil.copytree(one, two)
    rewrite(two / "manifest.toml", "[policy]\nversion = 1", "[policy]\nversion = 2")
    told = (two / "manifest.toml").read_text("utf-8")
    (two / "manifest.toml").write_text(
        told.replace("[purposes.registration]", f"{added}\n[purposes.registration]", 1).replace(*wider, 1), "utf-8"
    )
    patch.setattr(manifest, "POLICIES", one.parent)
    patch.setattr(manifest, "VERSION", 2)
    forget_policies()


def forget_policies() -> None:
    """What was loaded is loaded anew."""
    manifest.current.cache_clear()
    held.held.cache_clear()
