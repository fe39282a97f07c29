-- What is known of the thread under a review's card (`liked_id` is the comment liked most), and which
-- numbers stand on the card. A card without a row has no comments that are known of, and no numbers.
CREATE TABLE review_cards (
    guild_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    comments INTEGER NOT NULL DEFAULT 0,
    liked_id INTEGER,
    shown_helpful INTEGER NOT NULL DEFAULT 0,
    shown_comments INTEGER NOT NULL DEFAULT 0,
    shown_liked_id INTEGER,
    PRIMARY KEY (guild_id, show_id, user_id, message_id),
    FOREIGN KEY (guild_id, show_id, user_id)
        REFERENCES reviews (guild_id, show_id, user_id) ON DELETE CASCADE
) STRICT;
