-- What a text says on a return, read and not yet sent; once it is sent, what came along with that
-- piece of evidence. The text itself isn't kept: of it only the sentences that the lines rest on,
-- with their places in it.
-- `author_id` is the member whose message it was: with them all of it is erased. `evidence_id` is
-- the piece that it became; `corrects` the approved piece that it is to take the place of.
CREATE TABLE renewal_readings (
    guild_id INTEGER NOT NULL,
    reading_id INTEGER NOT NULL,
    by_id INTEGER NOT NULL,
    author_id INTEGER,
    show_id TEXT,
    season INTEGER,
    status TEXT,
    tier TEXT NOT NULL,
    sentence TEXT NOT NULL,
    said_on TEXT NOT NULL,
    said_by TEXT NOT NULL,
    outlet TEXT NOT NULL,
    link TEXT NOT NULL,
    corrects INTEGER,
    evidence_id INTEGER,
    read_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, reading_id),
    FOREIGN KEY (guild_id, evidence_id)
        REFERENCES renewal_evidence (guild_id, evidence_id) ON DELETE CASCADE
) STRICT;

CREATE UNIQUE INDEX renewal_readings_by_evidence ON renewal_readings (guild_id, evidence_id);
CREATE INDEX renewal_readings_by_member ON renewal_readings (guild_id, by_id);
CREATE INDEX renewal_readings_by_author ON renewal_readings (guild_id, author_id);

-- [starts, ends) is where the sentence stands in the text that was read, in characters. `words` are
-- a quote's own, from `words_start` on, a date's wording, or a status. `season` is which one, of a
-- planned run how many.
CREATE TABLE renewal_lines (
    guild_id INTEGER NOT NULL,
    reading_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    kind TEXT NOT NULL,
    sentence TEXT NOT NULL,
    starts INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    words TEXT NOT NULL,
    words_start INTEGER,
    speaker TEXT NOT NULL,
    role TEXT NOT NULL,
    outlet TEXT NOT NULL,
    season INTEGER,
    episodes INTEGER,
    day TEXT NOT NULL,
    inferred TEXT NOT NULL,
    left_out INTEGER NOT NULL,
    PRIMARY KEY (guild_id, reading_id, line),
    FOREIGN KEY (guild_id, reading_id)
        REFERENCES renewal_readings (guild_id, reading_id) ON DELETE CASCADE
) STRICT;

-- Buttons carry a reading's number too, so it is never given twice either.
ALTER TABLE renewal_numbers ADD COLUMN last_reading INTEGER NOT NULL DEFAULT 0;
