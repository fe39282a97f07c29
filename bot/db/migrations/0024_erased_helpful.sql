-- A 👍 that stands on a review's card, but whose member asked to be forgotten: it counts no more,
-- wherever Discord lists it. `burst` tells which of the two that a member can have there.
CREATE TABLE review_forgotten_votes (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    voter_id INTEGER NOT NULL,
    burst INTEGER NOT NULL CHECK (burst IN (0, 1)),
    PRIMARY KEY (guild_id, show_id, user_id, voter_id, burst),
    FOREIGN KEY (guild_id, show_id, user_id)
        REFERENCES reviews (guild_id, show_id, user_id) ON DELETE CASCADE
) STRICT;

CREATE INDEX review_forgotten_votes_of_member ON review_forgotten_votes (guild_id, voter_id);
