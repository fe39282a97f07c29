-- What the host's process remembers about itself, such as the hash of the synced command tree.
CREATE TABLE host_state (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE guild_settings (
    guild_id INTEGER PRIMARY KEY,
    review_channel_id INTEGER,
    renewal_channel_id INTEGER,
    discussion_channel_id INTEGER,
    moderator_role_id INTEGER
) STRICT;

CREATE TABLE settings_log (
    guild_id INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    changed_by INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    field TEXT NOT NULL,
    old_value INTEGER,
    new_value INTEGER,
    PRIMARY KEY (guild_id, entry)
) STRICT;
