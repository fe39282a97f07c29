-- Forecasts of renewal questions. A call is one round of a question: what is to be forecast until
-- when, by which rule it is decided. The newest of a question takes forecasts.
CREATE TABLE forecast_calls (
    guild_id INTEGER NOT NULL,
    call_number INTEGER NOT NULL,
    question_id INTEGER NOT NULL,
    show_id TEXT NOT NULL,
    season INTEGER NOT NULL,
    deadline INTEGER NOT NULL,
    rule TEXT NOT NULL,
    opened_by INTEGER,
    opened_at INTEGER NOT NULL,
    PRIMARY KEY (guild_id, call_number)
) STRICT;

CREATE INDEX forecast_calls_of_show ON forecast_calls (guild_id, show_id, season, call_number);
CREATE INDEX forecast_calls_opened_by ON forecast_calls (guild_id, opened_by);

-- What members said, and when: a change is a row of its own. Scores are never kept; they follow
-- from these rows and the resolutions that stand.
CREATE TABLE forecasts (
    guild_id INTEGER NOT NULL,
    call_number INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    percent INTEGER NOT NULL CHECK (percent BETWEEN 1 AND 99),
    PRIMARY KEY (guild_id, call_number, user_id, made_at),
    FOREIGN KEY (guild_id, call_number) REFERENCES forecast_calls (guild_id, call_number)
) STRICT;

CREATE INDEX forecasts_of_member ON forecasts (guild_id, user_id, call_number);

-- How a call was decided, on what ground, and by whom. One that was undone stays, and counts no
-- more. `known_at`: when its evidence was out at the latest. `by_forecaster`: who decided had
-- forecast it. `posted`: nothing is owed to the channel; a row before it is a message.
CREATE TABLE forecast_resolutions (
    guild_id INTEGER NOT NULL,
    call_number INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('yes', 'no', 'void')),
    ground TEXT NOT NULL CHECK (ground IN ('evidence', 'out', 'deadline', 'undecidable')),
    evidence_id INTEGER,
    known_at INTEGER,
    resolved_by INTEGER,
    resolved_at INTEGER NOT NULL,
    by_forecaster INTEGER NOT NULL CHECK (by_forecaster IN (0, 1)),
    undone_by INTEGER,
    undone_at INTEGER,
    posted INTEGER NOT NULL DEFAULT 0 CHECK (posted IN (0, 1)),
    post_tried_at INTEGER,
    post_channel_id INTEGER,
    post_message_id INTEGER,
    PRIMARY KEY (guild_id, call_number, entry),
    FOREIGN KEY (guild_id, call_number) REFERENCES forecast_calls (guild_id, call_number)
) STRICT;

CREATE UNIQUE INDEX forecast_resolutions_standing
    ON forecast_resolutions (guild_id, call_number) WHERE undone_at IS NULL;
CREATE INDEX forecast_resolutions_unposted
    ON forecast_resolutions (guild_id, call_number) WHERE posted = 0;
CREATE INDEX forecast_resolutions_resolved_by ON forecast_resolutions (guild_id, resolved_by);
CREATE INDEX forecast_resolutions_undone_by ON forecast_resolutions (guild_id, undone_by);
