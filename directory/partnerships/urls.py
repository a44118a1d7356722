"""Addresses of partners, agreements and joint projects."""

from django.urls import path

from .views import agreements, applications, figures, partners, projects

app_name = "partnerships"
urlpatterns = [
    path("partners/", partners.PartnersPage.as_view(), name="partners"),
    path("partners/desk/", partners.DeskPage.as_view(), name="desk"),
    path("partners/begin/", partners.BeginPartnership.as_view(), name="begin"),
    path("partners/apply/", applications.Apply.as_view(), name="apply"),
    path("partners/applications/<int:pk>/", applications.ApplicationPage.as_view(), name="application"),
    path("partners/of/<slug:slug>/", partners.PartnerPage.as_view(), name="partner"),
    path("partners/figures/", figures.FiguresPage.as_view(), name="figures"),
    path("partners/regional-centres/", figures.CentresPage.as_view(), name="centres"),
    path("agreements/", agreements.AgreementsPage.as_view(), name="agreements"),
    path("agreements/add/", agreements.KeepAgreement.as_view(), name="add_agreement"),
    path("agreements/<int:pk>/", agreements.AgreementPage.as_view(), name="agreement"),
    path("agreements/<int:pk>/edit/", agreements.KeepAgreement.as_view(), name="edit_agreement"),
    path("agreements/<int:pk>/documents/", agreements.AgreementDocuments.as_view(), name="agreement_documents"),
    path(
        "agreements/<int:pk>/documents/<int:document>/",
        agreements.AgreementDocumentFile.as_view(),
        name="agreement_document",
    ),
    path("projects/", projects.ProjectsPage.as_view(), name="projects"),
    path("projects/propose/", projects.Propose.as_view(), name="propose"),
    path("projects/of/<slug:slug>/", projects.ProjectPage.as_view(), name="project"),
    path("projects/of/<slug:slug>/record/", projects.ProjectOverview.as_view(), name="project_record"),
    path(
        "projects/of/<slug:slug>/record/agreements/",
        projects.ProjectAgreements.as_view(),
        name="project_record_agreements",
    ),
    path(
        "projects/of/<slug:slug>/record/documents/",
        projects.ProjectDocuments.as_view(),
        name="project_record_documents",
    ),
    path("projects/of/<slug:slug>/record/history/", projects.ProjectHistory.as_view(), name="project_record_history"),
    path(
        "projects/of/<slug:slug>/record/history/<int:revision>/",
        projects.ProjectVersion.as_view(),
        name="project_record_version",
    ),
    path(
        "projects/of/<slug:slug>/record/in/<slug:section>/",
        projects.ProjectSectionPage.as_view(),
        name="project_record_section",
    ),
    path(
        "projects/of/<slug:slug>/documents/<int:document>/",
        projects.ProjectDocumentFile.as_view(),
        name="project_document",
    ),
]
