-- How a member wants shows to look, wherever they are: keyed by the member and by no server. NULL
-- is what nobody chose; a member who prefers nothing has no row.
CREATE TABLE member_preferences (
    user_id INTEGER PRIMARY KEY,
    title_language TEXT,
    zone TEXT,
    hide_scores INTEGER CHECK (hide_scores IN (0, 1))
) STRICT;

ALTER TABLE guild_settings ADD COLUMN title_language TEXT;
ALTER TABLE guild_settings ADD COLUMN zone TEXT;
ALTER TABLE guild_settings ADD COLUMN hide_scores INTEGER CHECK (hide_scores IN (0, 1));

-- Who changed what, and when. Values are text, of whatever kind the field is; `undoes` is the entry
-- that this one took back. `changed_by` is forgotten with that member; what was changed stays.
ALTER TABLE settings_log RENAME TO settings_log_of_numbers;
CREATE TABLE settings_log (
    guild_id INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    changed_by INTEGER,
    changed_at INTEGER NOT NULL,
    field TEXT NOT NULL,
    old_value TEXT,
    new_value TEXT,
    undoes INTEGER,
    PRIMARY KEY (guild_id, entry)
) STRICT;
INSERT INTO settings_log (guild_id, entry, changed_by, changed_at, field, old_value, new_value)
SELECT guild_id, entry, changed_by, changed_at, field,
    CAST(old_value AS TEXT), CAST(new_value AS TEXT)
FROM settings_log_of_numbers;
DROP TABLE settings_log_of_numbers;
CREATE INDEX settings_log_of_member ON settings_log (guild_id, changed_by);
CREATE INDEX settings_log_undone ON settings_log (guild_id, undoes) WHERE undoes IS NOT NULL;
