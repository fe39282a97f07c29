-- What an admin chose and the bot can't use any more: a channel or role that is gone, a channel
-- where it lacks permissions. `field` is the setting, `trouble` what is the matter; the row goes once
-- that is mended. `told_at` is when somebody was told, NULL where nobody could be.
CREATE TABLE lost (
    guild_id INTEGER NOT NULL,
    field TEXT NOT NULL,
    trouble TEXT NOT NULL,
    noticed_at INTEGER NOT NULL,
    told_at INTEGER,
    PRIMARY KEY (guild_id, field)
) STRICT;

-- Servers that were greeted, and at which of its arrivals there.
CREATE TABLE greetings (
    guild_id INTEGER PRIMARY KEY,
    joined_at INTEGER NOT NULL
) STRICT;
