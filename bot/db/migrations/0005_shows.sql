-- What sources said of shows, with its age.

-- The cache of sources outside. Without guild_id: these are public facts on shows, the same for
-- every server; nothing tells who asked. `body` is the source's own record as JSON, NULL where the
-- source has no such show. Rows that nobody renews are deleted after a month.
CREATE TABLE show_facts (
    source TEXT NOT NULL,
    show_id TEXT NOT NULL,
    body TEXT,
    fetched_at INTEGER NOT NULL,
    PRIMARY KEY (source, show_id)
) STRICT;

CREATE INDEX show_facts_by_age ON show_facts (fetched_at);
