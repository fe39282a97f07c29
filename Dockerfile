# How to build and run it stands in the README.
FROM python:3.11-slim AS build
WORKDIR /kanso
RUN python -m pip install --no-cache-dir uv
COPY pyproject.toml .
RUN uv sync --no-cache --no-python-downloads --python /usr/local/bin/python --compile-bytecode

FROM python:3.11-slim
RUN groupadd --system --gid 10001 kanso \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin kanso
WORKDIR /kanso
COPY --from=build /kanso/.venv .venv
COPY LICENSE .
COPY bot bot
COPY cogs cogs
COPY data data
# The volume lies in data/, not over it: the embedded catalogue stays in sight, and is updated with
# the image.
RUN install -d -o kanso -g kanso -m 0700 data/local
ENV PATH=/kanso/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    KANSO_METRICS=127.0.0.1:9464
USER 10001:10001
VOLUME /kanso/data/local
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-m", "bot.host.probe"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "bot"]
