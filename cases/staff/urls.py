from django.urls import path

from cases.staff import views

app_name = "staff"
urlpatterns = [
    path("", views.SecondFactorPage.as_view(), name="second_factor"),
    path("enrol/", views.EnrolmentPage.as_view(), name="enrolment"),
]
