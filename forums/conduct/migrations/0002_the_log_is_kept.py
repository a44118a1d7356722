"""The database itself keeps the log of decisions as it was written.

The one change it lets through is that of a group that goes: its key is emptied. On SQLite, where a test empties its
tables row by row, deletions are refused by the models alone.
"""

from django.db import migrations, models

POSTGRESQL = """
CREATE FUNCTION forum_decision_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.group_id IS NULL AND to_jsonb(NEW) - 'group_id' = to_jsonb(OLD) - 'group_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The log of decisions is never rewritten.' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER forum_decision_is_kept BEFORE UPDATE OR DELETE ON forum_conduct_loggeddecision
FOR EACH ROW EXECUTE FUNCTION forum_decision_is_kept();
"""

SQLITE = """
CREATE TRIGGER forum_decision_is_kept BEFORE UPDATE ON forum_conduct_loggeddecision
WHEN NEW.group_id IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.act IS NOT OLD.act OR NEW.rule IS NOT OLD.rule
    OR NEW.decided_as IS NOT OLD.decided_as OR NEW."on" IS NOT OLD."on" OR NEW.earlier_id IS NOT OLD.earlier_id
BEGIN
    SELECT RAISE(ABORT, 'The log of decisions is never rewritten.');
END
"""


def keep(apps, schema_editor):
    schema_editor.execute({"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor])


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER forum_decision_is_kept ON forum_conduct_loggeddecision")
        schema_editor.execute("DROP FUNCTION forum_decision_is_kept()")
    else:
        schema_editor.execute("DROP TRIGGER forum_decision_is_kept")


class Migration(migrations.Migration):
    dependencies = [("forum_conduct", "0001_keeping_order")]

    operations = [
        migrations.AddField(
            model_name="flag",
            name="is_of_word",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(keep, let_go),
    ]
