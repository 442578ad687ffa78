from django.apps import AppConfig


class MetersConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.meters"
    label = "meters"

    def ready(self) -> None:
        """The keys that a face may have are those of its schema; the tenants who may be invited are those that are named."""
        import harimi.service.meters.report_files  # noqa: F401 - hears when a row goes
        from harimi.service.accounts.tenants import offered_by
        from harimi.service.meters.expiry import LETTER
        from harimi.service.meters.holdings import declare
        from harimi.service.meters.queries import tenants_to_invite
        from harimi.service.notices import letters
        from harimi.service.privacy.closed import allow_schema
        from harimi.vision.face import Face

        declare()
        letters.declare(LETTER)
        offered_by(tenants_to_invite)
        schema = Face.model_json_schema()
        parts = [schema, *schema.get("$defs", {}).values()]
        allow_schema(frozenset(key for part in parts for key in part.get("properties", {})))
