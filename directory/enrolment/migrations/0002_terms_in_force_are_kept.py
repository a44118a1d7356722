"""The database itself keeps terms of reference in force as they were accepted.

The two changes it lets through are the note that their holders were told, and the going of the user who wrote them.
On SQLite, where a test empties its tables row by row, deletions are refused by the model alone.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION enrolment_terms_are_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'in-force' THEN
        RETURN COALESCE(NEW, OLD);
    END IF;
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - 'told_at' - 'written_by_id' = to_jsonb(OLD) - 'told_at' - 'written_by_id'
        AND (NEW.written_by_id IS NULL OR NEW.written_by_id = OLD.written_by_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Terms of reference in force are never changed.'
        USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER enrolment_terms_are_kept BEFORE UPDATE OR DELETE ON enrolment_termsofreference
FOR EACH ROW EXECUTE FUNCTION enrolment_terms_are_kept();
"""

KEPT = (
    *("id", "category_id", "number", "state", "in_force_from", "asks_again", "written_at"),
    *(
        f"{part}_{code}"
        for part in ("undertaking", "text", "what_changed")
        for code in ("en", "ar", "es", "fr", "ru", "zh")
    ),
)
SQLITE = f"""
CREATE TRIGGER enrolment_terms_are_kept BEFORE UPDATE ON enrolment_termsofreference
WHEN OLD.state = 'in-force' AND ({" OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in KEPT)})
BEGIN
    SELECT RAISE(ABORT, 'Terms of reference in force are never changed.');
END
"""


def keep(apps, schema_editor):
    schema_editor.execute({"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor])


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER enrolment_terms_are_kept ON enrolment_termsofreference")
        schema_editor.execute("DROP FUNCTION enrolment_terms_are_kept()")
    else:
        schema_editor.execute("DROP TRIGGER enrolment_terms_are_kept")


class Migration(migrations.Migration):
    dependencies = [("enrolment", "0001_terms_links_requests")]

    operations = [migrations.RunPython(keep, let_go)]
