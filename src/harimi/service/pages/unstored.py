"""Answers of which nothing is kept on the way or in the browser."""

from django.http import HttpResponse


def unstored(answer: HttpResponse) -> HttpResponse:
    """The answer, told so: it shows what is somebody's own."""
    answer.headers["Cache-Control"] = "no-store"
    return answer
