"""Records of the directory, as small as a test needs them. Names are invented."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from directory.choices import (
    Audience,
    ContactKind,
    CountryKind,
    LanguageLevel,
    RegionLevel,
    SectorKind,
    TermStatus,
)
from directory.models import (
    Affiliation,
    ApplicationMessage,
    Biography,
    Category,
    Chemical,
    ConventionArticle,
    Country,
    Designation,
    ExpertiseTerm,
    Institution,
    InstitutionContact,
    InstitutionDescription,
    InstitutionType,
    Language,
    LanguageSkill,
    MembershipApplication,
    Party,
    Person,
    PersonContact,
    Region,
    Sector,
    Service,
    StakeholderGroup,
    TaggedExpertise,
    TaggedInterest,
    User,
)

PASSWORD = "a-long-password-for-tests"


class UserFactory(DjangoModelFactory):
    """Somebody who can sign in with ``PASSWORD``, their mail address confirmed."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def confirmed(user, create, extracted, **kwargs):  # noqa: N805
        """``confirmed=False`` leaves the mail address unconfirmed."""
        if create and extracted is not False:
            user.emailaddress_set.create(email=user.email, verified=True, primary=True)


# --- Places ---------------------------------------------------------------------------------------------


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"{900 + n % 100}")
    level = RegionLevel.REGION
    name_en = factory.LazyAttribute(lambda region: f"Region {region.code}")


class CountryFactory(DjangoModelFactory):
    """Kenya, unless another code is given."""

    class Meta:
        model = Country
        django_get_or_create = ["iso2"]

    class Params:
        known = factory.LazyAttribute(lambda country: _COUNTRIES.get(country.iso2, {}))

    iso2 = "KE"
    kind = CountryKind.COUNTRY
    iso3 = factory.LazyAttribute(lambda country: country.known.get("iso3", ""))
    m49 = factory.LazyAttribute(lambda country: country.known.get("m49", ""))
    name_en = factory.LazyAttribute(lambda country: country.known.get("en", f"Country {country.iso2}"))
    name_ar = factory.LazyAttribute(lambda country: country.known.get("ar", ""))
    name_es = factory.LazyAttribute(lambda country: country.known.get("es", ""))
    name_fr = factory.LazyAttribute(lambda country: country.known.get("fr", ""))
    name_ru = factory.LazyAttribute(lambda country: country.known.get("ru", ""))
    name_zh = factory.LazyAttribute(lambda country: country.known.get("zh", ""))
    region = factory.LazyAttribute(lambda country: _region(country.known.get("region")))
    subregion = factory.LazyAttribute(lambda country: _region(country.known.get("subregion")))
    intermediate_region = factory.LazyAttribute(lambda country: _region(country.known.get("intermediate")))


_REGIONS = {
    "002": ("Africa", RegionLevel.REGION, None),
    "142": ("Asia", RegionLevel.REGION, None),
    "150": ("Europe", RegionLevel.REGION, None),
    "202": ("Sub-Saharan Africa", RegionLevel.SUBREGION, "002"),
    "015": ("Northern Africa", RegionLevel.SUBREGION, "002"),
    "030": ("Eastern Asia", RegionLevel.SUBREGION, "142"),
    "151": ("Eastern Europe", RegionLevel.SUBREGION, "150"),
    "011": ("Western Africa", RegionLevel.INTERMEDIATE, "202"),
    "014": ("Eastern Africa", RegionLevel.INTERMEDIATE, "202"),
}
_COUNTRIES = {
    "KE": {
        "iso3": "KEN", "m49": "404", "en": "Kenya", "ar": "كينيا", "es": "Kenya", "fr": "Kenya", "ru": "Кения",
        "zh": "肯尼亚", "region": "002", "subregion": "202", "intermediate": "014",
    },
    "SN": {
        "iso3": "SEN", "m49": "686", "en": "Senegal", "ar": "السنغال", "es": "Senegal", "fr": "Sénégal",
        "ru": "Сенегал", "zh": "塞内加尔", "region": "002", "subregion": "202", "intermediate": "011",
    },
    "EG": {
        "iso3": "EGY", "m49": "818", "en": "Egypt", "ar": "مصر", "es": "Egipto", "fr": "Égypte", "ru": "Египет",
        "zh": "埃及", "region": "002", "subregion": "015",
    },
    "CN": {
        "iso3": "CHN", "m49": "156", "en": "China", "ar": "الصين", "es": "China", "fr": "Chine", "ru": "Китай",
        "zh": "中国", "region": "142", "subregion": "030",
    },
    "RU": {
        "iso3": "RUS", "m49": "643", "en": "Russian Federation", "ar": "الاتحاد الروسي",
        "es": "Federación de Rusia", "fr": "Fédération de Russie", "ru": "Российская Федерация", "zh": "俄罗斯联邦",
        "region": "150", "subregion": "151",
    },
}  # fmt: skip


