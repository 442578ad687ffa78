"""Answers that support keeps ready: all of them with a form for another one, and one of them to be changed or deleted."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from harimi.service.accounts.staff import StaffRole
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.forms_answers import ReadyAnswerForm
from harimi.service.pages.texts import text
from harimi.service.support.models import ReadyAnswer


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.SUPPORT)
def answers(request: StaffRequest) -> HttpResponse:
    """The list, and a new one."""
    form = ReadyAnswerForm(request.POST or None)
    if form.is_valid():
        form.save()
        messages.success(request, text("answers.done.saved"))
        return redirect("office_case_answers")
    context = {"form": form, "answers": ReadyAnswer.objects.all()}
    return render(request, "office/answers.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.SUPPORT)
def answer(request: StaffRequest, answer_id: int) -> HttpResponse:
    """One of them."""
    row = get_object_or_404(ReadyAnswer, pk=answer_id)
    if request.method == "POST" and request.POST.get("step") == "delete":
        row.delete()
        messages.success(request, text("answers.done.deleted"))
        return redirect("office_case_answers")
    form = ReadyAnswerForm(request.POST or None, instance=row)
    if form.is_valid():
        form.save()
        messages.success(request, text("answers.done.saved"))
        return redirect("office_case_answers")
    return render(request, "office/answer.html", {"form": form, "answer": row}, status=422 if form.is_bound else 200)
