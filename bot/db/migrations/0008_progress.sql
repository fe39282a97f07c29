-- How far a member has seen a show: the last episode. A member's own, so it has no server.
CREATE TABLE member_progress (
    user_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    episode INTEGER NOT NULL CHECK (episode > 0),
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, show_id)
) STRICT;