def _region(code):
    """A region of M49 with those it is part of, or None."""
    if code is None:
        return None
    name, level, parent = _REGIONS[code]
    return RegionFactory(code=code, name_en=name, level=level, parent=_region(parent))


class PartyFactory(DjangoModelFactory):
    class Meta:
        model = Party
        django_get_or_create = ["country"]

    country = factory.SubFactory(CountryFactory)
    signature = date(2001, 5, 23)
    instrument = "ratification"
    instrument_date = date(2004, 9, 24)
    entry_into_force = date(2004, 12, 23)


# --- Vocabulary -----------------------------------------------------------------------------------------


class VocabularyFactory(DjangoModelFactory):
    """One entry of a closed list; asking for a code twice gives the same entry."""

    class Meta:
        abstract = True
        django_get_or_create = ["code"]

    name_en = factory.LazyAttribute(lambda entry: entry.code.replace("-", " ").capitalize())


_APPOINTMENTS = {
    "national-focal-point": "party",
    "official-contact-point": "party",
    "deputy-focal-point": "focal-point",
    "national-authorised-user": "focal-point",
}


class CategoryFactory(VocabularyFactory):
    class Meta:
        model = Category

    code = "expert"
    is_official = factory.LazyAttribute(
        lambda category: category.code in {"national-focal-point", "official-contact-point", "deputy-focal-point"}
    )
    appointment = factory.LazyAttribute(lambda category: _APPOINTMENTS.get(category.code, "request"))


class StakeholderGroupFactory(VocabularyFactory):
    class Meta:
        model = StakeholderGroup

    code = "government"


class SectorFactory(VocabularyFactory):
    class Meta:
        model = Sector

    code = "agriculture"
    kind = SectorKind.ECONOMIC


class InstitutionTypeFactory(VocabularyFactory):
    class Meta:
        model = InstitutionType

    code = "laboratory"


class ServiceFactory(VocabularyFactory):
    class Meta:
        model = Service

    code = "laboratory-analysis"


class LanguageFactory(VocabularyFactory):
    class Meta:
        model = Language

    code = "fr"
    name_en = factory.LazyAttribute(
        lambda language: {"en": "English", "fr": "French", "ar": "Arabic", "es": "Spanish", "ru": "Russian"}.get(
            language.code, f"Language {language.code}"
        )
    )


class ConventionArticleFactory(VocabularyFactory):
    class Meta:
        model = ConventionArticle

    code = "article-9"
    number = factory.LazyAttribute(lambda article: article.code.removeprefix("article-"))
    name_en = "Information exchange"


class ChemicalFactory(VocabularyFactory):
    class Meta:
        model = Chemical

    code = "pop-09"
    name_en = "Polychlorinated biphenyls"
    abbreviation = "PCB"
    annexes = "AC"


class ExpertiseTermFactory(DjangoModelFactory):
    """A term of the vocabulary; with ``status=TermStatus.PROPOSED`` one a member proposed."""

    class Meta:
        model = ExpertiseTerm
        django_get_or_create = ["slug"]

    slug = "pcb"
    name = factory.LazyAttribute(lambda term: term.slug.replace("-", " ").capitalize())
    name_en = factory.SelfAttribute("name")
    status = TermStatus.CONTROLLED


# --- Institutions ---------------------------------------------------------------------------------------


class InstitutionFactory(DjangoModelFactory):
    class Meta:
        model = Institution

    slug = factory.Sequence(lambda n: f"laboratory-{n}")
    name = factory.Sequence(lambda n: f"Laboratory {n}")
    name_en = factory.SelfAttribute("name")
    type = factory.SubFactory(InstitutionTypeFactory)
    country = factory.SubFactory(CountryFactory)
    stakeholder_group = factory.SubFactory(StakeholderGroupFactory)
    confirmed_at = datetime(2026, 9, 1, tzinfo=UTC)


