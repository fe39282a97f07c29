-- What a server's members call a show. `set_by` is forgotten with that member; the name stays.
CREATE TABLE show_nicknames (
    guild_id INTEGER NOT NULL,
    folded TEXT NOT NULL,
    nickname TEXT NOT NULL,
    show_id TEXT NOT NULL,
    set_by INTEGER,
    set_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, folded)
) STRICT;

CREATE INDEX show_nicknames_of_member ON show_nicknames (guild_id, set_by);

-- How often a server looked a show up. Nobody's name stands beside it.
CREATE TABLE show_picks (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    picks INTEGER NOT NULL,
    PRIMARY KEY (guild_id, show_id)
) STRICT;

-- A fact that an admin put right, with who says so and when.
CREATE TABLE show_corrections (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    fact TEXT NOT NULL,
    value TEXT NOT NULL,
    source TEXT NOT NULL,
    as_of TEXT NOT NULL,
    set_by INTEGER,
    set_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, show_id, fact)
) STRICT;

CREATE INDEX show_corrections_of_member ON show_corrections (guild_id, set_by);
