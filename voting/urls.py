from django.urls import path

from voting import receipts, views
from voting.identity import views as identity

app_name = "voting"
urlpatterns = [
    path("<slug:slug>/vote/", identity.start, name="start"),
    path("<slug:slug>/vote/number/", identity.number, name="number"),
    path("<slug:slug>/vote/code/", identity.code, name="code"),
    path("<slug:slug>/vote/choose/", views.choose, name="choose"),
    path("<slug:slug>/vote/review/", views.review, name="review"),
    path("<slug:slug>/vote/cast/", views.cast, name="cast"),
    path("<slug:slug>/vote/done/", views.done, name="done"),
    path("<slug:slug>/vote/leave/", views.leave, name="leave"),
    path("<slug:slug>/vote/sealed-box.txt", receipts.sealed_box, name="sealed_box"),
    path("<slug:slug>/receipt/", receipts.receipt, name="receipt"),
]
