-- Servers that the bot has left, and since when that is known. What is kept of one is erased a while
-- later; the row goes last, or when the bot is invited again.
CREATE TABLE departures (
    guild_id INTEGER PRIMARY KEY,
    left_at INTEGER NOT NULL
) STRICT;

-- Messages of the bot's own that show what is erased, written with the erasure and deleted once
-- Discord has them no more. `thread_id` is a thread under one that bears somebody's name.
CREATE TABLE takedowns (
    guild_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    thread_id INTEGER,
    PRIMARY KEY (guild_id, message_id)
) STRICT;
