"""All subjects of the API, in the order in which they and their calls are told of, whoever imported what first.

A new one is a file beside this, and a line here.
"""

from harimi.service.api.v1.activity import activity_calls
from harimi.service.api.v1.alerts import alert_calls
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.cameras import camera_calls
from harimi.service.api.v1.captures import capture_calls
from harimi.service.api.v1.channel_record import record_calls
from harimi.service.api.v1.channels import channel_calls
from harimi.service.api.v1.charged import charged_calls
from harimi.service.api.v1.claims import claim_calls
from harimi.service.api.v1.events import event_calls
from harimi.service.api.v1.exchanges import exchange_calls
from harimi.service.api.v1.exports import export_calls
from harimi.service.api.v1.faces import face_calls
from harimi.service.api.v1.happened import happened_calls
from harimi.service.api.v1.health import health_calls
from harimi.service.api.v1.import_rows import import_calls
from harimi.service.api.v1.inquiry_files import inquiry_calls
from harimi.service.api.v1.invoices import invoice_calls
from harimi.service.api.v1.landlord import landlord_calls
from harimi.service.api.v1.ledgers import ledger_calls
from harimi.service.api.v1.looking import looking_calls
from harimi.service.api.v1.meters import meter_calls
from harimi.service.api.v1.notes import note_calls
from harimi.service.api.v1.notices import notice_calls
from harimi.service.api.v1.organization import organization_calls
from harimi.service.api.v1.outlet_steps import outlet_step_calls
from harimi.service.api.v1.outlets import outlet_calls
from harimi.service.api.v1.parcels import parcel_calls
from harimi.service.api.v1.people import people_calls
from harimi.service.api.v1.photographs import photograph_calls
from harimi.service.api.v1.questions import question_calls
from harimi.service.api.v1.readings import reading_calls
from harimi.service.api.v1.registers import register_calls
from harimi.service.api.v1.reports import report_calls
from harimi.service.api.v1.rereading import reread_calls
from harimi.service.api.v1.rounds import round_calls
from harimi.service.api.v1.rule_trials import rule_trial_calls
from harimi.service.api.v1.rules import rule_calls
from harimi.service.api.v1.scraping import scraping_calls
from harimi.service.api.v1.setting_up import drawing_calls
from harimi.service.api.v1.sites import site_calls
from harimi.service.api.v1.statement_steps import statement_step_calls
from harimi.service.api.v1.statements import statement_calls
from harimi.service.api.v1.tariffs import tariff_calls
from harimi.service.api.v1.tenants import tenant_calls
from harimi.service.api.v1.trials import trial_calls
from harimi.service.api.v1.usage import usage_calls

ALL: tuple[Subject, ...] = (
    organization_calls,
    site_calls,
    meter_calls,
    register_calls,
    exchange_calls,
    face_calls,
    drawing_calls,
    reread_calls,
    trial_calls,
    reading_calls,
    question_calls,
    usage_calls,
    report_calls,
    photograph_calls,
    capture_calls,
    looking_calls,
    import_calls,
    camera_calls,
    claim_calls,
    health_calls,
    happened_calls,
    note_calls,
    parcel_calls,
    tenant_calls,
    landlord_calls,
    tariff_calls,
    charged_calls,
    statement_calls,
    statement_step_calls,
    round_calls,
    people_calls,
    invoice_calls,
    notice_calls,
    inquiry_calls,
    export_calls,
    activity_calls,
    event_calls,
    alert_calls,
    rule_calls,
    rule_trial_calls,
    channel_calls,
    record_calls,
    outlet_calls,
    outlet_step_calls,
    ledger_calls,
    scraping_calls,
)
