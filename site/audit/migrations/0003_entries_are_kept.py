"""The database itself keeps the record of actions as it was written.

The one change it lets through is that of a user who goes: their key is emptied, their name stays. On SQLite,
where a test empties its tables row by row, deletions are refused by the models alone.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION audit_entry_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.by_id IS NULL AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The record of actions is never rewritten.' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER audit_entry_is_kept BEFORE UPDATE OR DELETE ON audit_entry
FOR EACH ROW EXECUTE FUNCTION audit_entry_is_kept();
"""

SQLITE = """
CREATE TRIGGER audit_entry_is_kept BEFORE UPDATE ON audit_entry
WHEN NEW.by_id IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.action IS NOT OLD.action
    OR NEW.content_type_id IS NOT OLD.content_type_id OR NEW.object_id IS NOT OLD.object_id
    OR NEW.label IS NOT OLD.label OR NEW.by_name IS NOT OLD.by_name OR NEW.at IS NOT OLD.at
    OR NEW.reason IS NOT OLD.reason OR NEW.changes IS NOT OLD.changes
BEGIN
    SELECT RAISE(ABORT, 'The record of actions is never rewritten.');
END
"""


def keep(apps, schema_editor):
    schema_editor.execute({"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor])


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER audit_entry_is_kept ON audit_entry")
        schema_editor.execute("DROP FUNCTION audit_entry_is_kept()")
    else:
        schema_editor.execute("DROP TRIGGER audit_entry_is_kept")


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_initial")]

    operations = [migrations.RunPython(keep, let_go)]
