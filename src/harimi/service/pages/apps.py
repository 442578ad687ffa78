from functools import partial

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """See the package's docstring."""

    name = "harimi.service.pages"
    label = "pages"

    def ready(self) -> None:
        """Reports that take long, and exports, are offered to workers; invoices on paper to other layers."""
        from harimi.service.alerts.happening import CHANGED
        from harimi.service.billing.papers import made_by
        from harimi.service.letting import papers as statements
        from harimi.service.meters.models import ReportFile
        from harimi.service.outlets.ledgers.files import written_by
        from harimi.service.outlets.news import hear
        from harimi.service.pages.exports import making as exports
        from harimi.service.pages.invoices.document import pdf
        from harimi.service.pages.letting import document
        from harimi.service.pages.letting.sheet import sheet
        from harimi.service.pages.outlets import told
        from harimi.service.pages.reports import ledgers
        from harimi.service.pages.reports.making import make_one
        from harimi.service.pages.reports.papers import PAPERS
        from harimi.service.pages.reports.pdf import has_pdf
        from harimi.service.platform.jobs import offer
        from harimi.service.readings import report_papers
        from harimi.service.readings.offering import provided
        from harimi.service.requests.models import Answer
        from harimi.service.rights.models import Export

        made_by(has_pdf, pdf)
        report_papers.made_by(PAPERS)
        statements.made_by(statements.Papers(has_pdf, partial(document.paper, whole=True), sheet))
        written_by(ledgers.write)
        hear(CHANGED, told.alert)
        offer("report", provided(make_one), lambda: ReportFile.objects.filter(done_at=None))
        offer("export", provided(exports.make_one), lambda: Export.objects.filter(done_at=None), turns=1)
        offer("answer", provided(exports.answer_one), lambda: Answer.objects.filter(done_at=None), turns=1)
