-- What was told last of a date in a calendar file, so that a file that is imported again moves what
-- moved: `changed_at` is when it last changed. guild_id 0: what the source itself says, a public
-- fact; else the server whose dub it is (`dub` '': the original audio). Nobody's name: who asked for a file isn't kept.
CREATE TABLE calendar_told (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    dub TEXT NOT NULL,
    episode INTEGER NOT NULL,
    begins_at INTEGER NOT NULL,
    all_day INTEGER NOT NULL CHECK (all_day IN (0, 1)),
    seconds INTEGER NOT NULL,
    off INTEGER NOT NULL CHECK (off IN (0, 1)),
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, show_id, dub, episode)
) STRICT;

CREATE INDEX calendar_told_begins ON calendar_told (begins_at);

-- Discord's scheduled events in a server: a row before it is an event, with what it was last told to
-- be. `event_id` is NULL while nobody knows whether Discord has it. `gone`: somebody took it down,
-- so it isn't made again.
CREATE TABLE calendar_events (
    guild_id INTEGER NOT NULL,
    uid TEXT NOT NULL,
    name TEXT NOT NULL,
    location TEXT NOT NULL,
    begins_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('wanted', 'leaving', 'gone')),
    event_id INTEGER,
    PRIMARY KEY (guild_id, uid)
) STRICT;