class InstitutionContactFactory(DjangoModelFactory):
    class Meta:
        model = InstitutionContact

    institution = factory.SubFactory(InstitutionFactory)
    kind = ContactKind.EMAIL
    value = "office@example.org"


class InstitutionDescriptionFactory(DjangoModelFactory):
    class Meta:
        model = InstitutionDescription

    institution = factory.SubFactory(InstitutionFactory)
    language = "en"
    text = "Analyses soil and water."


# --- People ---------------------------------------------------------------------------------------------


class PersonFactory(DjangoModelFactory):
    """A listed person of Kenya, shown to everyone.

    ``expertise``, ``interests``, ``languages``, ``chemicals`` and ``sectors`` take codes:
    ``PersonFactory(expertise=["pcb"], languages={"fr": LanguageLevel.EXCELLENT})``.
    """

    class Meta:
        model = Person
        skip_postgeneration_save = True

    given_name = "Amani"
    family_name = factory.Sequence(lambda n: f"Wekesa{n}")
    slug = factory.Sequence(lambda n: f"amani-wekesa-{n}")
    position = "Environmental chemist"
    country = factory.SubFactory(CountryFactory)
    stakeholder_group = factory.SubFactory(StakeholderGroupFactory)
    confirmed_at = datetime(2026, 9, 1, tzinfo=UTC)

    @factory.post_generation
    def expertise(person, create, codes, **kwargs):  # noqa: N805
        for code in codes or ():
            TaggedExpertise.objects.create(content_object=person, tag=ExpertiseTermFactory(slug=code))

    @factory.post_generation
    def interests(person, create, codes, **kwargs):  # noqa: N805
        for code in codes or ():
            TaggedInterest.objects.create(content_object=person, tag=ExpertiseTermFactory(slug=code))

    @factory.post_generation
    def languages(person, create, levels, **kwargs):  # noqa: N805
        for code, level in dict(levels or {}).items():
            LanguageSkillFactory(person=person, language__code=code, level=level)

    @factory.post_generation
    def chemicals(person, create, codes, **kwargs):  # noqa: N805
        for code in codes or ():
            Person.chemicals.through.objects.create(person=person, chemical=ChemicalFactory(code=code))

    @factory.post_generation
    def sectors(person, create, codes, **kwargs):  # noqa: N805
        for code in codes or ():
            Person.sectors.through.objects.create(person=person, sector=SectorFactory(code=code))


class AffiliationFactory(DjangoModelFactory):
    class Meta:
        model = Affiliation

    person = factory.SubFactory(PersonFactory)
    institution = factory.SubFactory(InstitutionFactory)
    position = "Head of laboratory"
    starts_on = date(2020, 1, 1)
    is_primary = True


class PersonContactFactory(DjangoModelFactory):
    class Meta:
        model = PersonContact

    person = factory.SubFactory(PersonFactory)
    kind = ContactKind.WORK
    value = factory.Sequence(lambda n: f"+254 20 555 {n % 10000:04}")
    audience = Audience.MEMBERS


class LanguageSkillFactory(DjangoModelFactory):
    class Meta:
        model = LanguageSkill

    person = factory.SubFactory(PersonFactory)
    language = factory.SubFactory(LanguageFactory)
    level = LanguageLevel.EXCELLENT


class BiographyFactory(DjangoModelFactory):
    class Meta:
        model = Biography

    person = factory.SubFactory(PersonFactory)
    language = "en"
    text = "Works on transformers and their oil."


class DesignationFactory(DjangoModelFactory):
    """A category held since 2024; ``category__code="national-focal-point"`` makes it an official post."""

    class Meta:
        model = Designation

    person = factory.SubFactory(PersonFactory)
    category = factory.SubFactory(CategoryFactory)
    country = factory.LazyAttribute(lambda held: held.person.country if held.category.is_official else None)
    starts_on = date(2024, 5, 3)


class MembershipApplicationFactory(DjangoModelFactory):
    class Meta:
        model = MembershipApplication

    person = factory.SubFactory(PersonFactory, status="waiting")
    statement = "I should like to exchange experience on stockpiles."


class ApplicationMessageFactory(DjangoModelFactory):
    class Meta:
        model = ApplicationMessage

    application = factory.SubFactory(MembershipApplicationFactory)
    author = factory.SubFactory(UserFactory)
    text = "Which institution do you work for?"
