from django.urls import include, path

from voting import receipts, views
from voting.identity import notice
from voting.identity import views as identity
from voting.identity.sign_on import views as sign_on

app_name = "voting"
urlpatterns = [
    path(
        "<slug:slug>/vote/",
        include(
            [
                path("", identity.start, name="start"),
                path("number/", identity.number, name="number"),
                path("code/", identity.code, name="code"),
                path("sign-on/", sign_on.sign_on, name="sign_on"),
                path("choose/", views.choose, name="choose"),
                path("review/", views.review, name="review"),
                path("cast/", views.cast, name="cast"),
                path("done/", views.done, name="done"),
                path("leave/", views.leave, name="leave"),
                path("sealed-box.txt", receipts.sealed_box, name="sealed_box"),
            ]
        ),
    ),
    path("privacy/", notice.privacy, name="privacy"),
    path("sign-on/lost/", sign_on.lost, name="sign_on_lost"),
    path("<slug:slug>/receipt/", receipts.receipt, name="receipt"),
]
