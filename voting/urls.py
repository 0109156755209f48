from django.urls import path

from voting import views
from voting.identity import views as identity

app_name = "voting"
urlpatterns = [
    path("", identity.start, name="start"),
    path("number/", identity.number, name="number"),
    path("code/", identity.code, name="code"),
    path("choose/", views.choose, name="choose"),
    path("review/", views.review, name="review"),
    path("cast/", views.cast, name="cast"),
    path("done/", views.done, name="done"),
    path("leave/", views.leave, name="leave"),
]
